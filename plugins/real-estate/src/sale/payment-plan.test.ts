import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { amountOf, basisPoints, lessDiscount, minorOf, percentOf, split, sumOf } from '../common/amounts.ts';
import { addsUp, planOf } from './payment-plan.ts';

const total = fc.bigInt({ min: 1n, max: 10n ** 15n });
const weights = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 60 });
const currency = fc.constantFrom('HKD', 'TWD', 'JPY', 'KWD');

describe('money', () => {
  test('what is split adds up exactly, and no part is off by more than a minor unit', () => {
    fc.assert(
      fc.property(total, weights, (minor, given) => {
        const parts = split(minor, given.map(BigInt));
        const whole = given.reduce((sum, weight) => sum + BigInt(weight), 0n);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(minor);
        for (const [index, part] of parts.entries()) {
          const exact = (minor * BigInt(given[index] ?? 0)) / whole;
          expect(part - exact === 0n || part - exact === 1n).toBe(true);
        }
      }),
    );
  });

  test('a discount takes off its percent, within half a minor unit', () => {
    fc.assert(
      fc.property(total, fc.integer({ min: 0, max: 10_000 }), (minor, points) => {
        const percent = percentOf(BigInt(points));
        expect(basisPoints(percent)).toBe(BigInt(points));
        const left = lessDiscount(minor, BigInt(points));
        const exact = minor * BigInt(10_000 - points);
        const off = left * 10_000n - exact;
        expect(off >= -5_000n && off <= 5_000n).toBe(true);
      }),
    );
  });
});

describe('a plan of payment', () => {
  test('adds up to the total, with whatever loan and currency [iH5]', () => {
    fc.assert(
      fc.property(total, fc.integer({ min: 0, max: 99 }), weights, currency, (minor, share, given, code) => {
        const loan = (minor * BigInt(share)) / 100n;
        const planned = planOf(
          amountOf(minor, code),
          loan > 0n ? amountOf(loan, code) : null,
          given.map((weight) => ({ dueOn: '2026-01-01', weight })),
          '2026-06-01',
        );
        expect(sumOf(planned.map(({ amount }) => amount))).toBe(minor);
        const parts = planned.map(({ amount, source }) => ({ minor: minorOf(amount), source }));
        expect(addsUp(parts, minor, loan)).toBe(true);
        // One minor unit more or less, anywhere, and it adds up no longer.
        const [first, ...rest] = parts;
        if (first) expect(addsUp([{ ...first, minor: first.minor + 1n }, ...rest], minor, loan)).toBe(false);
      }),
    );
  });
});
