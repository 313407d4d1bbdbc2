import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

/** Each test has a month of its own, so that it sees its own purchases only. */
let months = 0;
const month = () => {
  const from = Date.UTC(2001 + Math.floor(months / 12), months % 12, 1);
  months += 12;
  return { at: (days: number) => new Date(from + days * 86_400_000).toISOString() };
};
const campaign = async (name: string) =>
  (
    await app.alpha.admin.create('Campaign', {
      name,
      insight: 'Families decide on Sundays, as the questionnaire of March says.',
      insightSource: 'QUESTIONNAIRE',
      media: ['RADIO'],
    })
  ).id;
const responds = (customerId: string, respondedAt: string, values: object = {}) =>
  app.alpha
    .as('marketer')
    .create('CampaignResponse', { customerId, medium: 'RADIO', kind: 'ASKED', respondedAt, ...values });
const buys = (customerId: string, purchasedAt: string, amount: string, currency = 'TWD') =>
  app.alpha.admin.create('Purchase', { customerId, product: 'Boiler', amount: { amount, currency }, purchasedAt });

interface Row {
  campaign: { id: string } | null;
  medium: string | null;
  purchases: number;
  revenue: { amount: string; currency: string };
}
const QUERY = `query($from: DateTime!, $to: DateTime!, $model: AttributionModel!, $days: Int) {
  attribution(from: $from, to: $to, model: $model, windowDays: $days) {
    campaign { id } medium purchases revenue { amount currency } } }`;
const put = async (at: (days: number) => string, model: string, days = 90) =>
  (await app.alpha.as('analyst').get<{ attribution: Row[] }>(QUERY, { from: at(0), to: at(30), model, days }))
    .attribution;
const short = (rows: Row[]) =>
  Object.fromEntries(rows.map(({ medium, purchases, revenue }) => [medium ?? 'nobody', [purchases, revenue.amount]]));

describe('a response', () => {
  test('[L7] names the medium, and stands with its campaign and its customer', async () => {
    const { at } = month();
    const [id, customerId] = [await campaign('Radio in March'), await app.alpha.customer()];
    await responds(customerId, at(1), { campaignId: id, mediumName: 'FM 96.7' });
    await app.alpha.as('marketer').create('CampaignResponse', {
      ...{ medium: 'FAIR', kind: 'CAME', people: 300, respondedAt: at(2), campaignId: id },
    });
    const found = await app.alpha.as('service').get<{ campaign: object; customer: object }>(
      `query($id: ID!, $customer: ID!) {
        campaign(id: $id) { responses { nodes { medium mediumName people } } }
        customer(id: $customer) { timeline { nodes { ... on CampaignResponse { medium kind } } } } }`,
      { id, customer: customerId },
    );
    expect(found.campaign).toEqual({
      responses: {
        nodes: expect.arrayContaining([
          { medium: 'RADIO', mediumName: 'FM 96.7', people: 1 },
          { medium: 'FAIR', mediumName: null, people: 300 },
        ]),
      },
    });
    expect(JSON.stringify(found.customer)).toContain('{"medium":"RADIO","kind":"ASKED"}');
  });

  test('[L13] of somebody who is known is one; where his wish comes from is what he says', async () => {
    const { at } = month();
    const customerId = await app.alpha.customer();
    const input = { customerId, medium: 'RADIO', kind: 'ASKED', respondedAt: at(1) };
    expect(await app.alpha.as('marketer').refusedToCreate('CampaignResponse', { ...input, people: 2 })).toMatchObject({
      field: 'input.people',
    });
    await responds(customerId, at(1), { desire: 'OUR_INFLUENCE' });
    const { campaignResponseStats } = await app.alpha
      .as('analyst')
      .get<{ campaignResponseStats: object }>(
        '{ campaignResponseStats(filter: { desire: { isNull: false } }, groupBy: [{ field: DESIRE }]) { groups { key { desire } sum { people } } } }',
      );
    expect(campaignResponseStats).toEqual({ groups: [{ key: { desire: 'OUR_INFLUENCE' }, sum: { people: 1 } }] });
  });
});

