import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { definePlugin, RapportError, TenantDatabase } from '@rapport/kernel';
import { withClient } from '@rapport/server';
import { createTestApp, type GraphQLAnswer, type TestApp, type TestClient } from '@rapport/testing';
import { Specimen, specimenPlugin } from '../fixtures/specimen.ts';

let app: TestApp;
let customer: string;
let foreign: string;

const CREATE_CUSTOMER = 'mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { id } }';
const idIn = async (client: TestClient, query: string, input: object): Promise<string> =>
  Object.values(await client.get<Record<string, { id: string }>>(query, { input }))[0]?.id ?? '';

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
  customer = await idIn(app.alpha.admin, CREATE_CUSTOMER, { kind: 'PERSON', name: '王小明' });
  foreign = await idIn(app.beta.admin, CREATE_CUSTOMER, { kind: 'PERSON', name: 'foreign' });
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => app.close());

/** An event is in the outbox, or already in the log. */
const eventsOf = (table: string): string =>
  `select type, version, operation, changed_fields, patch, actor, schema_version from ${table} where record_id = r.id`;

/** The newest record of a table with what was journaled of it; what differs from record to record is left out. */
async function traces(table: string): Promise<unknown> {
  const id = '[0-9a-f]{8}-[0-9a-f-]{27}';
  const rows = await app.sql<{ traces: string }>(
    `select json_build_object('row', to_jsonb(r) - '{id,created_at,updated_at}'::text[],
       'audit', (select jsonb_agg(to_jsonb(a) - '{id,at,record_id,request_id}'::text[]) from audit_entry a where a.record_id = r.id),
       'events', (select jsonb_agg(e) from (${eventsOf('outbox')} union all ${eventsOf('event_log')}) e))::text as traces
     from ${table} r order by created_at desc, id desc limit 1`,
  );
  return JSON.parse((rows[0]?.traces ?? 'null').replace(new RegExp(`"id": *"[a-z]+_${id}"`, 'g'), '"id": "..."'));
}

const masked = (data: unknown): string =>
  JSON.stringify(data).replace(/"(?:id|createdAt|updatedAt)":"[^"]+"/g, '"...":"..."');

function fail(name: string): never {
  throw new Error(`There is no case "${name}".`);
}

const counts = async (): Promise<unknown> =>
  (
    await app.sql(
      'select (select count(*) from customer) as customers, (select count(*) from interaction) as interactions, (select count(*) from specimen) as specimens, (select count(*) from audit_entry) as audited, (select count(*) from outbox) + (select count(*) from event_log) as announced, (select count(*) from search_token) as tokens',
    )
  )[0];

interface Case {
  readonly query: string;
  readonly input: () => object;
  readonly table: string;
  readonly role?: string;
}

const cases: Record<string, Case> = {
  'an interaction with its customer': {
    query:
      'mutation($input: CreateInteractionInput!) { made: createInteraction(input: $input) { __typename id occurredAt createdAt version customer { ...Who } user { name } cost { amount } } } fragment Who on Customer { name owner { id } }',
    input: () => ({
      customerId: customer,
      channel: 'PHONE',
      direction: 'INBOUND',
      subject: '"quoted" \\ 電話',
      occurredAt: '2026-01-01T08:00:00+08:00',
      cost: { amount: '12.50', currency: 'USD' },
      userId: app.alpha.users.service,
      body: null,
    }),
    table: 'interaction',
  },
  'what a seller keeps, who sees only his own': {
    query: 'mutation($input: CreateSpecimenInput!) { createSpecimen(input: $input) { id title keeper { email } } }',
    input: () => ({ title: 'own' }),
    table: 'specimen',
    role: 'seller',
  },
  'values of every kind, some in the document': {
    query:
      'mutation($title: String = "x", $input: Int = 3) { createSpecimen(input: { title: $title, size: $input, checked: true, day: "2026-01-31", moment: "2026-01-01T00:00:00Z", colour: RED, price: { amount: 1050, currency: "TWD" } }) { id title size checked day moment colour price { amount currency } whole { id } } }',
    input: () => ({}),
    table: 'specimen',
  },
};

