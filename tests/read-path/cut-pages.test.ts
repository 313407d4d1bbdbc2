import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type GraphQLAnswer, type TestApp } from '@rapport/testing';
import { readLimits } from '../../packages/kernel/src/records/plan/access-path.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';

const limits = { ...readLimits };
let app: TestApp;
let whole: string;
/** Titles of the parts, in the order in which they were made. */
const titles = Array.from({ length: 24 }, (_, index) => (index % 8 === 7 ? `rare ${index}` : `part ${index}`));
const rare = titles.filter((title) => title.startsWith('rare'));

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
  const create = async (inputs: readonly object[]): Promise<string[]> => {
    const { createSpecimens } = await app.alpha.admin.get<{
      createSpecimens: { results: { record: { id: string } }[] };
    }>(
      'mutation($inputs: [CreateSpecimenInput!]!) { createSpecimens(inputs: $inputs) { results { record { id } } } }',
      { inputs },
    );
    return createSpecimens.results.map(({ record }) => record.id);
  };
  [whole = ''] = await create([{ title: 'whole' }]);
  await create([{ title: 'another whole' }]);
  await create(titles.map((title, size) => ({ title, size, wholeId: whole })));
  Object.assign(readLimits, { probe: 3, walk: 5, nestedWalk: 5 });
});
afterAll(async () => {
  Object.assign(readLimits, limits);
  await app.close();
});

interface Page {
  readonly nodes: readonly { readonly title: string }[];
  readonly pageInfo?: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface Bytes {
  readonly data: string;
  readonly warnings: string;
}

const bytesOf = ({ data, extensions }: GraphQLAnswer<unknown>): Bytes => ({
  data: JSON.stringify(data),
  warnings: JSON.stringify(extensions?.warnings),
});

/** The answer, which is the same by resolvers and by one statement. */
async function askBothWays<Data>(query: string, variables = {}): Promise<GraphQLAnswer<Data>> {
  const executed = await app.alpha.admin.askExecutor<Data>(query, variables);
  const compiled = await app.alpha.admin.askCompiled(query, variables);
  expect(executed.errors).toBeUndefined();
  expect(compiled).toBeDefined();
  expect(bytesOf(JSON.parse(compiled ?? '{}'))).toEqual(bytesOf(executed));
  return executed;
}

const lists = {
  'a list': {
    query: `query($after: String, $order: SpecimenOrderField!) {
      page: specimens(first: 2, after: $after, filter: { title: { startsWith: "rare" } }, orderBy: [{ field: $order }]) {
        nodes { title } pageInfo { hasNextPage endCursor }
      }
    }`,
    pageOf: (data: unknown) => (data as { page: Page }).page,
    path: ['page'],
  },
  'a nested list': {
    query: `query($id: ID!, $after: String, $order: SpecimenOrderField!) {
      specimen(id: $id) {
        page: parts(first: 2, after: $after, filter: { title: { startsWith: "rare" } }, orderBy: [{ field: $order }]) {
          nodes { title } pageInfo { hasNextPage endCursor }
        }
      }
    }`,
    pageOf: (data: unknown) => (data as { specimen: { page: Page } }).specimen.page,
    path: ['specimen', 'page'],
  },
};

describe.each(Object.entries(lists))('%s that is searched further than its bound', (_name, { query, pageOf, path }) => {
  test.each(['CREATED_AT', 'SIZE'])(
    'by %s has short pages that say so, and loses nothing to whoever pages on',
    async (order) => {
      const found: string[] = [];
      let after: string | null = null;
      let warned = 0;
      for (let more = true; more; ) {
        const { data, extensions }: GraphQLAnswer<unknown> = await askBothWays(query, { id: whole, after, order });
        const { nodes, pageInfo }: Page = pageOf(data);
        found.push(...nodes.map(({ title }) => title));
        if (extensions?.warnings) {
          warned++;
          expect(nodes.length).toBeLessThan(2);
          expect(pageInfo?.hasNextPage).toBe(true);
          expect(extensions.warnings).toEqual([
            {
              code: 'PAGE_CUT_SHORT',
              path,
              message: expect.stringMatching(/not full/),
              hint: expect.stringContaining('endCursor'),
            },
          ]);
        }
        more = pageInfo?.hasNextPage ?? false;
        after = pageInfo?.endCursor ?? null;
      }
      expect(found).toEqual(rare);
      expect(warned).toBeGreaterThan(2);
    },
  );
});

test('each page of a nested list is told by its place, whether its end is asked for or not', async () => {
  const query = `{
    all: specimens(filter: { wholeId: { isNull: true } }, orderBy: [{ field: TITLE, direction: DESC }]) {
      list: edges { node { parts(filter: { title: { startsWith: "rare" } }) { nodes { title } } } }
    }
  }`;
  const { extensions } = await askBothWays(query);
  expect(extensions?.warnings).toMatchObject([{ path: ['all', 'list', 0, 'node', 'parts'] }]);
});

test('what a command shows, and what code refers to, warns as well', async () => {
  const { extensions } = await app.alpha.admin.ask(
    'mutation($id: ID!) { seen: updateSpecimen(id: $id, input: { title: "whole" }) { parts(filter: { title: { startsWith: "rare" } }) { nodes { title } } } }',
    { id: whole },
  );
  expect(extensions?.warnings).toMatchObject([{ path: ['seen', 'parts'] }]);
});

test('at most five pages are named', async () => {
  const aliases = Array.from(
    { length: 7 },
    (_, index) => `p${index}: parts(filter: { title: { contains: "rare ${index}" } }) { nodes { title } }`,
  );
  const { extensions } = await askBothWays(`query($id: ID!) { specimen(id: $id) { ${aliases.join(' ')} } }`, {
    id: whole,
  });
  expect(extensions?.warnings).toHaveLength(5);
});

test('nothing is said of pages that are full, of lists that end, and of what texts look like', async () => {
  const mark = '"!cut":true';
  await app.alpha.admin.get('mutation($title: String!) { createSpecimen(input: { title: $title }) { id } }', {
    title: mark,
  });
  const { data, extensions } = await askBothWays<{ told: Page; full: Page }>(
    `query($title: String!) {
      told: specimens(filter: { title: { eq: $title } }) { nodes { title } }
      full: specimens(first: 1, filter: { title: { startsWith: "rare" } }, orderBy: [{ field: TITLE, direction: DESC }]) { nodes { title } }
    }`,
    { title: mark },
  );
  expect(data?.told.nodes).toEqual([{ title: mark }]);
  expect(data?.full.nodes).toHaveLength(1);
  expect(extensions).not.toHaveProperty('warnings');
});

test('deleted records are found in any order, few or many', async () => {
  const { createSpecimen } = await app.alpha.admin.get<{ createSpecimen: { id: string } }>(
    'mutation { createSpecimen(input: { title: "gone" }) { id } }',
  );
  await app.alpha.admin.get('mutation($id: ID!) { deleteSpecimen(id: $id) { id } }', { id: createSpecimen.id });
  const { data } = await askBothWays<{ specimens: Page }>(
    '{ specimens(deleted: true, orderBy: [{ field: TITLE }]) { nodes { title } } }',
  );
  expect(data?.specimens.nodes).toEqual([{ title: 'gone' }]);
});
