import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { specimenPlugin } from '../../../../tests/fixtures/specimen.ts';

let app: TestApp;
const COUNT = 37;

interface Page {
  specimens: {
    edges: { cursor: string; node: { id: string } }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  };
}

const fields = 'edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const PAGE = `query($orderBy: [SpecimenOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  specimens(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) { ${fields} } }`;

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
  const value = fc.record({
    title: fc.constantFrom('a', 'b', 'ä', '王', 'Z'),
    note: fc.option(fc.constantFrom('x', 'y', ''), { nil: null }),
    size: fc.option(fc.integer({ min: -3, max: 3 }), { nil: null }),
    day: fc.option(fc.constantFrom('2026-01-01', '0001-01-01', '9999-12-31'), { nil: null }),
    moment: fc.option(fc.constantFrom('2026-01-01T00:00:00.001Z', '1969-12-31T23:59:59.999Z'), { nil: null }),
    colour: fc.option(fc.constantFrom('RED', 'GREEN', 'BLUE'), { nil: null }),
  });
  await app.alpha.admin.get(
    'mutation($inputs: [CreateSpecimenInput!]!) { createSpecimens(inputs: $inputs) { failed } }',
    {
      inputs: fc.sample(value, { seed: 11, numRuns: COUNT }),
    },
  );
});
afterAll(() => app.close());

const order = fc.uniqueArray(
  fc.record({
    field: fc.constantFrom('TITLE', 'NOTE', 'SIZE', 'DAY', 'MOMENT', 'COLOUR', 'CREATED_AT'),
    direction: fc.constantFrom('ASC', 'DESC'),
  }),
  { selector: ({ field }) => field, maxLength: 3 },
);

const read = (variables: Record<string, unknown>) =>
  app.alpha.admin.get<Page>(PAGE, variables).then(({ specimens }) => specimens);

test('pages in any order and size, forward and backward, make up the whole list', async () => {
  await fc.assert(
    fc.asyncProperty(order, fc.integer({ min: 1, max: COUNT + 1 }), async (orderBy, size) => {
      const whole = (await read({ orderBy, first: 200 })).edges.map(({ node }) => node.id);
      expect(new Set(whole).size).toBe(COUNT);

      const forward: string[] = [];
      let after: string | null = null;
      for (let more = true; more; ) {
        const page: Page['specimens'] = await read({ orderBy, first: size, after });
        forward.push(...page.edges.map(({ node }) => node.id));
        expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
        expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor);
        expect(page.pageInfo.endCursor).toBe(page.edges.at(-1)?.cursor);
        more = page.pageInfo.hasNextPage;
        expect(more).toBe(forward.length < COUNT);
        after = page.pageInfo.endCursor;
      }
      expect(forward).toEqual(whole);

      const backward: string[] = [];
      let before: string | null = null;
      for (let more = true; more; ) {
        const page: Page['specimens'] = await read({ orderBy, last: size, before });
        backward.unshift(...page.edges.map(({ node }) => node.id));
        expect(page.pageInfo.hasNextPage).toBe(before !== null);
        more = page.pageInfo.hasPreviousPage;
        expect(more).toBe(backward.length < COUNT);
        before = page.pageInfo.startCursor;
      }
      expect(backward).toEqual(whole);
    }),
    { numRuns: 25, seed: 3 },
  );
});

test('a record that is created while a client pages neither hides nor repeats another', async () => {
  const first = await read({ orderBy: [{ field: 'TITLE', direction: 'ASC' }], first: 10 });
  const made = await app.alpha.admin.get<{ createSpecimen: { id: string } }>(
    'mutation { createSpecimen(input: { title: "0" }) { id } }',
  );
  const second = await read({
    orderBy: [{ field: 'TITLE', direction: 'ASC' }],
    first: 200,
    after: first.pageInfo.endCursor,
  });
  expect(first.edges.length + second.edges.length).toBe(COUNT);
  await app.alpha.admin.get('mutation($id: ID!) { deleteSpecimen(id: $id) { id } }', { id: made.createSpecimen.id });
});

describe('bad paging arguments', () => {
  const refused = (variables: Record<string, unknown>) => app.alpha.admin.refused(PAGE, variables);

  test.each([
    ['a negative size', { first: -1 }, 'PAGE_INVALID', 'specimens.first'],
    ['a size of zero', { first: 0 }, 'PAGE_INVALID', 'specimens.first'],
    ['a page that is too large', { first: 201 }, 'PAGE_INVALID', 'specimens.first'],
    ['both ends at once', { first: 1, last: 1 }, 'PAGE_INVALID', 'specimens.last'],
    ['a cursor that is none', { first: 1, after: 'nonsense' }, 'CURSOR_INVALID', 'specimens.after'],
    ['a cursor of half a byte', { first: 1, after: 'abc' }, 'CURSOR_INVALID', 'specimens.after'],
    ['an empty cursor', { first: 1, after: '' }, 'CURSOR_INVALID', 'specimens.after'],
  ])('%s is refused', async (_what, variables, code, field) => {
    expect(await refused(variables)).toMatchObject({ code, field });
  });

  test('a cursor of another ordering or of another list is refused', async () => {
    const { pageInfo } = await read({ first: 1, orderBy: [{ field: 'TITLE', direction: 'ASC' }] });
    expect(await refused({ first: 1, after: pageInfo.endCursor })).toMatchObject({ code: 'CURSOR_INVALID' });
    const other = await app.alpha.admin.refused('query($after: String) { users(after: $after) { totalCount } }', {
      after: pageInfo.endCursor,
    });
    expect(other.code).toBe('CURSOR_INVALID');
  });

  test('a cursor with any byte changed is refused or leads to a page, never to a fault', async () => {
    const orders = ['NOTE', 'SIZE', 'DAY', 'MOMENT', 'COLOUR', 'CREATED_AT'].map((field) => [
      { field, direction: 'DESC' },
    ]);
    const cursors = await Promise.all(
      orders.map(async (orderBy) => ({
        orderBy,
        cursor: (await read({ first: 1, orderBy })).pageInfo.endCursor ?? '',
      })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...cursors),
        fc.nat(),
        fc.constantFrom(...'0123456789abcdef'),
        async ({ orderBy, cursor }, at, digit) => {
          const position = at % cursor.length;
          const after = cursor.slice(0, position) + digit + cursor.slice(position + 1);
          const { errors } = await app.alpha.admin.ask(PAGE, { first: 1, after, orderBy });
          for (const { extensions } of errors ?? []) expect(extensions?.code).toBe('CURSOR_INVALID');
        },
      ),
      { numRuns: 600, seed: 5 },
    );
  });
});