describe('a record is created by one statement, with the answer and the traces that resolvers leave', () => {
  test.each(Object.entries(cases))('%s', async (_name, { query, input, table, role = 'admin' }) => {
    const client = app.alpha.as(role);
    const given = input();
    const variables = Object.keys(given).length > 0 ? { input: given } : {};
    const executed = await client.askExecutor(query, variables);
    expect(executed.errors).toBeUndefined();
    const left = await traces(table);
    const transactions = jest.spyOn(TenantDatabase.prototype, 'transaction');
    const compiled = JSON.parse((await client.askCompiled(query, variables)) ?? '{}') as GraphQLAnswer;
    expect(transactions).not.toHaveBeenCalled();
    expect(compiled.extensions?.plan).toEqual({ kind: 'compiled' });
    expect(masked(compiled.data)).toBe(masked(executed.data));
    expect(await traces(table)).toEqual(left);
    expect(left).toMatchObject({ audit: [{ operation: 'created' }], events: [{ operation: 'created' }] });
  });
});

describe('what one statement cannot do is left to resolvers', () => {
  const ask = async (query: string, variables: object) => {
    await app.alpha.admin.get(query, { ...variables });
    return (await app.alpha.admin.ask(query, { ...variables })).extensions?.plan;
  };

  test.each([
    [
      'a key',
      'mutation($i: CreateSpecimenInput!, $k: String) { createSpecimen(input: $i, idempotencyKey: $k) { id } }',
      /key/,
    ],
    [
      'lists',
      'mutation($i: CreateSpecimenInput!) { createSpecimen(input: $i) { keeper { specimens { totalCount } } } }',
      /lists/,
    ],
    [
      'two commands',
      'mutation($i: CreateSpecimenInput!) { a: createSpecimen(input: $i) { id } b: createSpecimen(input: $i) { id } }',
      /runs code/,
    ],
  ])('%s', async (_what, query, reason) => {
    const plan = await ask(query, { i: { title: 'x' }, k: 'k1' });
    expect(plan).toMatchObject({ kind: 'executed', reason: expect.stringMatching(reason) });
  });

  test('handlers that look at the record', async () => {
    const titles: unknown[] = [];
    const watching = definePlugin({
      id: 'watching',
      version: '1.0.0',
      requires: ['specimens'],
      before: [
        {
          record: Specimen,
          on: ['created'],
          run: async ({ after }) => {
            titles.push(after.title);
            return undefined;
          },
        },
      ],
    });
    const watched = await createTestApp({ plugins: [specimenPlugin, watching] });
    try {
      const query = 'mutation { createSpecimen(input: { title: "seen" }) { id } }';
      await watched.alpha.admin.get(query);
      const { extensions } = await watched.alpha.admin.ask(query);
      expect(extensions?.plan).toMatchObject({ kind: 'executed', reason: expect.stringContaining('Code looks at') });
      expect(titles).toEqual(['seen', 'seen']);
    } finally {
      await watched.close();
    }
  });
});

