import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';

let app: TestApp;
let admin: TestClient;
let original: string;

beforeAll(async () => {
  app = await createTestApp();
  admin = app.alpha.admin;
  original = await create({
    name: '陳怡君',
    email: 'yijun@example.com',
    phone: '0912345678',
    birthDate: '1990-05-17',
  });
});
afterAll(() => app.close());

const CREATE =
  'mutation($input: CreateCustomerInput!, $insist: Boolean) { createCustomer(input: $input, insist: $insist) { id } }';

async function create(input: object, client = admin, insist = false): Promise<string> {
  const { createCustomer } = await client.get<{ createCustomer: { id: string } }>(CREATE, {
    input: { kind: 'PERSON', ...input },
    insist,
  });
  return createCustomer.id;
}

const refused = (input: object, client = admin) => client.refused(CREATE, { input: { kind: 'PERSON', ...input } });

const count = async () =>
  (await app.sql<{ n: number }>('select count(*)::int as n from customer where deleted_at is null'))[0]?.n;

describe('a customer who looks like one that is there [B12]', () => {
  test.each([
    ['the same e-mail address, however it is written', { name: 'Yijun', email: 'YiJun@Example.com' }, ['email']],
    ['the same telephone number, however it is written', { name: 'Chen', phone: '+886 912 345 678' }, ['phone']],
    ['a near name and the same day of birth', { name: '陳怡均', birthDate: '1990-05-17' }, ['name', 'birthDate']],
    ['the same name and a near day of birth', { name: '陳怡君', birthDate: '1990-05-18' }, ['name', 'birthDate']],
  ])('is not written, and the candidates are named: %s', async (_what, input, matchedOn) => {
    const before = await count();
    const error = await refused(input);
    expect(error).toMatchObject({
      code: 'DUPLICATE_SUSPECTED',
      field: 'input',
      candidates: [{ id: original, matchedOn }],
    });
    const [candidate] = error.candidates as { score: number; terms: { points: number }[] }[];
    expect(candidate?.score).toBeGreaterThanOrEqual(0.5);
    expect(candidate?.terms.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(candidate?.score ?? 0, 3);
    expect(await count()).toBe(before);
  });

  test.each([
    ['the same name alone', { name: '陳怡君' }],
    ['the same day of birth alone', { name: '林志明', birthDate: '1990-05-17' }],
    ['another name and a near day of birth', { name: '王大同', birthDate: '1990-05-18' }],
  ])('but not by %s', async (_what, input) => {
    const id = await create(input);
    await admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id });
  });

  test('is written when the caller insists, once per idempotency key', async () => {
    const id = await create({ name: 'Yijun', email: 'yijun@example.com' }, admin, true);
    expect(id).not.toBe(original);
    await admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id });
  });

  test('with the same idempotency key, after a warning', async () => {
    const document =
      'mutation($input: CreateCustomerInput!, $insist: Boolean) { createCustomer(input: $input, insist: $insist, idempotencyKey: "again") { id } }';
    const input = { kind: 'PERSON', name: 'Yijun', email: 'yijun@example.com' };
    expect((await admin.refused(document, { input })).code).toBe('DUPLICATE_SUSPECTED');
    const { createCustomer } = await admin.get<{ createCustomer: { id: string } }>(document, { input, insist: true });
    await admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id: createCustomer.id });
  });

  test('no candidate is beyond the sight of the actor, and nobody else is', async () => {
    const seller = app.alpha.as('seller');
    const id = await create({ name: 'Unseen', email: 'yijun@example.com' }, seller);
    expect((await refused({ name: 'Seen', email: 'yijun@example.com' }, seller)).candidates).toMatchObject([{ id }]);
    const { candidates } = await refused({ name: 'Both', email: 'yijun@example.com' });
    expect((candidates as { id: string }[]).map((candidate) => candidate.id).sort()).toEqual([original, id].sort());
    expect(await create({ name: 'Elsewhere', email: 'yijun@example.com' }, app.beta.admin)).not.toBe('');
    await admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id });
  });
});

test('only commands that can meet a warning take `insist`', () => {
  const commands = app.app.installation.fullSchema.getMutationType()?.getFields() ?? {};
  const insisting = Object.values(commands).filter(({ args }) => args.some(({ name }) => name === 'insist'));
  expect(insisting.map(({ name }) => name).sort()).toEqual([
    'convertLead',
    'createContactPoint',
    'createContactPoints',
    'createCustomer',
    'createCustomers',
  ]);
});

describe('in batches', () => {
  const BATCH = `mutation($inputs: [CreateCustomerInput!]!, $insist: Boolean, $onError: BatchErrorPolicy!) {
    createCustomers(inputs: $inputs, insist: $insist, onError: $onError) {
      succeeded failed results { record { id } error { code field candidates { id score matchedOn terms { name points } } } } } }`;
  interface Answer {
    createCustomers: {
      succeeded: number;
      failed: number;
      results: { record: { id: string } | null; error: { code: string; field: string; candidates: object[] } | null }[];
    };
  }
  const inputs = [
    { kind: 'PERSON', name: 'One', email: 'one@example.com' },
    { kind: 'PERSON', name: 'Like the first', email: 'yijun@example.com' },
    { kind: 'PERSON', name: 'Like one of this batch', email: 'one@example.com' },
  ];

  test('each row has its warning, also against rows before it', async () => {
    const { createCustomers } = await admin.get<Answer>(BATCH, { inputs, onError: 'CONTINUE' });
    expect(createCustomers.succeeded).toBe(1);
    const [one, two, three] = createCustomers.results;
    expect(two?.error).toMatchObject({
      code: 'DUPLICATE_SUSPECTED',
      field: 'inputs[1]',
      candidates: [{ id: original, matchedOn: ['email'], terms: [{ name: 'email', points: 0.5 }] }],
    });
    expect(three?.error).toMatchObject({ code: 'DUPLICATE_SUSPECTED', candidates: [{ id: one?.record?.id }] });
    await admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id: one?.record?.id });
  });

  test('STOP writes nothing; insisting writes all', async () => {
    const before = await count();
    const stopped = await admin.get<Answer>(BATCH, { inputs, onError: 'STOP' });
    expect(stopped.createCustomers).toMatchObject({ succeeded: 0, failed: 3 });
    expect(await count()).toBe(before);
    const insisted = await admin.get<Answer>(BATCH, { inputs, onError: 'STOP', insist: true });
    expect(insisted.createCustomers).toMatchObject({ succeeded: 3, failed: 0 });
    const ids = insisted.createCustomers.results.map(({ record }) => record?.id);
    await admin.get('mutation($ids: [ID!]!) { deleteCustomers(ids: $ids) { failed } }', { ids });
  });
});

