import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { StatementBuilder } from './sql/statement-builder.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
  const create =
    'mutation($inputs: [CreateCustomerInput!]!) { createCustomers(inputs: $inputs) { results { record { id } } } }';
  const { createCustomers } = await app.alpha.admin.get<{ createCustomers: { results: { record: { id: string } }[] } }>(
    create,
    {
      inputs: Array.from({ length: 20 }, (_, index) => ({ kind: 'PERSON', name: `Customer ${index}` })),
    },
  );
  await app.alpha.admin.get(
    'mutation($inputs: [CreateInteractionInput!]!) { createInteractions(inputs: $inputs) { failed } }',
    {
      inputs: createCustomers.results.flatMap(({ record }) =>
        Array.from({ length: 6 }, (_, index) => ({
          customerId: record.id,
          channel: 'PHONE',
          direction: 'OUTBOUND',
          subject: `call ${index}`,
          occurredAt: `2026-03-0${index + 1}T10:00:00Z`,
          userId: app.alpha.users.seller,
        })),
      ),
    },
  );
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => app.close());

async function statementsOf(document: string, variables: Record<string, unknown> = {}): Promise<string[]> {
  const build = jest.spyOn(StatementBuilder.prototype, 'build');
  await app.alpha.admin.get(document, variables);
  const texts = build.mock.calls.map(([text]) => text);
  build.mockRestore();
  return texts;
}

test('three levels of lists are one statement, whatever their sizes', async () => {
  const texts = await statementsOf(
    '{ customers(first: 20) { nodes { name owner { name team { name } } interactions(first: 5) { nodes { subject user { name customers(first: 2) { nodes { name } } } } totalCount } } } }',
  );
  expect(texts).toHaveLength(1);
});

test('only the selected columns are read', async () => {
  const [text = ''] = await statementsOf('{ customers { nodes { name } } }');
  for (const column of ['given_name', 'email', 'phone', 'lifecycle_state', 'owner_id'])
    expect(text).not.toContain(`"${column}"`);
  expect(text).toContain('"name"');
});

test('aliases of one list with different arguments are one statement too', async () => {
  const texts = await statementsOf(
    '{ customers(first: 3) { nodes { early: interactions(first: 1, orderBy: [{ field: OCCURRED_AT }]) { nodes { subject } } late: interactions(first: 1, orderBy: [{ field: OCCURRED_AT, direction: DESC }]) { nodes { subject } } } } }',
  );
  expect(texts).toHaveLength(1);
});

test('records that resolvers refer to are read together', async () => {
  const texts = await statementsOf('{ viewer { user { name } role { key users { nodes { name } } } } }');
  expect(texts).toHaveLength(2);
});

test('a batch of a hundred rows with a selection reads all records by one statement', async () => {
  const inputs = Array.from({ length: 100 }, (_, index) => ({ kind: 'PERSON', name: `Batch ${index}` }));
  const texts = await statementsOf(
    'mutation($inputs: [CreateCustomerInput!]!) { createCustomers(inputs: $inputs) { results { record { name owner { name } interactions { totalCount } } } } }',
    { inputs },
  );
  // References, owners' teams, the insertion, and the answer.
  expect(texts.length).toBeLessThanOrEqual(4);
});

test('aliases, fragments and directives answer as the specification says', async () => {
  const answer = await app.alpha.admin.get(
    `query($with: Boolean!) {
      customers(first: 1, orderBy: [{ field: NAME }]) {
        __typename
        list: nodes { ...Names kind: __typename name @skip(if: $with) other: name @include(if: $with) ... on Node { ... on Customer { first: interactions(first: 1, orderBy: [{ field: OCCURRED_AT }]) { n: nodes { subject at: occurredAt } } } } }
        edges { __typename node { __typename } }
        pageInfo { __typename hasNextPage }
      }
    }
    fragment Names on Customer { title: name again: name }`,
    { with: true },
  );
  expect(answer).toEqual({
    customers: {
      __typename: 'CustomerConnection',
      list: [
        {
          title: 'Batch 0',
          again: 'Batch 0',
          kind: 'Customer',
          other: 'Batch 0',
          first: { n: [] },
        },
      ],
      edges: [{ __typename: 'CustomerEdge', node: { __typename: 'Customer' } }],
      pageInfo: { __typename: 'PageInfo', hasNextPage: true },
    },
  });
});

test('nodes of several types come back in the order of their ids', async () => {
  const { customers, interactions } = await app.alpha.admin.get<
    Record<'customers' | 'interactions', { nodes: { id: string }[] }>
  >('{ customers(first: 2) { nodes { id } } interactions(first: 1) { nodes { id } } }');
  const [first, second] = customers.nodes.map(({ id }) => id);
  const ids = [
    interactions.nodes[0]?.id,
    first,
    'cus_0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f',
    second,
    app.alpha.users.seller,
  ];
  const { nodes } = await app.alpha.admin.get<{ nodes: ({ __typename: string; id: string } | null)[] }>(
    'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Customer { kind } ... on Interaction { channel } ... on User { email } } }',
    { ids },
  );
  expect(nodes.map((node) => node?.id ?? null)).toEqual(ids.map((id, index) => (index === 2 ? null : id)));
  expect(nodes.map((node) => node?.__typename)).toEqual(['Interaction', 'Customer', undefined, 'Customer', 'User']);
});

test('computed fields see the record by its own names, whatever the aliases', async () => {
  const { roles } = await app.alpha.admin.get<{
    roles: { nodes: { grants: { recordType: string; read: string }[] }[] };
  }>(
    '{ roles(filter: { key: { eq: "marketer" } }) { nodes { builtIn: name key: id grants: effectiveGrants { recordType read } } } }',
  );
  expect(roles.nodes[0]?.grants).toContainEqual({ recordType: 'Customer', read: 'ALL' });
});

test('names are sorted by code point, by strokes and by pinyin, each by its index', async () => {
  for (const name of ['王', '丁', '陳', '李', 'Zoë'])
    await app.beta.admin.get(
      'mutation($name: String!) { createCustomer(input: { kind: PERSON, name: $name }) { id } }',
      { name },
    );
  const sorted = async (field: string) =>
    (
      await app.beta.admin.get<{ customers: { nodes: { name: string }[] } }>(
        `{ customers(orderBy: [{ field: ${field} }]) { nodes { name } } }`,
      )
    ).customers.nodes
      .map(({ name }) => name)
      .join('');
  expect(await sorted('NAME')).toBe('Zoë丁李王陳');
  expect(await sorted('NAME_STROKE')).toBe('丁王李陳Zoë');
  expect(await sorted('NAME_PINYIN')).toBe('陳丁李王Zoë');
});
