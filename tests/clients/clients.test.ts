import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { hashOf } from '../fixtures/trusted-documents.ts';

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
