import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scoreGuarded } from './guarded-scoring.ts';
import { defineScorer, fact, type GivenScore, type OwnedScorer } from './scorer.ts';
import { ScoreFault, settleScore } from './settle-score.ts';

class Thing {}

const scorer = defineScorer({
  id: 'worth',
  version: 1,
  description: 'What it is worth.',
  subject: () => Thing,
  inputs: {
    a: fact.number({ description: 'a', reads: [], sql: '', otherwise: 0 }),
    b: fact.number({ description: 'b', reads: [], sql: '', otherwise: null }),
  },
  params: {},
  bands: { HIGH: 60, LOW: 0, MIDDLE: 30 },
  score: ({ a }) => ({ base: a, terms: [] }),
});

const term = fc.record({
  name: fc.string(),
  input: fc.constantFrom('a' as const, 'b' as const),
  weight: fc.double({ noNaN: true, noDefaultInfinity: true }),
  contribution: fc.double({ noNaN: true, min: -1_000, max: 1_000 }),
});
const given = fc.record({
  base: fc.double({ noNaN: true, min: -200, max: 200 }),
  terms: fc.array(term, { maxLength: 12 }),
});

/** In hundredths, as whoever reads the API adds them up. */
const hundredths = (value: number) => Math.round(value * 100);

describe('a score', () => {
  test('[iE5] lies from 0 to 100, and base and contributions add up to it exactly: property', () => {
    fc.assert(
      fc.property(given, (score) => {
        const { value, base, terms, band } = settleScore(scorer, score);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(10_000);
        expect(base + terms.reduce((sum, { contribution }) => sum + hundredths(contribution), 0)).toBe(value);
        expect(band).toBe(value >= 6_000 ? 'HIGH' : value >= 3_000 ? 'MIDDLE' : 'LOW');
        // It survives JSON as it is: what is kept can be compared with what is given again.
        expect(JSON.parse(JSON.stringify(terms))).toEqual(terms);
      }),
      { numRuns: 500 },
    );
  });

  test('[iE5] is refused where the scorer claims another value: property', () => {
    fc.assert(
      fc.property(given, fc.double({ noNaN: true, min: 1, max: 50 }), (score, off) => {
        const { value, terms } = settleScore(scorer, score);
        const sum = value / 100;
        fc.pre(terms.every(({ name, input }) => name !== 'limit' || input !== null));
        expect(() => settleScore(scorer, { ...score, value: sum + off })).toThrow(ScoreFault);
        // Control: what it adds up to is accepted.
        expect(settleScore(scorer, { ...score, value: sum }).value).toBe(value);
      }),
    );
  });

  test.each([
    ['no object', undefined],
    ['a promise', Promise.resolve({ base: 1, terms: [] })],
    ['an infinite base', { base: Number.POSITIVE_INFINITY, terms: [] }],
    [
      'a weight that is no number',
      { base: 0, terms: [{ name: 'x', input: 'a', weight: Number.NaN, contribution: 1 }] },
    ],
    ['an input that there is not', { base: 0, terms: [{ name: 'x', input: 'toString', weight: 1, contribution: 1 }] }],
    ['too many terms', { base: 0, terms: Array(51).fill({ name: 'x', input: 'a', weight: 1, contribution: 1 }) }],
  ])('is refused of %s', (_, score) => {
    expect(() => settleScore(scorer, score as GivenScore)).toThrow(ScoreFault);
  });

  test('fails alone: others of its batch have theirs', () => {
    const owned: OwnedScorer = {
      plugin: 'shop',
      name: 'shop/worth',
      scorer: {
        ...scorer,
        score: ({ a }) => {
          if (a === 2) throw new Error('two');
          return { base: a, terms: [] };
        },
      },
    };
    const results = scoreGuarded(
      owned,
      {},
      [1, 2, 3].map((a) => ({ facts: { a, b: null }, evidence: {} })),
    );
    expect(results).toEqual([
      expect.objectContaining({ value: 100 }),
      expect.objectContaining({
        code: 'SCORER_FAILED',
        extensions: expect.objectContaining({ plugin: 'shop', scorer: 'worth' }),
      }),
      expect.objectContaining({ value: 300 }),
    ]);
  });
});
