import { describe, expect, test } from '@jest/globals';
import { differenceOfMeans } from '../statistics/index.ts';
import { type Counted, liftOf } from './campaign-results.ts';

/** Of a published experiment with mails (Hillstrom 2008): customers, visits, conversions, mean spend in dollars. */
const men = { size: 21_307, responders: 3_894, buyers: 267, meanSpend: 1.4226 };
const women = { size: 21_387, responders: 3_238, buyers: 189, meanSpend: 1.0772 };
const none = { size: 21_306, responders: 2_262, buyers: 122, meanSpend: 0.6528 };
// The spread was not published with the means: any will do for what does not rest on it.
const counted = (group: Pick<Counted, 'size' | 'responders' | 'buyers' | 'meanSpend'>): Counted => ({
  ...group,
  orders: group.buyers,
  revenue: group.meanSpend * group.size,
  varianceSpend: 200,
});

/** As by hand: p1 - p0, give or take 1.96 standard errors. Of samples as large as these the score interval is the same. */
function byHand(hits: number, size: number, hitsBefore: number, sizeBefore: number) {
  const [after, before] = [hits / size, hitsBefore / sizeBefore];
  const error = Math.sqrt((after * (1 - after)) / size + (before * (1 - before)) / sizeBefore);
  return { value: after - before, low: after - before - 1.96 * error, high: after - before + 1.96 * error };
}

describe('the results of a campaign', () => {
  test.each([
    ['men', men, 0.07659, 0.0068, 0.7698],
    ['women', women, 0.04523, 0.00311, 0.4244],
  ])('[L2] [iM3] are those of the published experiment: %s', (_name, arm, visits, conversions, spend) => {
    const { lift } = liftOf(counted(arm), counted(none));
    if (!lift) throw new Error('The samples are large enough.');
    expect(lift.responders.value).toBeCloseTo(visits, 4);
    expect(lift.buyers.value).toBeCloseTo(conversions, 4);
    expect(lift.spend.value).toBeCloseTo(spend, 4);
    for (const [found, hits, before] of [
      [lift.responders, arm.responders, none.responders],
      [lift.buyers, arm.buyers, none.buyers],
    ] as const) {
      const expected = byHand(hits, arm.size, before, none.size);
      expect(found.low).toBeCloseTo(expected.low, 3);
      expect(found.high).toBeCloseTo(expected.high, 3);
    }
    expect(lift.incrementalBuyers).toBeCloseTo(arm.size * (arm.buyers / arm.size - none.buyers / none.size), 6);
    expect(lift.incrementalRevenue).toBeCloseTo(arm.size * (arm.meanSpend - none.meanSpend), 6);
  });

  test('[iM3] are never those of an arm alone', () => {
    expect(liftOf(counted(men), { ...counted(none), size: 0 })).toMatchObject({
      lift: null,
      reason: expect.any(String),
    });
  });

  test('of too small a sample say so', () => {
    const few = { ...counted(men), size: 99, buyers: 3, responders: 20 };
    expect(liftOf(few, counted(none)).reason).toContain('Too small a sample: 99 customers');
    const idle = { ...counted(men), buyers: 2 };
    expect(liftOf(idle, { ...counted(none), buyers: 1 }).reason).toContain('3 customers bought');
  });
});

describe('a difference of means', () => {
  test('[L2] has the interval of Welch', () => {
    // By hand: means 20.82 and 22.98 of 15 values each, variances 7.9 and 3.8: the standard error is
    // sqrt(7.9/15 + 3.8/15) = 0.88318, the degrees of freedom (0.78)^2 / (0.52667^2/14 + 0.25333^2/14) = 24.94, t = 2.0598.
    const found = differenceOfMeans({ size: 15, mean: 20.82, variance: 7.9 }, { size: 15, mean: 22.98, variance: 3.8 });
    expect(found?.value).toBeCloseTo(2.16, 10);
    expect(found?.low).toBeCloseTo(2.16 - 2.0598 * 0.88318, 3);
    expect(found?.high).toBeCloseTo(2.16 + 2.0598 * 0.88318, 3);
  });

  test('of single values says nothing', () => {
    const one = { size: 1, mean: 1, variance: 0 };
    expect(differenceOfMeans(one, one)).toBeUndefined();
  });
});