describe('a contact point that another customer has', () => {
  const ADD =
    'mutation($input: CreateContactPointInput!, $insist: Boolean) { createContactPoint(input: $input, insist: $insist) { id } }';

  test('is a warning with that customer, unless it is said to be shared', async () => {
    const customerId = await create({ name: '別人' });
    const input = { customerId, channel: 'MOBILE', value: '0912-345-678' };
    expect(await admin.refused(ADD, { input })).toMatchObject({
      code: 'DUPLICATE_SUSPECTED',
      field: 'input.value',
      candidates: [{ id: original, matchedOn: ['phone'] }],
    });
    await admin.get(ADD, { input: { ...input, shared: true } });
    await admin.get(ADD, { input: { ...input, channel: 'LINE', value: 'bieren' } });
    // A new customer meets those of contact points too.
    const { candidates } = await refused({ name: 'Third', phone: '0912345678' });
    expect((candidates as { id: string }[]).map(({ id }) => id).sort()).toEqual([customerId, original].sort());
  });

  test('leads a search to its customer, as an id of another system does', async () => {
    const id = await create({ name: '找我' });
    await admin.get(ADD, { input: { customerId: id, channel: 'EMAIL', value: 'Find.Me@example.com' } });
    await admin.get(ADD, { input: { customerId: id, channel: 'PHONE', value: '02 2345 6789' } });
    await admin.get('mutation($input: CreateExternalIdInput!) { createExternalId(input: $input) { id } }', {
      input: { customerId: id, system: 'webshop', key: 'WS-00417' },
    });
    const search = async (query: string, client = admin) =>
      (
        await client.get<{ search: { node: { id: string }; matchedOn: object[] }[] }>(
          'query($query: String!) { search(query: $query) { node { id } matchedOn { field how } } }',
          { query },
        )
      ).search.map(({ node, matchedOn }) => [node.id, ...matchedOn]);
    expect(await search('find.me')).toEqual([[id, { field: 'contactPoints.value', how: 'BEGINNING' }]]);
    expect(await search('6789')).toEqual([[id, { field: 'contactPoints.value', how: 'ENDING' }]]);
    expect(await search('ws-00417')).toEqual([[id, { field: 'externalIds.key', how: 'EXACT' }]]);
    const filtered = await admin.get<{ customers: { nodes: { id: string }[] } }>(
      '{ customers(filter: { search: "找 6789 ws-00417" }) { nodes { id } } }',
    );
    expect(filtered.customers.nodes).toEqual([{ id }]);
    // Whoever may not read the value does not find by it; whose it is not, neither.
    expect(await search('find.me', app.alpha.as('analyst'))).toEqual([]);
    expect(await search('ws-00417', app.alpha.as('analyst'))).toHaveLength(1);
    expect(await search('ws-00417', app.alpha.as('seller'))).toEqual([]);
    expect(await search('ws-00417', app.beta.admin)).toEqual([]);
    const [{ id: key } = { id: '' }] = await app.sql<{ id: string }>('select id from external_id');
    await admin.get('mutation($id: ID!) { deleteExternalId(id: $id) { id } }', { id: `xid_${key}` });
    expect(await search('ws-00417')).toEqual([]);
  });
});

describe('duplicates of a customer who is there', () => {
  test('are listed with what speaks for them, the likeliest first', async () => {
    const twin = await create({ name: '陳 怡君', email: 'yijun@example.com', birthDate: '1990-05-17' }, admin, true);
    const answer = (client = admin) =>
      client.get<{ duplicateCandidates: { customer: { name: string }; matchedOn: string[]; score: number }[] }>(
        'query($id: ID!) { duplicateCandidates(customerId: $id) { customer { name } matchedOn score terms { name points } } }',
        { id: original },
      );
    const { duplicateCandidates } = await answer();
    expect(duplicateCandidates[0]).toMatchObject({
      customer: { name: '陳 怡君' },
      matchedOn: ['email', 'name', 'birthDate'],
    });
    // An analyst may read neither addresses nor numbers, so these say nothing to him.
    const seen = await answer(app.alpha.as('analyst'));
    expect(seen.duplicateCandidates.map(({ matchedOn }) => matchedOn)).toEqual([['name', 'birthDate']]);
    await admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id: twin });
  });

  test('of nobody in sight there are none to list', async () => {
    const document = 'query($id: ID!) { duplicateCandidates(customerId: $id) { score } }';
    expect((await app.beta.admin.refused(document, { id: original })).code).toBe('NOT_FOUND');
    expect((await app.alpha.as('seller').refused(document, { id: original })).code).toBe('NOT_FOUND');
    expect((await admin.refused('query { duplicateCandidates(customerId: "cus_x", first: 0) { score } }')).code).toBe(
      'PAGE_INVALID',
    );
  });
});
