import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Customer } from '@rapport/core';
import { afterHandlers, Consumers, Installation, PluginError } from '@rapport/kernel';
import { defineEvent, definePlugin, type HandledEvent } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';
import { until } from '../fixtures/until.ts';

const handled: { tenant: string; event: HandledEvent }[] = [];
let broken = true;

const greeted = defineEvent({
  type: 'loyalty.greeted',
  description: 'A customer was greeted.',
  schemaVersion: 1,
  payload: { by: { type: 'text', description: 'Who did.' } },
});

const plugin = definePlugin({
  events: [greeted],
  id: 'loyalty',
  version: '1.0.0',
  requires: ['customers'],
  rights: { Customer: { read: 'all', update: 'all', deny: { read: ['phone'] } } },
  before: [
    {
      record: Customer,
      on: ['updated'],
      fields: ['name'],
      run: ({ after }) => (after.name === 'for ever' ? new Promise(() => undefined) : Promise.resolve(undefined)),
    },
  ],
  after: [
    {
      id: 'note',
      events: ['customer.*', 'team.created', 'loyalty.greeted'],
      run: async (event, { tenant, transaction }) => {
        const name = event.patch?.name;
        if (broken && String(name).startsWith('poison')) throw new Error('cannot swallow that');
        if (name === 'greet')
          await transaction(async (work) => {
            await work.publish(greeted, { by: 'note' });
            await work.update(Customer, String(event.recordId), { name: 'hi' });
          });
        handled.push({ tenant: tenant.slug, event });
      },
    },
  ],
});

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp({ plugins: [plugin] });
});
afterAll(() => app.close());

const of = (id: string) => handled.flatMap(({ event }) => (event.recordId === id ? [event] : []));
const rename = (id: string, name: string) =>
  app.alpha.admin.get('mutation($id: ID!, $name: String!) { updateCustomer(id: $id, input: { name: $name }) { id } }', {
    id,
    name,
  });
const FAILED = '{ failedEvents { nodes { id recordId eventType state tries fault } } }';
interface Failed {
  readonly id: string;
  readonly recordId: string;
  readonly tries: number;
}
const failed = async () =>
  (await app.alpha.admin.get<{ failedEvents: { nodes: Failed[] } }>(FAILED)).failedEvents.nodes;

test('a new tenant’s first event is handled, with what the plugin may see of it', async () => {
  const id = await app.alpha.customer({ name: 'first', phone: '+886912345678' });
  await app.alpha.admin.get('mutation { createTeam(input: { name: "north" }) { id } }');
  await app.start();
  await until(() => of(id).length === 1);
  const [event] = of(id);
  expect(event).toMatchObject({ type: 'customer.created', operation: 'CREATED', patch: { name: 'first' } });
  expect(event?.id).toMatch(/^evt_/);
  expect(event?.patch).not.toHaveProperty('phone');
  expect(handled.every(({ tenant }) => tenant === 'alpha')).toBe(true);
});

test('what a handler writes is the plugin’s, and comes to it as another event', async () => {
  const id = await app.alpha.customer({ name: 'greet' });
  await until(() => of(id).length === 2);
  expect(of(id).map(({ actor, patch }) => [actor.split('_')[0], patch?.name])).toEqual([
    ['key', 'greet'],
    ['plugin:loyalty', 'hi'],
  ]);
  // It hears also of what it announces about no record.
  await until(() => handled.some(({ event }) => event.type === 'loyalty.greeted'));
});

test('an event that it fails with waits with what follows about the same record, and stops no other', async () => {
  const poisoned = await app.alpha.customer({ name: 'poison' });
  await rename(poisoned, 'cured');
  const other = await app.alpha.customer({ name: 'other' });
  await until(() => of(other).length === 1);
  await until(async () => (await failed()).length === 2);
  expect(of(poisoned)).toEqual([]);
  const waiting = await failed();
  expect(waiting).toContainEqual(
    expect.objectContaining({
      recordId: poisoned,
      eventType: 'customer.created',
      state: 'WAITING',
      fault: 'The plugin "loyalty": the handler note failed: cannot swallow that',
    }),
  );
  expect(waiting).toContainEqual(
    expect.objectContaining({ recordId: poisoned, eventType: 'customer.updated', tries: 0, fault: null }),
  );
  // What other plugins write meanwhile are events too.
  await until(async () => {
    const { eventHandlers } = await app.alpha.admin.get<{ eventHandlers: object[] }>(
      '{ eventHandlers { plugin handler behind waiting givenUp } }',
    );
    const wanted = { plugin: 'loyalty', handler: 'note', behind: 0, waiting: 2, givenUp: 0 };
    return eventHandlers.some((handler) => isDeepStrictEqual({ ...handler }, wanted));
  });
  broken = false;
  const RETRY = 'mutation($id: ID!) { retryFailedEvent(id: $id) { id } }';
  const first = waiting.find(({ tries }) => tries > 0);
  expect(await app.alpha.as('seller').refused(RETRY, { id: first?.id })).toMatchObject({ code: 'FORBIDDEN' });
  expect(await app.alpha.as('seller').refused('{ eventHandlers { plugin } }')).toMatchObject({ code: 'FORBIDDEN' });
  await app.alpha.admin.ask(RETRY, { id: first?.id });
  await until(() => of(poisoned).length === 2);
  expect(of(poisoned).map(({ patch }) => patch?.name)).toEqual(['poison', 'cured']);
  await until(async () => (await failed()).length === 0);
});

