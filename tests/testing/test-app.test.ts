import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Customer } from '@rapport/core';
import { runOf, setTimer } from '@rapport/kernel';
import { definePlugin } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';

const nights: string[] = [];
let refusals = 2;

/** Follows customers with a handler that fails at first, and does something every night. */
const diligent = definePlugin({
  id: 'diligent',
  version: '1.0.0',
  requires: ['customers'],
  rights: { Customer: { read: 'all', update: 'all' } },
  after: [
    {
      id: 'greet',
      events: ['customer.created'],
      run: async ({ recordId, patch }, { transaction }) => {
        if (patch?.name === 'Late' && refusals-- > 0) throw new Error('not yet');
        await transaction((work) => work.update(Customer, String(recordId), { name: `${patch?.name}, welcome` }));
      },
    },
  ],
  jobs: [
    {
      id: 'nightly',
      cron: '0 3 * * *',
      catchUp: 'skip',
      run: async ({ tenant, dueAt }) => void nights.push(`${tenant.slug} ${dueAt.toISOString()}`),
    },
  ],
});

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [diligent] });
});
afterAll(() => app.close());

const nameOf = async (id: string) =>
  (await app.alpha.admin.get<{ customer: { name: string } }>('query($id: ID!) { customer(id: $id) { name } }', { id }))
    .customer.name;

test('draining runs what follows from a change until nothing is left, and events can be captured', async () => {
  const captured = await app.capture(app.alpha, ['customer.*']);
  const id = await app.alpha.customer({ name: 'Anna' });
  await app.beta.customer({ name: 'Berta' });
  await app.drain();
  expect(await nameOf(id)).toBe('Anna, welcome');
  expect((await captured.events()).map(({ type, recordId, actor }) => [type, recordId, actor.split('_')[0]])).toEqual([
    ['customer.created', id, 'key'],
    ['customer.updated', id, 'plugin:diligent'],
  ]);
});

test('time passes as far as the test says: every night is done, and what failed is tried again', async () => {
  const id = await app.alpha.customer({ name: 'Late' });
  await app.drain();
  expect(await nameOf(id)).toBe('Late');
  await app.tick('PT1S');
  expect(await nameOf(id)).toBe('Late');
  await app.tick('P3D');
  expect(await nameOf(id)).toBe('Late, welcome');
  const alpha = nights.filter((night) => night.startsWith('alpha'));
  expect(alpha).toHaveLength(3);
  expect(new Set(alpha).size).toBe(3);
  expect(nights).toHaveLength(6);
  expect(nights.every((night) => night.endsWith('T03:00:00.000Z'))).toBe(true);
});

test('timers that are days away become due, and those behind them do not', async () => {
  const set = (key: string, days: number) =>
    setTimer(app.app.database.forTenant(app.alpha.id), app.alpha.id, {
      dueAt: new Date(Date.now() + days * 86_400_000),
      ...runOf({ plugin: 'diligent', id: 'nightly' }, new Date('2026-01-01T00:00:00Z')),
      key,
    });
  await set('near', 2);
  await set('far', 4);
  nights.length = 0;
  await app.tick('P3D');
  expect((await app.sql('select key from timer')).map(({ key }) => key)).toEqual(['far']);
  // Three nights in each of two tenants, and what was set.
  expect(nights).toHaveLength(7);
  await expect(app.tick('3 days')).rejects.toThrow('no duration');
});

test('a subscription needs no socket, and has the rights of whoever subscribes', async () => {
  const followed = await app.alpha
    .as('seller')
    .subscribe<{ changes: { kind: string; node: { id: string } | null } }>(
      'subscription { changes(types: ["customer.created"]) { kind node { id } } }',
    );
  expect((await followed.next()).value?.data?.changes.kind).toBe('CHECKPOINT');
  await app.alpha.customer({ name: 'Not his' });
  const his = await app.alpha.as('seller').create<{ id: string }>('Customer', { kind: 'PERSON', name: 'His' });
  const { value } = await followed.next();
  expect(value?.data?.changes).toEqual({ kind: 'CREATED', node: his });
  followed.stop();
  expect(await followed.next()).toEqual({ done: true, value: undefined });
  await expect(app.alpha.admin.subscribe('subscription { nothing }')).rejects.toThrow('Cannot query field');
});
