import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Customer } from '@rapport/core';
import { PluginError } from '@rapport/kernel';
import { alarmAccess, definePlugin, field, idOf, Record, RecordBase, tablesSql } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';
import { Installation } from '../../packages/kernel/src/plugins/installation.ts';

@Record({
  prefix: 'egt',
  description: 'An egg that is done at a moment.',
  grants: { service: { read: 'all', create: 'all', update: 'all' } },
})
class EggTimer extends RecordBase {
  @field.instant({ description: 'When it is done.', nullable: true, order: true })
  doneAt!: string | null;

  @field.boolean({ description: 'It rang.', default: false })
  rang!: boolean;
}

const definition = {
  id: 'kitchen',
  version: '1.0.0',
  requires: ['customers'],
  records: [EggTimer],
} as const;
const kitchen = definePlugin({
  ...definition,
  migrations: [{ id: '0001-create-egg-timers', sql: tablesSql(definition) + alarmAccess('egg_timer', 'done_at') }],
  alarms: [
    {
      id: 'ring',
      record: EggTimer,
      at: 'doneAt',
      run: ({ transaction, tenant }) =>
        transaction(async (work) => {
          const due = await work.run<{ id: string }>({
            text: 'select id from egg_timer where tenant_id = $1 and done_at <= now() and deleted_at is null for update skip locked',
            values: [tenant.id],
          });
          for (const { id } of due) await work.update(EggTimer, idOf(EggTimer, id), { doneAt: null, rang: true });
        }),
    },
  ],
});

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [kitchen] });
});
afterAll(() => app.close());

const boil = (minutes: number, tenant = app.alpha) =>
  tenant.as('service').create('EggTimer', { doneAt: new Date(Date.now() + minutes * 60_000).toISOString() });
const rang = async (id: string, tenant = app.alpha) =>
  (
    await tenant
      .as('service')
      .get<{ eggTimer: { rang: boolean } }>('query($id: ID!) { eggTimer(id: $id) { rang } }', { id })
  ).eggTimer.rang;

test('an alarm rings when the moment of a record comes, in every tenant, and not before', async () => {
  const [soon, later, beta] = [await boil(3), await boil(60), await boil(3, app.beta)];
  await app.drain();
  expect(await rang(soon.id)).toBe(false);
  await app.tick('PT5M');
  expect([await rang(soon.id), await rang(later.id), await rang(beta.id, app.beta)]).toEqual([true, false, true]);
  await app.tick('PT1H');
  expect(await rang(later.id)).toBe(true);
});

test('a tenant that switched the plugin off hears none, and hears it when the plugin is on again', async () => {
  const { id } = await boil(1);
  await app.alpha.admin.get('mutation { disablePlugin(id: "kitchen") { id } }');
  await app.tick('PT5M');
  await app.alpha.admin.get('mutation { enablePlugin(id: "kitchen") { id } }');
  expect(await rang(id)).toBe(false);
  await app.drain();
  expect(await rang(id)).toBe(true);
});

test.each([
  ['a field that is no instant', { at: 'rang' }, 'no instant'],
  ['a field without an index', { record: EggTimer, at: 'deletedAt' }, 'no index'],
  ['a record of another plugin', { record: Customer, at: 'createdAt' }, 'another plugin'],
])('an alarm at %s stops the start', (_what, values, message) => {
  const wrong = definePlugin({ ...kitchen, alarms: kitchen.alarms.map((alarm) => ({ ...alarm, ...values })) });
  const whole = app.app.installation.plugins.filter(({ id }) => id !== 'kitchen');
  expect(() => new Installation([...whole, wrong])).toThrow(PluginError);
  expect(() => new Installation([...whole, wrong])).toThrow(message);
});
