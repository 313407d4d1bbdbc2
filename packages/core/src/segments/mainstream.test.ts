import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestTenant } from '@rapport/testing';
import { continuityOf, type MonthSteps, monthAfter } from './mainstream-continuity.ts';
import { driftOf } from './mainstream-drift.ts';

let app: TestApp;
let shop: TestTenant;
beforeAll(async () => {
  app = await createTestApp();
  shop = await app.tenant('shop');
});
afterAll(() => app.close());

const thisMonth = `${new Date().toISOString().slice(0, 7)}-01`;
const [earlier, later] = [monthAfter(thisMonth, -2), monthAfter(thisMonth, -1)];
const dayOf = (month: string, day = 15) => `${month.slice(0, 8)}${String(day).padStart(2, '0')}T12:00:00.000Z`;
const marketer = () => shop.as('marketer');
const uuid = (id: string) => id.slice(4);

async function person(region: string, createdAt: string): Promise<string> {
  const id = await shop.customer({ region });
  await app.sql('update customer set created_at = $2 where id = $1', [uuid(id), createdAt]);
  return id;
}

const segment = async (name: string) => (await marketer().create('Segment', { name, kind: 'STATIC' })).id;

async function move(segmentId: string, customerId: string, way: 'in' | 'out', at: string): Promise<void> {
  const verb = way === 'in' ? 'addToSegment' : 'removeFromSegment';
  await marketer().get(`mutation($id: ID!, $c: [ID!]!) { ${verb}(id: $id, customerIds: $c) { left } }`, {
    id: segmentId,
    c: [customerId],
  });
  const moment = way === 'in' ? 'entered_at' : 'left_at';
  await app.sql(`update segment_membership set ${moment} = $3 where segment_id = $1 and customer_id = $2`, [
    uuid(segmentId),
    uuid(customerId),
    at,
  ]);
}

const buy = (customerId: string | undefined, amount: string, purchasedAt: string, currency = 'EUR') =>
  shop.admin.create('Purchase', { customerId, product: 'Tea', amount: { amount, currency }, purchasedAt });

const ANALYSE = `mutation($month: Date!, $size: Int) { analyseMainstream(month: $month, currency: "EUR", size: $size) {
  id customers sales { amount } collected updated
  segments(orderBy: [{ field: RANK }]) { nodes { id rank mainstream customers customerPercent sales { amount } salesPercent segment { name } } } } }`;
interface Analysed {
  analyseMainstream: { id: string; segments: { nodes: { id: string }[] } };
}
const shown = (rank: number, mainstream: boolean, name: string, customers: number, ...figures: string[]) => ({
  id: expect.any(String),
  rank,
  mainstream,
  segment: { name },
  customers,
  customerPercent: figures[0],
  sales: { amount: figures[1] },
  salesPercent: figures[2],
});

const strategy = (mainstreamSegmentId: string | undefined) =>
  marketer().create('MainstreamStrategy', {
    mainstreamSegmentId,
    promotion: 'A tasting on Saturdays.',
    assortment: 'Spring harvest.',
    priceMix: 'A large pack beside a small one.',
  });

const continuity = async () =>
  (
    await shop
      .as('analyst')
      .get<{ mainstreamContinuity: object }>(
        '{ mainstreamContinuity { inARow longest months { month collected updated analysed strategySet } } }',
      )
  ).mainstreamContinuity;

