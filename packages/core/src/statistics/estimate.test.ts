import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { differenceOf, type Estimate, netPromoterScore, shareOf } from './estimate.ts';

const ends = (estimate: Estimate | undefined) => [estimate?.low, estimate?.high].map((end) => Number(end?.toFixed(4)));

describe('a share', () => {
  // Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('[M4] of %i in %i has the interval that was published', (hits, sample, low, high) => {
    expect(ends(shareOf(hits, sample))).toEqual([low, high]);
    expect(shareOf(hits, sample)?.value).toBe(hits / sample);
  });

  test('[M4] of nobody is none, and not zero', () => {
    expect(shareOf(0, 0)).toBeUndefined();
    expect(netPromoterScore(0, 0, 0)).toBeUndefined();
  });
});

describe('a net promoter score', () => {
  test('[M4] has the adjusted-Wald interval', () => {
    // By hand, of 97 answers with 47 promoters and 17 detractors: p = 47.75/100, d = 17.75/100, middle 0.30,
    // variance (0.4775 + 0.1775 - 0.09)/100 = 0.00565, reach 1.959964 x 0.0751665 = 0.1473.
    const score = netPromoterScore(47, 17, 97);
    expect(score?.value).toBeCloseTo(30 / 97, 12);
    expect(ends(score)).toEqual([0.1527, 0.4473]);
  });

  test('and its interval hold what they can be at most', () => {
    expect(netPromoterScore(2, 0, 2)).toMatchObject({ value: 1, high: 1 });
    expect(netPromoterScore(0, 2, 2)).toMatchObject({ value: -1, low: -1 });
  });
});

describe('a difference', () => {
  test('[L8] of two shares has the hybrid score interval that was published', () => {
    // Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10: 56/70 less 48/80.
    const [more, less] = [shareOf(56, 70), shareOf(48, 80)];
    if (!more || !less) throw new Error('Both have a sample.');
    expect(ends(differenceOf(less, more))).toEqual([0.0524, 0.3339]);
  });
});

test('every value lies within its interval, and the interval within what is possible', () => {
  const counts = fc.tuple(fc.nat(500), fc.nat(500), fc.nat(500)).filter((three) => three.some((count) => count > 0));
  fc.assert(
    fc.property(counts, ([promoters, passives, detractors]) => {
      const sample = promoters + passives + detractors;
      const share = shareOf(promoters, sample);
      const score = netPromoterScore(promoters, detractors, sample);
      if (!share || !score) return false;
      const within = ({ value, low, high }: Estimate, least: number) =>
        low >= least - 1e-12 && high <= 1 + 1e-12 && low <= high && value >= least && value <= 1;
      const holds = share.low <= share.value + 1e-12 && share.value <= share.high + 1e-12;
      return holds && within(share, 0) && within(score, -1);
    }),
  );
});
