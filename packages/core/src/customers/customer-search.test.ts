import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asOwner, rebuildTenantSearch } from '@rapport/server';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';

let app: TestApp;
let admin: TestClient;
const people = [
  { name: '大同公司' },
  { name: '王小明', email: 'ming.wang@example.com', phone: '0912345678' },
  { name: '王大明', email: 'daming@example.com' },
  { name: '陳小明', phone: '0987654321' },
  { name: '歐陽修文', phone: '0223456789' },
  { name: 'José García', email: 'jose@example.org' },
  { name: 'Josefine O’Brien' },
  { name: 'Anna Weiß', email: 'anna.weiss@example.com', phone: '0955005678' },
  { name: 'Joanna Smith' },
];

beforeAll(async () => {
  app = await createTestApp();
  admin = app.alpha.admin;
  await admin.get('mutation($inputs: [CreateCustomerInput!]!) { createCustomers(inputs: $inputs) { succeeded } }', {
    inputs: people.map((person) => ({ kind: 'PERSON', ...person })),
  });
});
afterAll(() => app.close());

const FOUND =
  'query($search: String!) { customers(filter: { search: $search }, orderBy: [{ field: NAME }], first: 50) { totalCount nodes { name } } }';

async function found(search: string, client = admin): Promise<string[]> {
  const { customers } = await client.get<{ customers: { totalCount: number; nodes: { name: string }[] } }>(FOUND, {
    search,
  });
  expect(customers.totalCount).toBe(customers.nodes.length);
  return customers.nodes.map(({ name }) => name);
}

describe('customers are found by what people type', () => {
  test.each([
    ['one Chinese character', '王', ['王大明', '王小明']],
    ['two, wherever they stand in the name', '小明', ['王小明', '陳小明']],
    ['three and more', '陽修文', ['歐陽修文']],
    ['characters that do not stand beside each other are two words', '王 明', ['王大明', '王小明']],
    ['the beginning of a Latin word', 'smi', ['Joanna Smith']],
    ['not its middle', 'anna', ['Anna Weiß']],
    ['one letter', 'g', ['José García']],
    ['accents left out', 'jose garcia', ['José García']],
    ['accents put in', 'Gärcia', ['José García']],
    ['capitals and sharp s', 'WEISS', ['Anna Weiß']],
    ['with and without an apostrophe', "o'brien", ['Josefine O’Brien']],
    ['full-width letters', 'Ｓｍｉｔｈ', ['Joanna Smith']],
    ['the last digits of a telephone number', '5678', ['Anna Weiß', '王小明']],
    ['a whole number as it is dialled', '0912 345 678', ['王小明']],
    ['a whole number with its country', '+886 912-345-678', ['王小明']],
    ['the beginning of an e-mail address', 'ming.', ['王小明']],
    ['a whole address', 'Anna.Weiss@example.com', ['Anna Weiß']],
    ['words of several fields', '王 5678', ['王小明']],
    ['nothing of the kind', '李', []],
  ])('%s', async (_what, search, names) => {
    expect(await found(search)).toEqual(names);
  });
});

const SEARCH = `query($query: String!, $first: Int) { search(query: $query, types: [CUSTOMER], first: $first) {
  node { id ... on Customer { name } } matchedOn { field how } } }`;

interface Hit {
  node: { id: string; name: string };
  matchedOn: { field: string; how: string }[];
}

async function hits(query: string, client = admin, first = 20): Promise<[name: string, ...matches: string[]][]> {
  const { search } = await client.get<{ search: Hit[] }>(SEARCH, { query, first });
  return search.map(({ node, matchedOn }) => [node.name, ...matchedOn.map(({ field, how }) => `${field} ${how}`)]);
}

describe('a search ranks what it finds, and says why', () => {
  test.each<[string, string, [string, ...string[]][]]>([
    [
      'the beginning of a name before its middle',
      '大',
      [
        ['大同公司', 'name BEGINNING'],
        ['王大明', 'name WORD'],
      ],
    ],
    ['a whole name', '王小明', [['王小明', 'name EXACT']]],
    [
      'a name that begins with it, the newest first',
      'jo',
      [
        ['Joanna Smith', 'name BEGINNING'],
        ['Josefine O’Brien', 'name BEGINNING'],
        ['José García', 'name BEGINNING', 'email BEGINNING'],
      ],
    ],
    ['names and addresses', 'anna', [['Anna Weiß', 'name BEGINNING', 'email BEGINNING']]],
    [
      'the end of a number',
      '5678',
      [
        ['Anna Weiß', 'phone ENDING'],
        ['王小明', 'phone ENDING'],
      ],
    ],
    ['a whole number', '0912345678', [['王小明', 'phone EXACT']]],
    ['words of several fields', '王 5678', [['王小明', 'phone ENDING', 'name WORD']]],
  ])('%s', async (_what, query, expected) => {
    expect(await hits(query)).toEqual(expected);
  });
});

