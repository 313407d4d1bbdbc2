import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import fc from 'fast-check';
import { connect, Followed } from '../events/follow.ts';
import { bellPlugin } from '../fixtures/bell.ts';
import { labPlugin } from '../fixtures/lab.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';

interface Lab {
  readonly weight: number | null;
  readonly grade: string | null;
  readonly code: string | null;
  readonly examinedAt: string | null;
  readonly cost: { readonly amount: string; readonly currency: string } | null;
}

interface Row {
  readonly id: string;
  readonly title: string;
  readonly size: number | null;
  readonly lab: Lab;
}

const EMPTY = { weight: null, grade: null, code: null, examinedAt: null, cost: null };
const SHOWN = 'id title size lab { weight grade code examinedAt cost { amount currency } }';

let app: TestApp;
let admin: TestClient;
let rows: Row[];

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin, labPlugin, bellPlugin] });
  admin = app.alpha.admin;
  const optional = <Value>(...values: readonly Value[]) => fc.option(fc.constantFrom(...values), { nil: null });
  const lab = fc.record({
    weight: optional(0, 5, 7, 12),
    grade: optional('FINE', 'FAIR', 'POOR'),
    examinedAt: optional('2026-01-01T00:00:00Z', '2026-06-15T12:30:00.250Z'),
    cost: optional({ amount: '10.50', currency: 'TWD' }, { amount: '7', currency: 'JPY' }),
  });
  const specimen = fc.record({ title: fc.constantFrom('a', 'b', '王'), size: optional(1, 2) });
  const inputs = fc
    .sample(fc.tuple(specimen, fc.option(lab)), { seed: 3, numRuns: 60 })
    .map(([own, added], index) => ({ ...own, ...(added && { lab: { ...added, code: `c${index}` } }) }));
  const made = await admin.get<{ createSpecimens: { results: { record: Row }[] } }>(
    `mutation($inputs: [CreateSpecimenInput!]!) { createSpecimens(inputs: $inputs) { results { record { ${SHOWN} } } } }`,
    { inputs },
  );
  rows = made.createSpecimens.results.map(({ record }) => record);
  expect(rows.map(({ lab: { weight } }) => weight)).toEqual(
    inputs.map((input) => ('lab' in input ? input.lab?.weight : null) ?? null),
  );
  // Neither those of another tenant nor deleted ones may ever match.
  await app.beta.admin.create('Specimen', { title: 'a', lab: { weight: 5, grade: 'FINE', code: 'c1' } });
  const { id } = await admin.create('Specimen', { title: 'a', lab: { weight: 5, grade: 'FINE' } });
  await admin.get('mutation($id: ID!) { deleteSpecimen(id: $id) { id } }', { id });
});
afterAll(() => app.close());

const list = async (client: TestClient, filter: object, orderBy: object[] = []) =>
  (
    await client.get<{ specimens: { nodes: Row[]; totalCount: number } }>(
      `query($filter: SpecimenFilter, $orderBy: [SpecimenOrder!]) {
        specimens(filter: $filter, orderBy: $orderBy, first: 200) { nodes { ${SHOWN} } totalCount } }`,
      { filter, orderBy },
    )
  ).specimens;