describe('nothing is written, and the error is that of resolvers, for', () => {
  const interaction =
    'mutation($input: CreateInteractionInput!) { createInteraction(input: $input) { id customer { name } } }';
  const specimen = 'mutation($input: CreateSpecimenInput!) { createSpecimen(input: $input) { id } }';
  const touch = (customerId: string) => ({
    customerId,
    channel: 'PHONE',
    direction: 'INBOUND',
    subject: 'x',
    occurredAt: '2026-01-01T00:00:00Z',
  });
  const deleted = async () => {
    const id = await idIn(app.alpha.admin, CREATE_CUSTOMER, { kind: 'PERSON', name: 'gone' });
    await app.alpha.admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id });
    return id;
  };
  const refusals: Record<string, [query: string, input: () => Promise<object>, code: string, role?: string]> = {
    'a record of another tenant': [interaction, async () => touch(foreign), 'REFERENCE_NOT_FOUND'],
    'a deleted record': [interaction, async () => touch(await deleted()), 'REFERENCE_NOT_FOUND'],
    'a record out of sight': [interaction, async () => touch(customer), 'REFERENCE_NOT_FOUND', 'seller'],
    'an id of another type': [interaction, async () => touch(app.alpha.users.admin ?? ''), 'ID_INVALID'],
    'a row outside of the row scope': [
      specimen,
      async () => ({ title: 'x', keeperId: app.alpha.users.admin }),
      'FORBIDDEN',
      'seller',
    ],
    'a value that is taken': [specimen, async () => ({ title: 'x', label: 'taken' }), 'DUPLICATE'],
    'a value that breaks a rule': [specimen, async () => ({ title: 'x', size: 1001 }), 'INPUT_INVALID'],
    'a role that may not': [specimen, async () => ({ title: 'x' }), 'FORBIDDEN', 'service'],
  };

  test.each(Object.entries(refusals))('%s', async (_name, [query, input, code, role = 'admin']) => {
    if (code === 'DUPLICATE') await app.alpha.admin.ask(specimen, { input: { title: 'x', label: 'taken' } });
    const given = await input();
    const client = app.alpha.as(role);
    // The operation is known and has a plan; only the values are wrong.
    await client.askExecutor(query, { input: given });
    const before = await counts();
    const { errors, data } = await client.ask(query, { input: given });
    expect({ errors, data }).toEqual(
      (({ errors: e, data: d }) => ({ errors: e, data: d }))(await client.askExecutor(query, { input: given })),
    );
    expect(errors).toMatchObject([
      { path: [query.includes('Specimen') ? 'createSpecimen' : 'createInteraction'], extensions: { code } },
    ]);
    expect(await counts()).toEqual(before);
  });

  test.each(['a deleted record', 'a record out of sight', 'a row outside of the row scope'])(
    '%s; without the condition of the statement it is written: the tests above can fail',
    async (name) => {
      const [query, input, , role = 'admin'] = refusals[name] ?? fail(name);
      const { write } = TenantDatabase.prototype;
      jest.spyOn(TenantDatabase.prototype, 'write').mockImplementation(function (
        this: TenantDatabase,
        tenant,
        asked,
        signal,
      ) {
        // The parameters stay; a condition that holds anyway keeps them in use.
        const text = asked.text.replace(
          / where (.*?)\n\s*returning \*/s,
          ' where ($1) is not false or true returning *',
        );
        expect(text).not.toBe(asked.text);
        return write.call(this, tenant, { text, values: asked.values }, signal);
      });
      const given = await input();
      await app.alpha.as(role).askExecutor(query, { input: given });
      const before = await counts();
      await app.alpha.as(role).ask(query, { input: given });
      expect(await counts()).not.toEqual(before);
    },
  );

  test('a record that is deleted at the same moment', async () => {
    const id = await idIn(app.alpha.admin, CREATE_CUSTOMER, { kind: 'PERSON', name: 'going' });
    await app.alpha.admin.get(interaction, { input: touch(id) });
    const before = await counts();
    await withClient(app.database.superuser, async (deleter) => {
      await deleter.query('begin');
      await deleter.query('select 1 from customer where id = $1 for update', [id.slice(4)]);
      await deleter.query('update customer set deleted_at = now() where id = $1', [id.slice(4)]);
      const created = app.alpha.admin.refused(interaction, { input: touch(id) });
      for (let waits = 0; waits === 0; await sleep(10)) {
        const [row] = await app.sql<{ n: number }>(
          "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        waits = row?.n ?? 0;
      }
      await deleter.query('commit');
      expect(await created).toMatchObject({ code: 'REFERENCE_NOT_FOUND' });
    });
    expect(await counts()).toEqual(before);
  });
});

test('a record whose creation may have been lost on the way is not created again', async () => {
  const query = 'mutation { createSpecimen(input: { title: "once" }) { id } }';
  await app.alpha.admin.get(query);
  const { write } = TenantDatabase.prototype;
  jest.spyOn(TenantDatabase.prototype, 'write').mockImplementation(async function (this: TenantDatabase, ...given) {
    await write.apply(this, given);
    throw new RapportError('DATABASE_UNAVAILABLE', 'The database cannot be reached.');
  });
  const { errors } = await app.alpha.admin.ask(query);
  expect(errors).toMatchObject([{ path: ['createSpecimen'], extensions: { code: 'DATABASE_UNAVAILABLE' } }]);
  const [row] = await app.sql("select count(*)::int as n from specimen where title = 'once'");
  expect(row?.n).toBe(2);
});