describe('a search shows what the actor may see', () => {
  test('no field that he may not read is searched or named', async () => {
    const analyst = app.alpha.as('analyst');
    expect(await hits('anna', analyst)).toEqual([['Anna Weiß', 'name BEGINNING']]);
    expect(await hits('anna')).toEqual([['Anna Weiß', 'name BEGINNING', 'email BEGINNING']]);
    for (const query of ['5678', 'anna.weiss@example.com', 'daming']) {
      expect(await hits(query, analyst)).toEqual([]);
      expect(await found(query, analyst)).toEqual([]);
      expect(await found(query)).not.toEqual([]);
    }
  });

  test('records beyond the row scope are not found, however many lie before them', async () => {
    const seller = app.alpha.as('seller');
    expect(await hits('王', seller)).toEqual([]);
    expect(await found('王', seller)).toEqual([]);
    const { createCustomer } = await seller.get<{ createCustomer: { id: string } }>(
      'mutation { createCustomer(input: { kind: PERSON, name: "王自己" }) { id } }',
    );
    expect(await hits('王', seller)).toEqual([['王自己', 'name BEGINNING']]);
    expect(await found('王', seller)).toEqual(['王自己']);
    expect(await found('王')).toHaveLength(3);
    await admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id: createCustomer.id });
  });

  test('whoever serves himself finds himself, and nobody else', async () => {
    const { customers } = await admin.get<{ customers: { nodes: { id: string }[] } }>(
      '{ customers(filter: { search: "王小明" }) { nodes { id } } }',
    );
    const self = await app.alpha.asCustomer(String(customers.nodes[0]?.id));
    expect(await hits('王', self)).toEqual([['王小明', 'name BEGINNING']]);
    expect(await found('明', self)).toEqual(['王小明']);
    expect(await hits('大明', self)).toEqual([]);
    expect(await hits('大明')).not.toEqual([]);
  });

  test('a role that may read no customers has no search at all', async () => {
    const { createRole } = await admin.get<{ createRole: { id: string } }>(
      'mutation { createRole(input: { key: "blind", name: "Blind", grants: [] }) { id } }',
    );
    const { createApiKey } = await admin.get<{ createApiKey: { secret: string } }>(
      'mutation($roleId: ID!) { createApiKey(input: { name: "blind", roleId: $roleId }) { secret } }',
      { roleId: createRole.id },
    );
    const blind = app.client(createApiKey.secret);
    expect((await blind.refused(SEARCH, { query: '王' })).code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect((await blind.refused(FOUND, { search: '王' })).code).not.toBe('INTERNAL_SERVER_ERROR');
  });

  test('nor are those of another tenant', async () => {
    expect(await hits('王', app.beta.admin)).toEqual([]);
    expect(await found('王', app.beta.admin)).toEqual([]);
  });

  test('the index itself is closed to other tenants', async () => {
    const database = app.app.database;
    const tokens = (tenantId: number) =>
      database.forTenant(tenantId).run({ text: 'select 1 from search_token limit 1', values: [] });
    expect(await tokens(app.alpha.id)).toHaveLength(1);
    expect(await tokens(app.beta.id)).toHaveLength(0);
  });
});