describe('fields that a plugin adds to a record of another one', () => {
  test('are written and read with the record, under the key of the plugin', async () => {
    const input = { title: 'new', lab: { weight: 3, grade: 'FINE', cost: { amount: '1.50', currency: 'TWD' } } };
    const created = await admin.create<Row & { version: number }>('Specimen', input, `version ${SHOWN}`);
    expect(created).toMatchObject({
      version: 1,
      lab: { ...EMPTY, weight: 3, grade: 'FINE', cost: { amount: '1.50' } },
    });
    const update = `mutation($id: ID!, $input: UpdateSpecimenInput!) { updateSpecimen(id: $id, input: $input) { version ${SHOWN} } }`;
    const change = async (lab: object) =>
      (await admin.get<{ updateSpecimen: Row & { version: number } }>(update, { id: created.id, input: { lab } }))
        .updateSpecimen;
    expect(await change({ weight: null, code: 'x' })).toMatchObject({
      version: 2,
      lab: { weight: null, grade: 'FINE', code: 'x' },
    });
    // What changes nothing is no change.
    expect(await change({ code: 'x' })).toMatchObject({ version: 2 });
  });

  test('are an object of nulls where nothing was ever written', async () => {
    const { id } = await admin.create('Specimen', { title: 'bare' });
    const { specimen } = await admin.get<{ specimen: Row }>(`query($id: ID!) { specimen(id: $id) { ${SHOWN} } }`, {
      id,
    });
    expect(specimen.lab).toEqual(EMPTY);
    expect((await admin.create<Row>('Specimen', { title: 'bare' }, SHOWN)).lab).toEqual(EMPTY);
  });

  test('can be references, whose records are read along', async () => {
    const { seller } = app.alpha.users;
    const shown = await admin.create(
      'Specimen',
      { title: 'examined', lab: { examinerId: seller } },
      'lab { examinerId examiner { id } }',
    );
    expect(shown).toEqual({ lab: { examinerId: seller, examiner: { id: seller } } });
    const { nodes } = await list(admin, { lab: { examiner: { id: { eq: seller } } } });
    expect(nodes.map(({ title }) => title)).toEqual(['examined']);
  });

  test.each([
    [{ lab: { weight: -1 } }, 'INPUT_INVALID', 'input.lab.weight'],
    [{ lab: { code: 'x'.repeat(21) } }, 'INPUT_INVALID', 'input.lab.code'],
    [
      { lab: { examinerId: 'usr_00000000-0000-7000-8000-000000000000' } },
      'REFERENCE_NOT_FOUND',
      'input.lab.examinerId',
    ],
    [{ lab: null }, 'INPUT_INVALID', 'input.lab'],
  ])('refuse %j with %s', async (input, code, field) => {
    expect(await admin.refusedToCreate('Specimen', { title: 'bad', ...input })).toMatchObject({ code, field });
  });

  test('have what a row needs when the first value of a record without one is written', async () => {
    const { id } = await admin.create('Specimen', { title: 'older than the plugin' });
    await app.sql('delete from lab_specimen where id = $1', [id.slice('spc_'.length)]);
    const update =
      'mutation($id: ID!) { updateSpecimen(id: $id, input: { lab: { weight: 2 } }) { lab { weight score } } }';
    expect(await admin.get(update, { id })).toEqual({ updateSpecimen: { lab: { weight: 2, score: 10 } } });
  });

  test('leave events that plugins publish about the record what they are', async () => {
    const { id } = await admin.create('Specimen', { title: 'dusty' });
    expect(await admin.get('mutation($id: ID!) { dust(id: $id) }', { id })).toEqual({ dust: true });
  });

  test('keep their unique values apart, and nothing of a refused record stays', async () => {
    const { totalCount } = await list(admin, {});
    const code = rows.find(({ lab }) => lab.code)?.lab.code;
    const refused = await admin.refusedToCreate('Specimen', { title: 'twice', lab: { code } });
    expect(refused).toMatchObject({ code: 'DUPLICATE', field: 'input.lab.code' });
    expect((await list(admin, {})).totalCount).toBe(totalCount);
  });

  test('filter like own fields do: property', async () => {
    const leaf = fc.oneof(
      fc.record({ weight: fc.record({ gte: fc.constantFrom(0, 5, 7) }) }),
      fc.record({ weight: fc.record({ isNull: fc.boolean() }) }),
      fc.record({ grade: fc.record({ in: fc.subarray(['FINE', 'FAIR', 'POOR']) }) }),
      fc.record({ grade: fc.record({ ne: fc.constantFrom('FINE', 'POOR') }) }),
    );
    const filter = fc.oneof(
      fc.record({ lab: leaf }),
      fc.record({ not: fc.record({ lab: leaf }) }),
      fc.record({ lab: leaf, size: fc.constant({ eq: 1 }) }),
      fc.record({ or: fc.tuple(fc.record({ lab: leaf }), fc.constant({ size: { eq: 2 } })) }),
    );
    const ids = new Set(rows.map(({ id }) => id));
    await fc.assert(
      fc.asyncProperty(filter, async (condition) => {
        const { nodes } = await list(admin, condition);
        const found = nodes.filter(({ id }) => ids.has(id)).map(({ id }) => id);
        expect(found.sort()).toEqual(
          rows
            .filter((row) => matches(row, condition))
            .map(({ id }) => id)
            .sort(),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('sort lists, once a condition says that the value is there', async () => {
    const there = { lab: { weight: { isNull: false } }, id: { in: rows.map(({ id }) => id) } };
    for (const direction of ['ASC', 'DESC']) {
      const { nodes } = await list(admin, there, [{ field: 'LAB_WEIGHT', direction }]);
      const weights = nodes.map(({ lab }) => lab.weight ?? 0);
      const expected = rows
        .flatMap(({ lab }) => lab.weight ?? [])
        .sort((a, b) => (direction === 'ASC' ? a - b : b - a));
      expect(weights).toEqual(expected);
    }
  });

  test('sort pages that follow each other without a gap', async () => {
    const query = `query($after: String) { specimens(filter: { lab: { weight: { gte: 0 } } }, first: 7, after: $after,
      orderBy: [{ field: LAB_WEIGHT, direction: DESC }]) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const {
        specimens,
      }: { specimens: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        await admin.get(query, { after });
      seen.push(...specimens.nodes.map(({ id }) => id));
      after = specimens.pageInfo.hasNextPage ? specimens.pageInfo.endCursor : null;
    } while (after);
    const { nodes } = await list(admin, { lab: { weight: { gte: 0 } } });
    expect(seen).toHaveLength(nodes.length);
    expect(new Set(seen)).toEqual(new Set(nodes.map(({ id }) => id)));
  });

  test('are grouped by and summed up, under flat names', async () => {
    const { specimenStats } = await admin.get<{
      specimenStats: {
        groups: { key: { labGrade: string | null }; count: number; sum: { labWeight: number | null } }[];
      };
    }>(
      `query($filter: SpecimenFilter) { specimenStats(filter: $filter, groupBy: [{ field: LAB_GRADE }]) {
        groups { key { labGrade } count sum { labWeight labCost { amount currency } } } } }`,
      { filter: { id: { in: rows.map(({ id }) => id) } } },
    );
    for (const { key, count, sum } of specimenStats.groups) {
      const members = rows.filter(({ lab }) => lab.grade === key.labGrade);
      expect(count).toBe(members.length);
      expect(sum.labWeight ?? 0).toBe(members.reduce((total, { lab }) => total + (lab.weight ?? 0), 0));
    }
    expect(specimenStats.groups).toHaveLength(4);
  });

  test('are in the history and in events, and subscriptions filter by them', async () => {
    const client = connect(await app.listen(), admin.key);
    const after = (await admin.get<{ eventCursor: string }>('{ eventCursor }')).eventCursor;
    const heavy = new Followed(
      client,
      `subscription($after: String, $filter: SpecimenFilter) { changes: specimenChanged(after: $after, filter: $filter) {
        id cursor sequence kind type changedFields patch record: node { id } } }`,
      { after, filter: { lab: { weight: { gte: 50 } } } },
    );
    const { id } = await admin.create('Specimen', { title: 'followed', lab: { weight: 100, grade: 'FINE' } });
    const update = 'mutation($id: ID!, $input: UpdateSpecimenInput!) { updateSpecimen(id: $id, input: $input) { id } }';
    // Each is decided on the record as it is when it is delivered.
    for (const [seen, weight] of [60, 1].entries()) {
      await heavy.has(seen + 1);
      await admin.get(update, { id, input: { lab: { weight } } });
    }
    await heavy.has(3);
    expect(heavy.changes.map(({ kind }) => kind)).toEqual(['CREATED', 'UPDATED', 'REMOVED']);
    expect(heavy.changes[1]).toMatchObject({ changedFields: ['lab.weight'], patch: { lab: { weight: 60 } } });
    const { specimen } = await admin.get<{ specimen: { history: { nodes: { changes: object[] }[] } } }>(
      'query($id: ID!) { specimen(id: $id) { history { nodes { changes { field before after } } } } }',
      { id },
    );
    expect(specimen.history.nodes[0]?.changes).toEqual([{ field: 'lab.weight', before: 60, after: 1 }]);
    await client.dispose();
  });

  test('[GU17] obey rules of fields: what a role may not read is not in its schema', async () => {
    const analyst = app.alpha.as('analyst');
    for (const query of [
      '{ specimens { nodes { lab { secret } } } }',
      '{ specimens(filter: { lab: { secret: { eq: "x" } } }) { nodes { id } } }',
      'mutation { createSpecimen(input: { title: "x", lab: { secret: "x" } }) { id } }',
    ])
      expect(await analyst.refused(query)).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    await analyst.get('{ specimens { nodes { lab { weight } } } }');
    expect(
      await app.alpha
        .as('service')
        .refused('mutation { updateSpecimen(id: "x", input: { lab: { weight: 1 } }) { id } }'),
    ).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(
      await admin.refused('mutation { createSpecimen(input: { title: "x", lab: { runs: 1 } }) { id } }'),
    ).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
  });
});

type Condition = Readonly<Record<string, unknown>>;

function matches(row: Row, condition: Condition): boolean {
  return Object.entries(condition).every(([key, value]) => {
    if (key === 'not') return !matches(row, value as Condition);
    if (key === 'or') return (value as Condition[]).some((each) => matches(row, each));
    if (key === 'size') return row.size === (value as { eq: number }).eq;
    return Object.entries(value as Condition).every(([name, leaf]) =>
      holds(row.lab[name as 'weight' | 'grade'], leaf as Condition),
    );
  });
}

function holds(value: string | number | null, leaf: Condition): boolean {
  return Object.entries(leaf).every(([operator, operand]) => {
    switch (operator) {
      case 'isNull':
        return (value === null) === operand;
      case 'gte':
        return value !== null && Number(value) >= (operand as number);
      case 'ne':
        return value !== operand;
      default:
        return (operand as unknown[]).includes(value);
    }
  });
}
