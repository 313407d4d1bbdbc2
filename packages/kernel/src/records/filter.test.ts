import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { specimenPlugin } from '../../../../tests/fixtures/specimen.ts';
import { RecordSights } from '../events/index.ts';
import type { StatementRunner } from '../tenancy/index.ts';
import { FilterReader } from './filter.ts';
import { readLimits } from './plan/access-path.ts';

interface Row {
  id: string;
  title: string;
  note: string | null;
  size: number | null;
  checked: boolean | null;
  day: string | null;
  moment: string | null;
  colour: string | null;
  price: { amount: string; currency: string } | null;
  wholeId: string | null;
}

let app: TestApp;
let rows: Row[];

const titles = ['alpha', 'Alpha', 'beta', 'ÉCOLE', 'école', '王小明', '100%', 'a_b', 'a\\b', "o'clock"];
const optional = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: null });
const days = ['2026-01-01', '2026-06-15', '2026-12-31'];
const moments = ['2026-01-01T00:00:00+00:00', '2026-06-15T12:30:00.25+00:00', '2026-12-31T23:59:59.999+00:00'];
const prices = [
  { amount: '10.00', currency: 'TWD' },
  { amount: '25.50', currency: 'TWD' },
  { amount: '10', currency: 'JPY' },
];

const specimen = fc.record({
  title: fc.constantFrom(...titles),
  note: optional(titles),
  size: optional([-5, 0, 1, 7]),
  checked: optional([true, false]),
  day: optional(days),
  moment: optional(moments),
  colour: optional(['RED', 'GREEN', 'BLUE']),
  price: optional(prices),
});

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
  const inputs = fc.sample(specimen, { seed: 7, numRuns: 60 });
  const create =
    'mutation($inputs: [CreateSpecimenInput!]!) { createSpecimens(inputs: $inputs) { failed results { record { id } } } }';
  const made = await app.alpha.admin.get<{
    createSpecimens: { failed: number; results: { record: { id: string } }[] };
  }>(create, {
    inputs: inputs.slice(0, 20),
  });
  const wholes = made.createSpecimens.results.map(({ record }) => record.id);
  const parts = inputs
    .slice(20)
    .map((input, index) => ({ ...input, wholeId: index % 3 === 0 ? null : wholes[index % 5] }));
  await app.alpha.admin.get(create, { inputs: parts });
  // A second tenant with the same values, and deleted records: neither may ever match.
  await app.beta.admin.get(create, { inputs: inputs.slice(0, 20) });
  const doomed = await app.alpha.admin.get<{ createSpecimens: { results: { record: { id: string } }[] } }>(create, {
    inputs: inputs.slice(0, 5),
  });
  await app.alpha.admin.get('mutation($ids: [ID!]!) { deleteSpecimens(ids: $ids) { failed } }', {
    ids: doomed.createSpecimens.results.map(({ record }) => record.id),
  });
  rows = await readRows();
});
afterAll(() => app.close());

async function readRows(): Promise<Row[]> {
  const { specimens } = await app.alpha.admin.get<{ specimens: { nodes: Row[] } }>(
    '{ specimens(first: 200) { nodes { id title note size checked day moment colour price { amount currency } wholeId } } }',
  );
  return specimens.nodes;
}

/** What the product promises, written as plain JavaScript. */
type Filter = { [key: string]: unknown };

const minor = ({ amount }: { amount: string }) => Number(amount.replace('.', ''));

function matches(filter: Filter, row: Row): boolean {
  return Object.entries(filter).every(([key, value]) => {
    const nested = value as Filter;
    switch (key) {
      case 'and':
        return (value as Filter[]).every((item) => matches(item, row));
      case 'or':
        return (value as Filter[]).some((item) => matches(item, row));
      case 'not':
        return !matches(nested, row);
      case 'whole': {
        const whole = rows.find(({ id }) => id === row.wholeId);
        return whole !== undefined && matches(nested, whole);
      }
      case 'parts': {
        const parts = rows.filter(({ wholeId }) => wholeId === row.id);
        const { some, none, every } = nested as { some?: Filter; none?: Filter; every?: Filter };
        return (
          (!some || parts.some((part) => matches(some, part))) &&
          (!none || !parts.some((part) => matches(none, part))) &&
          (!every || parts.every((part) => matches(every, part)))
        );
      }
      default:
        return Object.entries(nested).every(([operator, operand]) =>
          leafMatches(operator, operand, row[key as keyof Row]),
        );
    }
  });
}

