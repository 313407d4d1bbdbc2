import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { specimenPlugin } from '../../../../tests/fixtures/specimen.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
  const rows = [
    {
      title: 'a',
      size: 1,
      colour: 'RED',
      moment: '2026-03-31T15:59:59.999Z',
      day: '2026-03-31',
      price: { amount: '10.00', currency: 'TWD' },
    },
    {
      title: 'b',
      size: 2,
      colour: 'RED',
      moment: '2026-03-31T16:00:00Z',
      day: '2026-04-01',
      price: { amount: '0.05', currency: 'TWD' },
    },
    {
      title: 'b',
      size: null,
      colour: null,
      moment: '2026-11-01T05:30:00Z',
      day: null,
      price: { amount: '7', currency: 'JPY' },
    },
    { title: 'c', size: 6, colour: 'BLUE', moment: null, day: '2026-12-31', price: null },
  ];
  const create =
    'mutation($inputs: [CreateSpecimenInput!]!) { createSpecimens(inputs: $inputs) { failed results { record { id } } } }';
  const { createSpecimens } = await app.alpha.admin.get<{
    createSpecimens: { failed: number; results: { record: { id: string } }[] };
  }>(create, { inputs: rows });
  expect(createSpecimens.failed).toBe(0);
  const wholeId = createSpecimens.results[0]?.record.id;
  await app.alpha.admin.get(create, {
    inputs: [
      { title: 'p1', size: 10, wholeId },
      { title: 'p2', size: 20, wholeId },
    ],
  });
  await app.beta.admin.get(create, { inputs: rows });
});
afterAll(() => app.close());

const top = 'filter: { whole: { id: { isNull: false } } }';
const stats = async <Groups>(args: string, selection: string) =>
  (
    await app.alpha.admin.get<{ specimenStats: { groups: Groups; hasMoreGroups: boolean } }>(
      `{ specimenStats(${args}) { groups { ${selection} } hasMoreGroups } }`,
    )
  ).specimenStats;