test('whom an event does not concern goes past it without a turn', async () => {
  const place = async () => {
    const [row] = await app.sql<{ behind: number; served_at: Date }>(
      `select (h.seq - p.seq)::int as behind, p.served_at from event_progress p join event_head h using (tenant_id)
       where p.handler = 'note' and p.tenant_id = $1`,
      [app.alpha.id],
    );
    return row;
  };
  const written = async (query: string) => {
    await app.alpha.admin.get(query);
    await until(async () => (await app.sql('select 1 from outbox')).length === 0);
    await until(async () => (await place())?.behind === 0);
    return place();
  };
  const before = await place();
  const elsewhere = await written('mutation { createSkill(input: { name: "Boilers" }) { id } }');
  expect(elsewhere?.served_at).toEqual(before?.served_at);
  const after = await written('mutation { createTeam(input: { name: "south" }) { id } }');
  expect(after?.served_at.getTime()).toBeGreaterThan(Number(before?.served_at.getTime()));
});

test('several processes handle each event once, and go on where one died', async () => {
  const { database, installation, events, background } = app.app;
  const report = () => undefined;
  const consumers = afterHandlers(installation, background.plugins);
  const second = new Consumers({ database, installation, heads: events.heads, consumers, report });
  second.start();
  const ids = await Promise.all(
    Array.from({ length: 20 }, (_, index) => app.alpha.customer({ name: `many ${index}` })),
  );
  await until(() => ids.every((id) => of(id).length > 0));
  await second.stop();
  expect(ids.map((id) => of(id).length)).toEqual(ids.map(() => 1));
  // Somebody else has the lease.
  await app.sql(
    "update event_progress set leased_by = gen_random_uuid(), leased_until = now() + interval '2 seconds' where tenant_id = $1",
    [app.alpha.id],
  );
  const late = await app.alpha.customer({ name: 'late' });
  await sleep(500);
  expect(of(late)).toEqual([]);
  await until(() => of(late).length === 1);
});

test('a tenant that switches the plugin off is left alone until it switches it on again, and then nothing is missed', async () => {
  const turn = (verb: string) => app.alpha.admin.get(`mutation { ${verb}Plugin(id: "loyalty") { state } }`);
  await turn('disable');
  // Whoever has the lease at the moment may finish his turn.
  await until(async () => (await app.sql('select 1 from event_progress where leased_by is not null')).length === 0);
  const mine = await app.alpha.customer({ name: 'in the meantime' });
  const theirs = await app.beta.customer({ name: 'elsewhere' });
  await until(() => of(theirs).length === 1);
  expect(of(mine)).toEqual([]);
  await turn('enable');
  await until(() => of(mine).length === 1);
});

test('[GU21] a handler that never returns is stopped, and the command says whose it is', async () => {
  const id = await app.alpha.customer({ name: 'patient' });
  const RENAME = 'mutation($id: ID!) { updateCustomer(id: $id, input: { name: "for ever" }) { id } }';
  expect(await app.alpha.admin.refused(RENAME, { id })).toMatchObject({
    code: 'PLUGIN_OVER_BUDGET',
    plugin: 'loyalty',
    message: expect.stringContaining('its handler before a Customer is updated did not end within 2 s'),
  });
  await rename(id, 'as before');
});

test('handlers of events that there are not stop the start', () => {
  const run = async () => undefined;
  for (const after of [[{ id: 'a', events: ['customer.vanished'], run }], [{ id: 'A b', events: ['team.*'], run }]]) {
    const loose = definePlugin({ id: 'loose', version: '1.0.0', after });
    expect(() => new Installation([...app.app.installation.plugins, loose])).toThrow(
      expect.objectContaining({ constructor: PluginError, message: expect.stringContaining('"loose"') }),
    );
  }
});