function leafMatches(operator: string, operand: unknown, value: unknown): boolean {
  if (operator === 'isNull') return (value === null) === operand;
  if (operator === 'ne') return !leafMatches('eq', operand, value);
  if (value === null) return false;
  if (typeof value === 'object') {
    const price = value as { amount: string; currency: string };
    const other = operand as { amount: string; currency: string };
    return price.currency === other.currency && compare(operator, minor(price), minor(other));
  }
  const text = String(value).toLowerCase();
  switch (operator) {
    case 'in':
      return (operand as unknown[]).includes(value);
    case 'between': {
      const { from, to } = operand as { from: string; to: string };
      return compare('gte', value, from) && compare('lte', value, to);
    }
    case 'contains':
      return text.includes(String(operand).toLowerCase());
    case 'startsWith':
      return text.startsWith(String(operand).toLowerCase());
    case 'endsWith':
      return text.endsWith(String(operand).toLowerCase());
    default:
      return compare(operator, value, operand);
  }
}

function compare(operator: string, left: unknown, right: unknown): boolean {
  const order =
    typeof left === 'string' && typeof right === 'string'
      ? Buffer.compare(Buffer.from(left), Buffer.from(right))
      : Number(left) - Number(right);
  return { eq: order === 0, gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[operator] ?? false;
}

const operators = <T>(values: readonly T[], ordered = true) => {
  const value = fc.constantFrom(...values);
  return fc.oneof(
    ...(ordered ? (['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] as const) : (['eq', 'ne'] as const)).map((name) =>
      fc.record({ [name]: value }),
    ),
    fc.record({ isNull: fc.boolean() }),
  );
};
const membership = <T>(values: readonly T[]) =>
  fc.record({ in: fc.array(fc.constantFrom(...values), { maxLength: 3 }) });
const range = (values: readonly unknown[]) =>
  fc.record({ between: fc.record({ from: fc.constantFrom(...values), to: fc.constantFrom(...values) }) });
const texts = fc.oneof(
  operators(titles),
  membership(titles),
  range(titles),
  ...(['contains', 'startsWith', 'endsWith'] as const).map((name) =>
    fc.record({ [name]: fc.constantFrom('a', 'É', '明', '%', '_', '\\', "'", 'PHA') }),
  ),
);

const leaf = fc.oneof(
  fc.record({ title: texts }),
  fc.record({ note: texts }),
  fc.record({ size: fc.oneof(operators([-5, 0, 1, 7]), membership([-5, 0, 1, 7]), range([-5, 0, 1, 7])) }),
  fc.record({ checked: operators([true, false], false) }),
  fc.record({ day: fc.oneof(operators(days), membership(days), range(days)) }),
  fc.record({ moment: fc.oneof(operators(moments), membership(moments), range(moments)) }),
  fc.record({ colour: fc.oneof(operators(['RED', 'GREEN', 'BLUE'], false), membership(['RED', 'GREEN', 'BLUE'])) }),
  fc.record({ price: operators(prices) }),
);

const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ not: tie('filter') }),
    fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ whole: tie('filter') }),
    ...(['some', 'none', 'every'] as const).map((quantifier) =>
      fc.record({ parts: fc.record({ [quantifier]: tie('filter') }) }),
    ),
    fc.tuple(leaf, tie('filter')).map(([left, right]) => ({ ...left, ...right })),
  ),
}));

test('any filter finds exactly the records that match it', async () => {
  await fc.assert(
    fc.asyncProperty(filter, async (given) => {
      const answer = await app.alpha.admin.ask<{ specimens: { nodes: { id: string }[]; exactCount: number } }>(
        'query($filter: SpecimenFilter) { specimens(first: 200, filter: $filter) { nodes { id } exactCount } }',
        { filter: given },
      );
      expect(answer.errors).toBeUndefined();
      const expected = rows.filter((row) => matches(given, row)).map(({ id }) => id);
      expect(answer.data?.specimens.nodes.map(({ id }) => id).sort()).toEqual(expected.sort());
      expect(answer.data?.specimens.exactCount).toBe(expected.length);
    }),
    { numRuns: 400, seed: 20260301 },
  );
});

