import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { meanOf, shareIn } from './intervals.ts';

describe('an estimate', () => {
  test('[M1] of a share has the interval of Wilson', () => {
    expect(shareIn(5, 10)).toEqual({ count: 10, mean: 0.5, low: 0.2366, high: 0.7634 });
    expect(shareIn(0, 10)).toMatchObject({ mean: 0, low: 0, high: 0.2775 });
    expect(shareIn(0, 0)).toBeNull();
  });

  test('[M1] of a mean has the interval of Student, and stays on its scale', () => {
    // 1, 2, 3, 4, 5: mean 3, deviation 1.5811, margin 2.776 * 1.5811 / sqrt(5).
    expect(meanOf({ count: 5, mean: 3, deviation: Math.sqrt(2.5) }, [1, 5])).toEqual({
      count: 5,
      mean: 3,
      low: 1.0371,
      high: 4.9629,
    });
    expect(meanOf({ count: 2, mean: 4.5, deviation: 0.7 }, [1, 5])).toMatchObject({ low: 1, high: 5 });
    expect(meanOf({ count: 1, mean: 5, deviation: 0 }, [1, 5])).toBeNull();
  });

  test('[M1] holds its own mean, and is narrower the more there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (count, hits) => {
        const part = Math.min(hits, count);
        const one = shareIn(part, count);
        const many = shareIn(part * 4, count * 4);
        if (!one || !many) throw new Error('There is an estimate.');
        expect(one.low).toBeLessThanOrEqual(one.mean);
        expect(one.high).toBeGreaterThanOrEqual(one.mean);
        expect(many.high - many.low).toBeLessThan(one.high - one.low);
      }),
    );
  });
});