describe('the mainstream of a month', () => {
  test('[E3] [E4] [E5] is the largest segments by customers and sales, and what became of them a month later', async () => {
    const before = dayOf(monthAfter(earlier, -1));
    const people = [];
    for (const region of ['Tainan', 'Tainan', 'Tainan', 'Tainan', 'Taipei', 'Taipei', 'Yilan', 'Yilan'])
      people.push(await person(region, before));
    const [walkers, drinkers, givers] = [await segment('Walkers'), await segment('Drinkers'), await segment('Givers')];
    for (const [index, id] of people.slice(0, 7).entries())
      await move(index < 4 ? walkers : index < 6 ? drinkers : givers, id, 'in', dayOf(earlier, 2));
    const [c1, , c3, c4 = '', c5, c6, c7, c8] = people;
    await buy(c1, '100.00', dayOf(earlier));
    await buy(c5, '300.00', dayOf(earlier));
    await buy(c7, '50.00', dayOf(earlier));
    await buy(c8, '50.00', dayOf(earlier));
    // Another currency, and another month: neither counts.
    await buy(c7, '1000.00', dayOf(earlier), 'USD');
    await buy(c7, '70.00', before);
    await app.sql('update purchase set created_at = purchased_at');
    // Walkers: 4 of 8 customers, 100 of 500. Drinkers: 2 of 8, 300 of 500. Givers: 1 of 8, 50 of 500.
    const { analyseMainstream: first } = await marketer().get<Analysed>(ANALYSE, { month: earlier, size: 2 });
    expect(first).toEqual({
      id: expect.any(String),
      customers: 8,
      sales: { amount: '500.00' },
      collected: 5,
      updated: 7,
      segments: {
        nodes: [
          shown(1, true, 'Drinkers', 2, '25.0000', '300.00', '60.0000'),
          shown(2, true, 'Walkers', 4, '50.0000', '100.00', '20.0000'),
          shown(3, false, 'Givers', 1, '12.5000', '50.00', '10.0000'),
        ],
      },
    });
    const [ofDrinkers, ofWalkers, ofGivers] = first.segments.nodes;
    const decided = await strategy(ofDrinkers?.id);
    await strategy(ofWalkers?.id);
    const campaign = await marketer().create('Campaign', {
      name: 'Saturday tasting',
      insight: 'They buy where they taste.',
      insightSource: 'DATA',
      media: ['EVENT'],
      mainstreamStrategyId: decided.id,
    });
    const refused = `mutation($id: ID!) { createMainstreamStrategy(
      input: { mainstreamSegmentId: $id, promotion: "x", assortment: "x", priceMix: "x" }) { id } }`;
    expect(await marketer().refused(refused, { id: ofGivers?.id })).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('of the mainstream'),
    });

    // A month later: one walker became a giver, another one moved to Taipei, and two people of Taipei began to walk.
    await move(walkers, c4, 'out', dayOf(later, 10));
    await move(givers, c4, 'in', dayOf(later, 10));
    await shop.admin.get('mutation($id: ID!) { updateCustomer(id: $id, input: { region: "Taipei" }) { id } }', {
      id: c3,
    });
    const [c9, c10] = [await person('Taipei', dayOf(later, 3)), await person('Taipei', dayOf(later, 4))];
    for (const id of [c9, c10]) await move(walkers, id, 'in', dayOf(later, 5));
    await buy(c1, '200.00', dayOf(later));
    await buy(c9, '100.00', dayOf(later));
    await buy(c5, '150.00', dayOf(later));
    await buy(c6, '100.00', dayOf(later));
    await buy(c7, '-50.00', dayOf(later));
    await app.sql('update purchase set created_at = purchased_at');
    const { analyseMainstream: second } = await marketer().get<Analysed>(ANALYSE, { month: later, size: 2 });
    expect(second).toEqual({
      id: expect.any(String),
      customers: 10,
      sales: { amount: '500.00' },
      collected: 7,
      updated: 3,
      segments: {
        nodes: [
          shown(1, true, 'Walkers', 5, '50.0000', '300.00', '60.0000'),
          shown(2, true, 'Drinkers', 2, '20.0000', '250.00', '50.0000'),
          shown(3, false, 'Givers', 2, '20.0000', '-50.00', '-10.0000'),
        ],
      },
    });
    const { mainstreamReport } = await shop.as('seller').get<{ mainstreamReport: { mainstream: object[] } }>(
      `query($month: Date!) { mainstreamReport(month: $month) { mainstream {
        now { segment { name } } before { strategies { nodes { promotion campaigns { nodes { id } } } } }
        customerPoints salesPoints drift { trait value share shareBefore change } } } }`,
      { month: later },
    );
    const promotion = 'A tasting on Saturdays.';
    expect(mainstreamReport.mainstream).toEqual([
      {
        now: { segment: { name: 'Walkers' } },
        before: { strategies: { nodes: [{ promotion, campaigns: { nodes: [] } }] } },
        customerPoints: 0,
        salesPoints: 40,
        drift: [
          { trait: 'region', value: 'Tainan', share: 0.4, shareBefore: 1, change: -0.6 },
          { trait: 'region', value: 'Taipei', share: 0.6, shareBefore: 0, change: 0.6 },
        ],
      },
      {
        now: { segment: { name: 'Drinkers' } },
        before: { strategies: { nodes: [{ promotion, campaigns: { nodes: [{ id: campaign.id }] } }] } },
        customerPoints: -5,
        salesPoints: -10,
        drift: [],
      },
    ]);

    // The first month was analysed too late to be in the row; then as if it had been in time.
    const all = { collected: true, updated: true, analysed: true, strategySet: true };
    const notYet = { ...all, strategySet: false, month: later };
    expect(await continuity()).toMatchObject({ inARow: 0, longest: 0 });
    await app.sql('update mainstream_month set created_at = $2 where id = $1', [uuid(first.id), dayOf(later)]);
    expect(await continuity()).toMatchObject({ inARow: 0, longest: 0 });
    await app.sql('update mainstream_strategy set created_at = $1', [dayOf(later)]);
    expect(await continuity()).toEqual({ inARow: 1, longest: 1, months: [{ ...all, month: earlier }, notYet] });
    await strategy(second.segments.nodes[0]?.id);
    expect(await continuity()).toMatchObject({ inARow: 1, months: [{ month: earlier }, notYet] });
    await strategy(second.segments.nodes[1]?.id);
    expect(await continuity()).toMatchObject({ inARow: 2, longest: 2 });
  });

  test('is analysed once, when the month is over, by whoever plans', async () => {
    const other = (month: string, size = 3) => ({ month, size });
    const old = monthAfter(earlier, -3);
    expect(await marketer().refused(ANALYSE, other(thisMonth))).toMatchObject({ code: 'INPUT_INVALID' });
    expect(await marketer().refused(ANALYSE, other(dayOf(old).slice(0, 10)))).toMatchObject({ code: 'INPUT_INVALID' });
    expect(await marketer().refused(ANALYSE, other(old, 4))).toMatchObject({ code: 'INPUT_INVALID' });
    expect(await shop.as('seller').refused(ANALYSE, other(old))).toMatchObject({ code: 'FORBIDDEN' });
    await marketer().get(ANALYSE, other(old));
    expect(await marketer().refused(ANALYSE, other(old))).toMatchObject({ code: 'DUPLICATE' });
    const report = 'query($month: Date!) { mainstreamReport(month: $month) { month { id } } }';
    expect(await app.alpha.as('marketer').get(report, { month: old })).toEqual({ mainstreamReport: null });
  });
});