describe('with room for a few rows only', () => {
  const limits = { ...readLimits };
  beforeAll(() => {
    Object.assign(readLimits, { probe: 6, walk: 7 });
  });
  afterAll(() => {
    Object.assign(readLimits, limits);
  });

  interface Page {
    specimens: {
      nodes: { id: string }[];
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
      totalCount: number;
      totalCountIsExact: boolean;
    };
  }
  const PAGE = `query($filter: SpecimenFilter, $orderBy: [SpecimenOrder!], $first: Int, $after: String, $last: Int, $before: String) {
    specimens(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount totalCountIsExact
    }
  }`;
  const order = fc.constantFrom(
    ...['TITLE', 'NOTE', 'SIZE', 'DAY', 'CREATED_AT'].flatMap((field) =>
      ['ASC', 'DESC'].map((direction) => ({ field, direction })),
    ),
  );

  /** All pages of a list, from either end; pages may be short, but none is lost, and the last one says so. */
  async function readAll(variables: object, backward: boolean): Promise<{ ids: string[]; pages: Page['specimens'][] }> {
    const ids: string[] = [];
    const pages: Page['specimens'][] = [];
    let cursor: string | null = null;
    for (let more = true; more; ) {
      const place: object = backward ? { last: 4, before: cursor } : { first: 4, after: cursor };
      const { specimens }: Page = await app.alpha.admin.get<Page>(PAGE, { ...variables, ...place });
      const found = specimens.nodes.map(({ id }) => id);
      if (backward) ids.unshift(...found);
      else ids.push(...found);
      pages.push(specimens);
      more = backward ? specimens.pageInfo.hasPreviousPage : specimens.pageInfo.hasNextPage;
      cursor = backward ? specimens.pageInfo.startCursor : specimens.pageInfo.endCursor;
      expect(pages.length).toBeLessThan(60);
    }
    return { ids, pages };
  }

  test('pages may be short, but together they are the whole list, in its order, from either end', async () => {
    let short = 0;
    let inexact = 0;
    await fc.assert(
      fc.asyncProperty(filter, order, async (given, by) => {
        const variables = { filter: given, orderBy: [by] };
        const expected = rows.filter((row) => matches(given, row)).map(({ id }) => id);
        const forward = await readAll(variables, false);
        expect([...forward.ids].sort()).toEqual(expected.sort());
        const backward = await readAll(variables, true);
        expect(backward.ids).toEqual(forward.ids);
        for (const { totalCount, totalCountIsExact } of forward.pages) {
          if (totalCountIsExact) expect(totalCount).toBe(expected.length);
          else expect(totalCount).toBeLessThanOrEqual(expected.length);
        }
        short += forward.pages.filter(({ nodes, pageInfo }) => nodes.length < 4 && pageInfo.hasNextPage).length;
        inexact += forward.pages.filter(({ totalCountIsExact }) => !totalCountIsExact).length;
      }),
      { numRuns: 250, seed: 20261122 },
    );
    expect(short).toBeGreaterThan(100);
    expect(inexact).toBeGreaterThan(100);
  }, 120_000);

  test('an order that no index has is refused when the filter leaves too much, and names the fields', async () => {
    const orderBy = [
      { field: 'TITLE', direction: 'ASC' },
      { field: 'SIZE', direction: 'DESC' },
    ];
    const all = '# few rows only\nquery($orderBy: [SpecimenOrder!]) { specimens(orderBy: $orderBy) { nodes { id } } }';
    for (const _way of ['executed', 'compiled'])
      expect(await app.alpha.admin.refused(all, { orderBy })).toMatchObject({
        code: 'SORT_NEEDS_FILTER',
        field: 'orderBy',
        message: expect.stringContaining('title, size'),
      });
    const few =
      '# few rows only\nquery($orderBy: [SpecimenOrder!], $id: ID!) { specimens(orderBy: $orderBy, filter: { wholeId: { eq: $id } }) { nodes { id } } }';
    const [part] = rows.filter(({ wholeId }) => wholeId && rows.filter((row) => row.wholeId === wholeId).length <= 6);
    const { specimens } = await app.alpha.admin.get<Page>(few, { orderBy, id: part?.wholeId });
    expect(specimens.nodes.length).toBeGreaterThan(0);
  });
});