describe('aggregates', () => {
  test('without groups everything is one group', async () => {
    const { groups } = await stats(
      'filter: { wholeId: { isNull: true } }',
      'count countDistinct { title colour } sum { size } avg { size } min { size day moment } max { size day moment }',
    );
    expect(groups).toEqual([
      {
        count: 4,
        countDistinct: { title: 3, colour: 2 },
        sum: { size: 9 },
        avg: { size: 3 },
        min: { size: 1, day: '2026-03-31', moment: '2026-03-31T15:59:59.999+00:00' },
        max: { size: 6, day: '2026-12-31', moment: '2026-11-01T05:30:00+00:00' },
      },
    ]);
  });

  test('over nothing the count is zero and the rest is missing', async () => {
    const { groups } = await stats(
      'filter: { title: { eq: "none" } }',
      'count sum { size price { amount } } max { size }',
    );
    expect(groups).toEqual([{ count: 0, sum: { size: null, price: [] }, max: { size: null } }]);
  });

  test('amounts are summed per currency, exactly', async () => {
    const { groups } = await stats(
      'filter: { wholeId: { isNull: true } }',
      'sum { price { amount currency } } avg { price { amount currency } } max { price { sum: amount currency } }',
    );
    expect(groups).toEqual([
      {
        sum: {
          price: [
            { amount: '7', currency: 'JPY' },
            { amount: '10.05', currency: 'TWD' },
          ],
        },
        avg: {
          price: [
            { amount: '7', currency: 'JPY' },
            { amount: '5.03', currency: 'TWD' },
          ],
        },
        max: {
          price: [
            { sum: '7', currency: 'JPY' },
            { sum: '10.00', currency: 'TWD' },
          ],
        },
      },
    ]);
  });

  test('a month begins when the clocks of the time zone say so', async () => {
    const months = async (timeZone: string) =>
      (
        await stats<{ key: { moment: string | null }; count: number }[]>(
          `filter: { wholeId: { isNull: true } }, groupBy: [{ field: MOMENT, bucket: MONTH, timeZone: "${timeZone}" }]`,
          'key { moment } count',
        )
      ).groups;
    expect(await months('UTC')).toEqual([
      { key: { moment: '2026-03-01T00:00:00+00:00' }, count: 2 },
      { key: { moment: '2026-11-01T00:00:00+00:00' }, count: 1 },
      { key: { moment: null }, count: 1 },
    ]);
    expect(await months('Asia/Taipei')).toEqual([
      { key: { moment: '2026-02-28T16:00:00+00:00' }, count: 1 },
      { key: { moment: '2026-03-31T16:00:00+00:00' }, count: 1 },
      { key: { moment: '2026-10-31T16:00:00+00:00' }, count: 1 },
      { key: { moment: null }, count: 1 },
    ]);
    // The night in which the clocks go back has 25 hours, and still belongs to one day.
    const days = (
      await stats<{ key: { moment: string } }[]>(
        'filter: { moment: { gte: "2026-11-01T00:00:00Z" } }, groupBy: [{ field: MOMENT, bucket: DAY, timeZone: "America/New_York" }]',
        'key { moment }',
      )
    ).groups;
    expect(days).toEqual([{ key: { moment: '2026-11-01T04:00:00+00:00' } }]);
  });

  test('days are grouped without any clock', async () => {
    const { groups } = await stats(
      'filter: { wholeId: { isNull: true } }, groupBy: [{ field: DAY, bucket: QUARTER }]',
      'key { day colour } count sum { price { amount currency } }',
    );
    expect(groups).toEqual([
      { key: { day: '2026-01-01', colour: null }, count: 1, sum: { price: [{ amount: '10.00', currency: 'TWD' }] } },
      { key: { day: '2026-04-01', colour: null }, count: 1, sum: { price: [{ amount: '0.05', currency: 'TWD' }] } },
      { key: { day: '2026-10-01', colour: null }, count: 1, sum: { price: [] } },
      { key: { day: null, colour: null }, count: 1, sum: { price: [{ amount: '7', currency: 'JPY' }] } },
    ]);
  });

  test('groups come in pages of their own and say when there are more', async () => {
    const { groups, hasMoreGroups } = await stats<unknown[]>(
      'groupBy: [{ field: TITLE }], first: 2',
      'key { title } count',
    );
    expect({ groups: groups.length, hasMoreGroups }).toEqual({ groups: 2, hasMoreGroups: true });
    expect((await stats('groupBy: [{ field: TITLE }], first: 5', 'count')).hasMoreGroups).toBe(false);
  });

  test('a relation has aggregates of its own', async () => {
    const { specimens } = await app.alpha.admin.get<{ specimens: object }>(
      '{ specimens(filter: { title: { eq: "a" } }) { nodes { partsStats(groupBy: [{ field: TITLE }]) { groups { key { title wholeId } sum { size } } } all: partsStats(filter: { size: { gt: 10 } }) { groups { count } } } } }',
    );
    expect(specimens).toEqual({
      nodes: [
        {
          partsStats: {
            groups: [
              { key: { title: 'p1', wholeId: null }, sum: { size: 10 } },
              { key: { title: 'p2', wholeId: null }, sum: { size: 20 } },
            ],
          },
          all: { groups: [{ count: 1 }] },
        },
      ],
    });
    expect((await stats(top, 'count')).groups).toEqual([{ count: 2 }]);
  });

  test.each([
    ['a field twice', '[{ field: TITLE }, { field: TITLE }]', 'groupBy[1]'],
    ['a bucket of something that is no time', '[{ field: COLOUR, bucket: DAY }]', 'groupBy[0]'],
    ['a time zone without a bucket', '[{ field: MOMENT, timeZone: "UTC" }]', 'groupBy[0].timeZone'],
    ['an unknown time zone', '[{ field: MOMENT, bucket: DAY, timeZone: "Mars/Olympus" }]', 'groupBy[0].timeZone'],
    [
      'an offset, whose sign two systems read differently',
      '[{ field: MOMENT, bucket: DAY, timeZone: "+08:00" }]',
      'groupBy[0].timeZone',
    ],
    ['hours of a day', '[{ field: DAY, bucket: HOUR }]', 'groupBy[0].bucket'],
  ])('%s is refused', async (_what, groupBy, field) => {
    expect(await app.alpha.admin.refused(`{ specimenStats(groupBy: ${groupBy}) { groups { count } } }`)).toMatchObject({
      code: 'GROUPING_INVALID',
      field,
    });
  });
});
