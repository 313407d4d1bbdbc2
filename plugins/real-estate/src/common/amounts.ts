import { formatMinor, parseMinor } from '@rapport/sdk';

/** An exact amount, as the API shows it. */
export interface Amount {
  readonly amount: string;
  readonly currency: string;
}

/** In minor units. Throws INPUT_INVALID where `path` says. */
export const minorOf = ({ amount, currency }: Amount, path = 'amount'): bigint => parseMinor(amount, currency, path);

export const amountOf = (minor: bigint, currency: string): Amount => ({
  amount: formatMinor(minor, currency),
  currency,
});

export const sumOf = (amounts: readonly Amount[]): bigint => amounts.reduce((sum, each) => sum + minorOf(each), 0n);

/** Hundredths of a percent of a decimal text: `12.5` is 1250. So are percents with two decimals stored. */
export const basisPoints = (percent: string): bigint => {
  const [whole = '0', fraction = ''] = percent.split('.');
  return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0').slice(0, 2));
};

/** `1250` basis points as the API shows them: `12.50`. */
export const percentOf = (points: bigint): string => `${points / 100n}.${(points % 100n).toString().padStart(2, '0')}`;

const WHOLE = 10_000n;

/** A price less a discount in basis points; half a minor unit is rounded up. */
export const lessDiscount = (minor: bigint, points: bigint): bigint => divideRounded(minor * (WHOLE - points), WHOLE);

export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  return (dividend * 2n + divisor) / (divisor * 2n);
}

/** An amount in parts by weight that add up to it exactly; what rounding leaves over goes to the first ones. */
export function split(minor: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total <= 0n) throw new Error('There is nothing to split by.');
  const parts = weights.map((weight) => (minor * weight) / total);
  let left = minor - parts.reduce((sum, part) => sum + part, 0n);
  return parts.map((part) => {
    if (left <= 0n) return part;
    left -= 1n;
    return part + 1n;
  });
}
