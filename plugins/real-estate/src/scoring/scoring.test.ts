import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { buyer, contract, hkd, hold, makeEstate, startEstate, step } from '../test-support/estate.ts';
import { bestFits, fitOf } from './unit-fit.ts';

/** The machine may be busy; nothing here rests on how fast it is. */
jest.setTimeout(120_000);

let app: TestApp;
beforeAll(async () => {
  app = await startEstate();
});
afterAll(() => app.close());

interface Scores {
  readonly node: {
    readonly scores: { id: string; value: number; band: string; terms: { name: string; contribution: number }[] }[];
  };
}

async function scoreOf(type: string, id: string, scorer: string) {
  await app.drain();
  const { node } = await app.alpha.admin.get<Scores>(
    `query($id: ID!) { node(id: $id) { ... on ${type} { scores { id value band terms { name contribution } } } } }`,
    { id },
  );
  const score = node.scores.find((one) => one.id === `real-estate/${scorer}`);
  return {
    value: score?.value,
    band: score?.band,
    terms: Object.fromEntries(score?.terms.map((term) => [term.name, term.contribution]) ?? []),
  };
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

describe('scores', () => {
  test('purchase intent rises with visits, returns, questions, family, budget and deposit, and says with which [RE7]', async () => {
    const { alpha } = app;
    const {
      unitIds: [unitId = ''],
      projectId,
    } = await makeEstate(alpha);
    const customerId = await buyer(alpha, { realEstate: { budgetUntil: hkd(2_000_000), needsLoan: false } });
    const seller = alpha.as('seller');
    await alpha.admin.create('EstateVisit', { projectId, customerId, arrivedAt: daysAgo(20), questionsAsked: 4 });
    await alpha.admin.create('EstateVisit', { projectId, customerId, arrivedAt: daysAgo(15), questionsAsked: 3 });
    const { id: partyId } = await alpha.admin.create('BuyingParty', {
      kind: 'FAMILY',
      name: 'Family',
      headId: customerId,
    });
    await alpha.admin.create('BuyingPartyMember', { partyId, customerId: await buyer(alpha), role: 'INFLUENCER' });
    await seller.create('EstateShowing', {
      unitId,
      customerId,
      startsAt: '2026-05-01T02:00:00Z',
      endsAt: '2026-05-01T03:00:00Z',
    });
    const before = await scoreOf('Customer', customerId, 'purchase-intent');
    expect(before.terms).toMatchObject({
      visits: 12,
      returns: 8,
      questions: 7,
      party: 4,
      withinBudget: 10,
      loan: 10,
      daysSince: -4,
      deposits: 0,
    });
    expect(before).toMatchObject({ value: 52, band: 'WARM' });
    const { id } = await seller.create('EstateIntent', { projectId, customerId, deposit: hkd(20_000) });
    await step(seller, 'payEstateIntent', id);
    expect(await scoreOf('Customer', customerId, 'purchase-intent')).toMatchObject({ value: 77, band: 'HOT' });
  });

  test('the risk of a mortgage, the likelihood of a referral and the severity of a defect are explained', async () => {
    const { alpha } = app;
    const {
      unitIds: [unitId = ''],
    } = await makeEstate(alpha);
    const customerId = await buyer(alpha);
    const contractId = await contract(
      alpha,
      unitId,
      customerId,
      [
        { dueOn: '2999-01-01', amount: hkd(400_000) },
        { dueOn: '2999-02-01', amount: hkd(600_000), source: 'LOAN' },
      ],
      { loan: hkd(600_000) },
    );
    await alpha
      .as('seller')
      .create('EstateMortgage', { contractId, bank: 'B', amount: hkd(600_000), missingPapers: ['income', 'tax'] });
    expect(await scoreOf('EstateContract', contractId, 'mortgage-risk')).toEqual({
      value: 36,
      band: 'MEDIUM',
      terms: { share: 24, refused: 0, missing: 12, overdue: 0, settled: 0 },
    });
    expect(await scoreOf('Customer', customerId, 'referral')).toMatchObject({ value: 25, terms: { owned: 25 } });
    const { id } = await alpha.as('service').create('EstateDefect', {
      unitId,
      customerId,
      defectClass: 'WATERPROOFING',
      severity: 'HINDERING',
      description: '浴室漏水',
    });
    expect(await scoreOf('EstateDefect', id, 'defect-severity')).toEqual({
      value: 75,
      band: 'HIGH',
      terms: { stated: 50, part: 10, alarming: 15, waiting: 0 },
    });
  });
});

describe('the units that fit', () => {
  const amount = fc.option(fc.bigInt({ min: 1n, max: 10n ** 12n }), { nil: null });
  const count = fc.option(fc.integer({ min: 1, max: 6 }), { nil: null });
  const wanted = fc.record({
    budgetFrom: amount,
    budgetUntil: amount,
    currency: fc.constant('HKD'),
    bedroomsFrom: count,
    bedroomsUntil: count,
    areaFrom: fc.option(fc.integer({ min: 1, max: 30_000 }), { nil: null }),
    areaUntil: fc.option(fc.integer({ min: 1, max: 30_000 }), { nil: null }),
  });
  const unit = fc.record({
    id: fc.uuid(),
    price: amount,
    currency: fc.constantFrom('HKD', 'TWD'),
    bedrooms: count,
    area: fc.integer({ min: 1, max: 30_000 }),
    facing: fc.option(fc.constantFrom('SOUTH', 'NORTH'), { nil: null }),
    level: fc.integer({ min: -3, max: 90 }),
    wished: fc.boolean(),
  });

  test('have a value from 0 to 100 that is the sum of its terms, and stand in one order', () => {
    fc.assert(
      fc.property(wanted, fc.array(unit, { maxLength: 40 }), (looks, units) => {
        for (const each of units) {
          const { value, terms } = fitOf(looks, each);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(100);
          expect(terms.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(value, 1);
          for (const { points, of } of terms) expect(points >= 0 && points <= of).toBe(true);
        }
        const best = bestFits(looks, units, 10);
        expect(best.length).toBe(Math.min(units.length, 10));
        expect(bestFits(looks, [...units].reverse(), 10)).toEqual(best);
      }),
    );
  });

  test('are those on sale, the best first, with what speaks for each', async () => {
    const { alpha } = app;
    const cheap = await makeEstate(alpha, { price: 900_000, perFloor: 2 });
    const dear = await makeEstate(alpha, { price: 1_150_000, perFloor: 2 });
    const customerId = await buyer(alpha, {
      realEstate: { budgetUntil: hkd(1_000_000), bedroomsFrom: 2, bedroomsUntil: 2 },
    });
    const [taken = ''] = cheap.unitIds;
    await hold(alpha, taken, await buyer(alpha));
    interface Fits {
      readonly estateUnitFits: { value: number; unit: { id: string }; terms: { name: string; points: number }[] }[];
    }
    const { estateUnitFits: fits } = await alpha
      .as('seller')
      .get<Fits>('query($id: ID!) { estateUnitFits(customerId: $id) { value unit { id } terms { name points of } } }', {
        id: customerId,
      });
    expect(fits.length).toBeLessThanOrEqual(10);
    expect(fits.map(({ unit: { id } }) => id)).not.toContain(taken);
    const place = (ids: readonly string[]) => fits.findIndex(({ unit: { id } }) => ids.includes(id));
    expect(place(cheap.unitIds)).toBeLessThan(place(dear.unitIds));
    expect(fits[place(cheap.unitIds)]?.terms).toContainEqual({ name: 'budget', points: 40, of: 40 });
    expect(fits[place(dear.unitIds)]?.terms).toContainEqual({ name: 'budget', points: 10, of: 40 });
    const foreign = await alpha.customer();
    expect(
      (
        await alpha
          .as('seller')
          .refused('query($id: ID!) { estateUnitFits(customerId: $id) { value } }', { id: foreign })
      ).code,
    ).toBe('NOT_FOUND');
  });
});