describe('attribution', () => {
  test('[L7] puts purchases down to what came first, last, to all alike, or to what was said', async () => {
    const { at } = month();
    const customerId = await app.alpha.customer();
    await responds(customerId, at(-3), { medium: 'RADIO' });
    await responds(customerId, at(-2), { medium: 'FAIR', stated: true });
    await responds(customerId, at(-1), { medium: 'SEARCH' });
    // Before the window, and after the purchase.
    await responds(customerId, at(-200), { medium: 'PRESS' });
    await responds(customerId, at(2), { medium: 'FLYER' });
    await buys(customerId, at(1), '100');
    expect(short(await put(at, 'FIRST'))).toEqual({ RADIO: [1, '100.00'] });
    expect(short(await put(at, 'LAST'))).toEqual({ SEARCH: [1, '100.00'] });
    expect(short(await put(at, 'STATED'))).toEqual({ FAIR: [1, '100.00'] });
    expect(short(await put(at, 'LINEAR'))).toEqual({
      RADIO: [0.3334, '33.34'],
      FAIR: [0.3333, '33.33'],
      SEARCH: [0.3333, '33.33'],
    });
    expect(short(await put(at, 'FIRST', 365))).toEqual({ PRESS: [1, '100.00'] });
  });

  test('[L7] guesses nothing: what nobody responded to, or said, stands by itself', async () => {
    const { at } = month();
    const [silent, quiet] = [await app.alpha.customer(), await app.alpha.customer()];
    await responds(quiet, at(0), { medium: 'RADIO' });
    await buys(silent, at(1), '40');
    await buys(quiet, at(1), '60');
    expect(short(await put(at, 'LAST'))).toEqual({ RADIO: [1, '60.00'], nobody: [1, '40.00'] });
    expect(short(await put(at, 'STATED'))).toEqual({ nobody: [2, '100.00'] });
  });

  test('[L7] adds up to all purchases exactly, whatever the model, also of what was paid back', async () => {
    const customers = [await app.alpha.customer(), await app.alpha.customer()];
    const media = ['RADIO', 'PRESS', 'FAIR'] as const;
    const day = fc.integer({ min: 5, max: 29 });
    const response = fc.record({
      who: fc.nat(1),
      day: fc.integer({ min: 0, max: 28 }),
      medium: fc.constantFrom(...media),
      stated: fc.boolean(),
    });
    const purchase = fc.record({
      who: fc.nat(1),
      day,
      minor: fc.integer({ min: -10_000, max: 10_000 }),
      currency: fc.constantFrom('TWD', 'JPY'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(response, { maxLength: 6 }),
        fc.array(purchase, { minLength: 1, maxLength: 4 }),
        async (responses, purchases) => {
          const { at } = month();
          for (const { who, day: on, ...values } of responses) await responds(customers[who] ?? '', at(on), values);
          const sums: Record<string, bigint> = {};
          for (const { who, day: on, minor, currency } of purchases) {
            sums[currency] = (sums[currency] ?? 0n) + BigInt(minor);
            const input = { customerId: customers[who], product: 'Boiler', amount: { amount: minor, currency } };
            await app.alpha.admin.create('Purchase', { ...input, purchasedAt: at(on) });
          }
          for (const model of ['FIRST', 'LAST', 'LINEAR', 'STATED']) {
            const rows = await put(at, model);
            const parts = rows.reduce((sum, row) => sum + Math.round(row.purchases * 10_000), 0);
            expect(parts).toBe(purchases.length * 10_000);
            const found: Record<string, bigint> = {};
            for (const { revenue } of rows)
              found[revenue.currency] = (found[revenue.currency] ?? 0n) + BigInt(revenue.amount.replace('.', ''));
            expect(found).toEqual(sums);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  test('is for those who may see all purchases, and of a time that it can look over', async () => {
    const { at } = month();
    const variables = { from: at(0), to: at(30), model: 'LAST' };
    for (const role of ['seller', 'service'])
      expect(await app.alpha.as(role).refused(QUERY, variables)).toMatchObject({
        code: 'FORBIDDEN',
        permission: 'responses.seeAttribution',
      });
    expect(await app.alpha.admin.refused(QUERY, { ...variables, to: at(-1) })).toMatchObject({ field: 'to' });
    expect(await app.alpha.admin.refused(QUERY, { ...variables, to: at(500) })).toMatchObject({ field: 'to' });
    expect(await app.alpha.admin.refused(QUERY, { ...variables, days: 0 })).toMatchObject({ field: 'windowDays' });
    expect(await app.beta.as('analyst').get(QUERY, variables)).toEqual({ attribution: [] });
  });
});