describe('the meter of months in a row', () => {
  const done = (month: string, more: Partial<MonthSteps> = {}) => ({
    ...{ month, collected: true, updated: true, analysed: true, strategySet: true },
    ...more,
  });

  test('[E5] begins anew after a month without one of the steps, and gives the last month its time', () => {
    const months = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-05-01'].map((month) => done(month));
    expect(continuityOf(months, '2026-06-02')).toMatchObject({ inARow: 1, longest: 3 });
    expect(continuityOf(months.slice(0, 3), '2026-05-02')).toMatchObject({ inARow: 3, longest: 3 });
    expect(continuityOf(months.slice(0, 3), '2026-06-02')).toMatchObject({ inARow: 0, longest: 3 });
    expect(continuityOf([], '2026-06-02')).toEqual({ inARow: 0, longest: 0, months: [] });
    const across = [done('2025-12-01'), done('2026-01-01')];
    expect(continuityOf(across, '2026-02-10')).toMatchObject({ inARow: 2 });
  });

  test.each(['collected', 'updated', 'analysed', 'strategySet'])('[E5] needs the step: %s', (step) => {
    const months = [done('2026-01-01'), done('2026-02-01', { [step]: false }), done('2026-03-01')];
    expect(continuityOf(months, '2026-04-01')).toMatchObject({ inARow: 1, longest: 1 });
  });
});

test('[E3] what moved most comes first, and what did not is left out', () => {
  const of = (customers: number, ...counts: [string, number][]) => ({
    customers,
    traits: counts.map(([value, count]) => ({ trait: 'hobby', value, customers: count })),
  });
  const drift = driftOf(of(10, ['tea', 5], ['go', 4], ['walks', 2]), of(20, ['tea', 10], ['go', 2], ['chess', 4]));
  expect(drift.map(({ value, shareBefore, share }) => [value, shareBefore, share])).toEqual([
    ['go', 0.4, 0.1],
    ['chess', 0, 0.2],
    ['walks', 0.2, 0],
  ]);
});
