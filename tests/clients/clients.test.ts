import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { connect } from '../events/follow.ts';
import { hashOf } from '../fixtures/trusted-documents.ts';
import { readmeBlock } from '../readme/readme.ts';

let app: TestApp;
let url: string;
let headers: { authorization: string };

beforeAll(async () => {
  app = await createTestApp();
  url = `${await app.listen()}/graphql`;
  headers = { authorization: `Bearer ${app.alpha.admin.key}` };
  await app.alpha.admin.get(
    'mutation($inputs: [CreateCustomerInput!]!) { createCustomers(inputs: $inputs) { failed } }',
    {
      inputs: Array.from({ length: 25 }, (_, index) => ({
        kind: 'PERSON',
        name: `Customer ${String(index).padStart(2, '0')}`,
      })),
    },
  );
});
afterAll(() => app.close());

interface CustomersPage {
  customers: {
    nodes: { id: string; name: string }[];
    edges: { node: { id: string; name: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

const PAGE = gql`
  query Customers($after: String) {
    customers(first: 10, after: $after, orderBy: [{ field: NAME }]) {
      edges { cursor node { id name version } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

interface Change {
  cursor: string;
  kind: string;
  node: { name: string } | null;
}

/** The subscription of the README, over a socket of its own. */
function follow(after: string | null) {
  const [, text = ''] = /`(subscription[^`]+)`/.exec(readmeBlock('js', 'follow-customers')) ?? [];
  const socket = connect(new URL(url).origin, app.alpha.admin.key);
  const apollo = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() });
  const changes: Change[] = [];
  let problem: unknown;
  const subscription = apollo
    .subscribe<{ customerChanged: Change }>({ query: gql(text), variables: { after } })
    .subscribe(({ data, error }) => {
      if (error) problem = error;
      if (data) changes.push(data.customerChanged);
    });
  return {
    changes,
    async until(isIt: (change: Change) => boolean): Promise<Change> {
      for (const deadline = Date.now() + 4_000; ; ) {
        const found = changes.find(isIt);
        if (found) return found;
        if (problem || Date.now() > deadline) throw problem ?? new Error(`It did not come: ${JSON.stringify(changes)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    breakOff() {
      subscription.unsubscribe();
      socket.terminate();
      apollo.stop();
    },
  };
}

describe('Apollo Client', () => {
  const client = () =>
    new ApolloClient({
      link: new HttpLink({ uri: url, headers }),
      cache: new InMemoryCache({
        typePolicies: { Query: { fields: { customers: relayStylePagination(['filter', 'orderBy']) } } },
      }),
    });

  test('pages through a list with its own Relay pagination', async () => {
    const apollo = client();
    const query = apollo.watchQuery<CustomersPage>({ query: PAGE });
    const subscription = query.subscribe({});
    let page = (await apollo.query<CustomersPage>({ query: PAGE })).data;
    while (page?.customers.pageInfo.hasNextPage) {
      page = (await query.fetchMore({ variables: { after: page.customers.pageInfo.endCursor } })).data;
    }
    const cached = apollo.readQuery<CustomersPage>({ query: PAGE });
    expect(cached?.customers.edges).toHaveLength(25);
    subscription.unsubscribe();
    apollo.stop();
  });

  test('updates its cache from the answer of a mutation, because ids are global', async () => {
    const apollo = client();
    const { data } = await apollo.query<CustomersPage>({ query: PAGE });
    const id = data?.customers.edges[0]?.node.id;
    await apollo.mutate({
      mutation: gql`mutation Rename($id: ID!) { updateCustomer(id: $id, input: { name: "Renamed" }) { id name version } }`,
      variables: { id },
    });
    expect(apollo.readQuery<CustomersPage>({ query: PAGE })?.customers.edges[0]?.node.name).toBe('Renamed');
    apollo.stop();
  });

  test("walks the README's story: asks, writes, follows, and gets what it missed while it was away", async () => {
    const apollo = client();
    const question = gql(readmeBlock('graphql', 'query'));
    const ask = async () => (await apollo.query<CustomersPage>({ query: question, fetchPolicy: 'network-only' })).data;
    expect((await ask())?.customers.nodes).toEqual([]);
    const write = async (mutation: string, variables: Record<string, unknown>) => {
      const { data } = await apollo.mutate<{ it: { id: string } }>({ mutation: gql(mutation), variables });
      return data?.it.id;
    };
    const create = (name: string) =>
      write('mutation Make($name: String!) { it: createCustomer(input: { kind: PERSON, name: $name }) { id } }', {
        name,
      });

    const first = follow(null);
    await first.until(({ kind }) => kind === 'CHECKPOINT');
    const id = await create('王小明');
    const { cursor } = await first.until(({ kind }) => kind === 'CREATED');
    first.breakOff();
    await write('mutation Rename($id: ID!) { it: updateCustomer(id: $id, input: { name: "王大明" }) { id } }', { id });
    await write(
      `mutation Call($id: ID!) { it: createInteraction(input: { customerId: $id, channel: PHONE, direction: INBOUND,
        subject: "Warranty", occurredAt: "2026-03-01T09:30:00Z" }) { id } }`,
      { id },
    );
    await create('陳怡君');
    const second = follow(cursor);
    await second.until(({ node }) => node?.name === '陳怡君');
    second.breakOff();
    expect(second.changes.filter(({ kind }) => kind !== 'CHECKPOINT')).toMatchObject([
      { kind: 'UPDATED', node: { name: '王大明' } },
      { kind: 'CREATED', node: { name: '陳怡君' } },
    ]);
    expect((await ask())?.customers.nodes).toMatchObject([
      { id, name: '王大明', interactions: { nodes: [{ channel: 'PHONE', subject: 'Warranty' }] } },
    ]);
    apollo.stop();
  });

  test('gets errors with their codes', async () => {
    const apollo = client();
    await expect(
      apollo.mutate({ mutation: gql`mutation { createCustomer(input: { kind: PERSON, name: "" }) { id } }` }),
    ).rejects.toMatchObject({
      errors: [{ extensions: { code: 'INPUT_INVALID', field: 'input.name' } }],
    });
    apollo.stop();
  });

  test.each([
    ['POST', false],
    ['GET', true],
  ])('sends a text once and then its hash only, over %s', async (method, useGETForHashedQueries) => {
    const sent: { method: string | undefined; text: string }[] = [];
    const watched: typeof fetch = (address, init) => {
      sent.push({ method: init?.method, text: `${decodeURIComponent(String(address))} ${String(init?.body)}` });
      return fetch(address, init);
    };
    const persisting = new PersistedQueryLink({ sha256: hashOf, useGETForHashedQueries });
    const apollo = new ApolloClient({
      link: persisting.concat(
        new HttpLink({ uri: url, headers: { ...headers, 'apollo-require-preflight': 'true' }, fetch: watched }),
      ),
      cache: new InMemoryCache(),
    });
    const query = gql(`query Over${method} { customers(first: 1) { nodes { name } } }`);
    for (let time = 0; time < 3; time++)
      expect((await apollo.query({ query, fetchPolicy: 'network-only' })).data).toMatchObject({
        customers: { nodes: [{ name: expect.any(String) }] },
      });
    expect(sent.map(({ text }) => text.includes('nodes'))).toEqual([false, true, false, false]);
    expect(sent.map((request) => request.method)).toEqual([method, 'POST', method, method]);
    apollo.stop();
  });
});

describe('urql', () => {
  test('queries, mutates and gets coded errors', async () => {
    const client = new Client({
      url,
      exchanges: [cacheExchange, fetchExchange],
      fetchOptions: () => ({ headers }),
      preferGetMethod: false,
    });
    const made = await client
      .mutation('mutation($name: String!) { createCustomer(input: { kind: ORGANISATION, name: $name }) { id name } }', {
        name: 'urql',
      })
      .toPromise();
    expect(made.error).toBeUndefined();
    const read = await client
      .query('query($id: ID!) { customer(id: $id) { __typename name kind } }', { id: made.data.createCustomer.id })
      .toPromise();
    expect(read.data).toEqual({ customer: { __typename: 'Customer', name: 'urql', kind: 'ORGANISATION' } });
    const refused = await client.query('{ customers(first: 0) { totalCount } }', {}).toPromise();
    expect(refused.error?.graphQLErrors[0]?.extensions).toMatchObject({
      code: 'PAGE_INVALID',
      field: 'customers.first',
    });
  });
});