describe('bad filters', () => {
  const ask = (given: unknown) =>
    app.alpha.admin.refused('query($filter: SpecimenFilter) { specimens(filter: $filter) { totalCount } }', {
      filter: given,
    });

  test('an explicit null is refused, because it would match everything', async () => {
    expect(await ask({ title: { eq: null } })).toMatchObject({ code: 'FILTER_INVALID', field: 'filter.title.eq' });
    expect(await ask({ not: null })).toMatchObject({ code: 'FILTER_INVALID', field: 'filter.not' });
    expect(await ask({ parts: { some: null } })).toMatchObject({ code: 'FILTER_INVALID', field: 'filter.parts.some' });
  });

  test('an id of another record type is refused with the field', async () => {
    const id = 'cus_0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f';
    expect(await ask({ wholeId: { eq: id } })).toMatchObject({ code: 'ID_INVALID', field: 'filter.wholeId.eq' });
    expect(await ask({ wholeId: { in: [id] } })).toMatchObject({ code: 'ID_INVALID', field: 'filter.wholeId.in[0]' });
  });

  test('characters that no text can hold are refused', async () => {
    expect(await ask({ title: { contains: 'a\u0000b' } })).toMatchObject({
      code: 'FILTER_INVALID',
      field: 'filter.title.contains',
    });
    expect(await ask({ title: { eq: '\ud800' } })).toMatchObject({ code: 'FILTER_INVALID', field: 'filter.title.eq' });
  });

  test('an unknown value of an enumeration is refused', async () => {
    expect(await ask({ colour: { eq: 'PINK' } })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'filter.colour.eq' });
  });
});

describe('what many subscriptions ask together', () => {
  const version = 2;
  let before: Row[];
  let changed: string[];

  beforeAll(async () => {
    before = rows;
    // Wholes stay as they are, so that a filter through them says the same of what was.
    const parts = rows.filter(({ wholeId }) => wholeId !== null);
    const inputs = fc.sample(specimen, { seed: 8, numRuns: parts.length });
    for (const [index, { id }] of parts.entries())
      await app.alpha.admin.get(
        'mutation($id: ID!, $input: UpdateSpecimenInput!) { updateSpecimen(id: $id, input: $input) { id } }',
        { id, input: inputs[index] },
      );
    changed = parts.map(({ id }) => id);
    rows = await readRows();
  });

  async function read() {
    const { access, tenant } = await app.alpha.admin.principal();
    const { catalogue } = app.app.installation;
    const type = catalogue.get('Specimen');
    const runner = app.app.database.forTenant(tenant.id);
    let statements = 0;
    const counting: StatementRunner = {
      run: (statement) => {
        statements++;
        return runner.run(statement);
      },
    };
    const sights = new RecordSights(counting, tenant, access);
    const reader = new FilterReader(catalogue, access);
    const uuidOf = (id: string) => id.slice('spc_'.length);
    return {
      statements: () => statements,
      now: async (given: Filter) => {
        const seen = await sights.now(
          type,
          rows.map(({ id }) => uuidOf(id)),
          reader.read(type, given),
        );
        return rows.filter(({ id }) => seen.get(uuidOf(id))).map(({ id }) => id);
      },
      before: async (given: Filter) => {
        const changes = changed.map((id) => ({ uuid: uuidOf(id), version }));
        const were = await sights.before(type, changes, reader.read(type, given));
        return changed.filter((_, index) => were[index]);
      },
    };
  }

  test('each is told which records match its own filter, now and before a change', async () => {
    const { now, before: were } = await read();
    const idsOf = (given: Filter, all: readonly Row[]) => all.filter((row) => matches(given, row)).map(({ id }) => id);
    await fc.assert(
      fc.asyncProperty(fc.array(filter, { minLength: 2, maxLength: 8 }), async (filters) => {
        const told = await Promise.all(filters.flatMap((given) => [now(given), were(given)]));
        const expected = filters.flatMap((given) => [
          idsOf(given, rows),
          idsOf(
            given,
            before.filter(({ id }) => changed.includes(id)),
          ),
        ]);
        expect(told).toEqual(expected);
      }),
      { numRuns: 60, seed: 20260302 },
    );
  });

  test('one statement answers all that is quick, and what may look at many records is asked alone', async () => {
    const { now, statements } = await read();
    await Promise.all(Array.from({ length: 40 }, (_, index) => now({ size: { eq: index % 8 }, whole: {} })));
    expect(statements()).toBe(1);
    await Promise.all([now({ title: { eq: 'alpha' } }), now({ parts: { some: {} } }), now({ note: { isNull: true } })]);
    expect(statements()).toBe(3);
  });

  test('a question that fails spoils no other', async () => {
    const { now } = await read();
    const [good, bad] = await Promise.allSettled([
      now({ title: { eq: 'alpha' } }),
      now({ title: { contains: 'x'.repeat(501) } }),
    ]);
    expect(good).toEqual({
      status: 'fulfilled',
      value: rows.filter(({ title }) => title === 'alpha').map(({ id }) => id),
    });
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'FILTER_INVALID' } });
  });
});
