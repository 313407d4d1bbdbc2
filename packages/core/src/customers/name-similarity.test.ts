import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isNearDate } from './duplicate-score.ts';
import { isNearName, jaroWinkler, nameSimilarity } from './name-similarity.ts';

describe('the measure of Jaro and Winkler', () => {
  test.each([
    // Examples of Winkler (1994), table 6.
    ['SHACKLEFORD', 'SHACKELFORD', 0.982],
    ['DUNNINGHAM', 'CUNNIGHAM', 0.896],
    ['NICHLESON', 'NICHULSON', 0.956],
    ['JONES', 'JOHNSON', 0.832],
    ['MASSEY', 'MASSIE', 0.933],
    ['ABROMS', 'ABRAMS', 0.922],
    ['MARHTA', 'MARTHA', 0.961],
    ['', '', 1],
    ['A', '', 0],
  ])('%s and %s', (a, b, expected) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(expected, 3);
  });

  test('is 1 for equals, between 0 and 1 for all, and the same both ways', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const similarity = jaroWinkler(a, b);
        return similarity >= 0 && similarity <= 1 && jaroWinkler(a, a) === 1;
      }),
    );
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => nameSimilarity(a, a) === 1 && nameSimilarity(a, b) >= 0));
  });
});

describe('names are near', () => {
  test.each([
    ['陳怡君', '陳怡均'],
    ['Anna Weiß', 'WEISS Anna'],
    ['José García', 'Jose Garcai'],
    ['Katherine Smith', 'Kathrine Smyth'],
  ])('%s and %s', (a, b) => expect(isNearName(a, b)).toBe(true));

  test.each([
    ['陳怡君', '林怡君'],
    ['王明', '王雅'],
    ['Anna Weiß', 'Bruno Weiß'],
    ['Anna Smith', 'John Brown'],
  ])('or not: %s and %s', (a, b) => expect(isNearName(a, b)).toBe(false));
});

describe('dates are near', () => {
  test.each([
    ['1990-05-17', '1990-05-18'],
    ['1990-05-17', '1990-05-71'],
    ['1990-05-07', '1990-07-05'],
    ['1990-05-17', '1909-05-17'],
  ])('%s and %s', (a, b) => expect(isNearDate(a, b)).toBe(true));

  test.each([
    ['1990-05-17', '1991-05-18'],
    ['1990-05-17', '1990-11-02'],
  ])('or not: %s and %s', (a, b) => expect(isNearDate(a, b)).toBe(false));
});