describe('a search follows every write', () => {
  const create = async (input: object) =>
    (
      await admin.get<{ createCustomer: { id: string } }>(
        'mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { id } }',
        { input: { kind: 'PERSON', ...input } },
      )
    ).createCustomer.id;

  test('a change of name, and a value that goes', async () => {
    const id = await create({ name: '錢多多', email: 'duoduo@example.com' });
    const update = 'mutation($id: ID!, $input: UpdateCustomerInput!) { updateCustomer(id: $id, input: $input) { id } }';
    await admin.get(update, { id, input: { name: '錢少少' } });
    expect([await found('多多'), await found('少少'), await found('duoduo')]).toEqual([[], ['錢少少'], ['錢少少']]);
    await admin.get(update, { id, input: { email: null } });
    expect(await found('duoduo')).toEqual([]);
  });

  test('deleting and restoring', async () => {
    const id = await create({ name: '孫悟空' });
    await admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id });
    expect([await found('悟空'), await hits('悟空')]).toEqual([[], []]);
    const { customers } = await admin.get<{ customers: { nodes: { name: string }[] } }>(
      '{ customers(filter: { search: "悟空" }, deleted: true) { nodes { name } } }',
    );
    expect(customers.nodes).toEqual([{ name: '孫悟空' }]);
    await admin.get('mutation($id: ID!) { restoreCustomer(id: $id) { id } }', { id });
    expect([await found('悟空'), await hits('悟空')]).toEqual([['孫悟空'], [['孫悟空', 'name WORD']]]);
  });

  test('nothing of a command that failed', async () => {
    const tokens = () => app.sql<{ n: number }>('select count(*)::int as n from search_token');
    const before = await tokens();
    const { createCustomers } = await admin.get<{ createCustomers: { failed: number } }>(
      'mutation($inputs: [CreateCustomerInput!]!) { createCustomers(inputs: $inputs) { failed } }',
      {
        inputs: [
          { kind: 'PERSON', name: '沙悟淨' },
          { kind: 'PERSON', name: '豬八戒', phone: '1' },
        ],
      },
    );
    expect(createCustomers.failed).toBe(2);
    expect(await tokens()).toEqual(before);
  });

  test('a rebuilt index is the one that writes kept', async () => {
    const all = () => app.sql('select field, kind, token, record_id from search_token order by 1, 2, 3, 4');
    const kept = await all();
    await app.sql("update search_token set token = token || '?' where kind = 'w'");
    expect(await all()).not.toEqual(kept);
    await asOwner(app.database.owner, (queryRunner) =>
      rebuildTenantSearch(queryRunner, app.app.installation, 'alpha', () => undefined),
    );
    expect(await all()).toEqual(kept);
  });
});

describe('a search is a condition like any other', () => {
  const names = async (filter: object) =>
    (
      await admin.get<{ customers: { nodes: { name: string }[] } }>(
        'query($filter: CustomerFilter) { customers(filter: $filter, orderBy: [{ field: NAME }]) { nodes { name } } }',
        { filter },
      )
    ).customers.nodes.map(({ name }) => name);

  test('beside others, in alternatives and turned round', async () => {
    expect(await names({ search: '小明', email: { isNull: true } })).toEqual(['陳小明']);
    expect(await names({ or: [{ search: '王小' }, { search: 'smith' }] })).toEqual(['Joanna Smith', '王小明']);
    expect(await names({ search: '明', not: { search: '小' } })).toEqual(['王大明']);
    expect(await names({ and: [{ search: '王' }, { search: '小明' }] })).toEqual(['王小明']);
  });

  test('on records that are related', async () => {
    const [id] = (
      await admin.get<{ customers: { nodes: { id: string }[] } }>(
        '{ customers(filter: { search: "王小明" }) { nodes { id } } }',
      )
    ).customers.nodes.map((node) => node.id);
    await admin.get(
      'mutation($id: ID!) { createInteraction(input: { customerId: $id, channel: PHONE, direction: INBOUND, subject: "About it", occurredAt: "2026-01-01T00:00:00Z" }) { id } }',
      { id },
    );
    const answer = await admin.get(
      `{ interactions(filter: { customer: { search: "小明" } }) { nodes { subject } }
         none: interactions(filter: { customer: { search: "大明" } }) { nodes { subject } }
         users(filter: { customers: { some: { search: "小明" } } }) { totalCount }
         customerStats(filter: { search: "小明" }) { groups { count } } }`,
    );
    expect(answer).toEqual({
      interactions: { nodes: [{ subject: 'About it' }] },
      none: { nodes: [] },
      users: { totalCount: 1 },
      customerStats: { groups: [{ count: 2 }] },
    });
  });
});

describe('what no search can be', () => {
  test.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['signs', '--- !'],
    ['too long a text', 'a'.repeat(101)],
    ['too many words', 'a b c d e f g'],
    ['too many words in one', 'a.b.c.d.e.f.g.h.i.j.k.l.m'],
    ['text that no database holds', 'a\u0000b'],
  ])('%s is refused, and the place of it is named', async (_what, search) => {
    const filter = await admin.refused(FOUND, { search });
    expect(filter).toMatchObject({ code: 'SEARCH_INVALID', field: 'filter.search' });
    expect(await admin.refused(SEARCH, { query: search })).toMatchObject({ code: 'SEARCH_INVALID', field: 'query' });
    await expect(admin.refused(FOUND, { search: 'ok' })).rejects.toThrow('succeeded');
  });

  test('pages of a size that no list has', async () => {
    expect((await admin.refused(SEARCH, { query: '王', first: 0 })).code).toBe('PAGE_INVALID');
  });
});
