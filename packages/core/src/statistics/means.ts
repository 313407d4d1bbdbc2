import type { Estimate } from './estimate.ts';

/** What is known of the values of a sample. */
export interface Sample {
  readonly size: number;
  readonly mean: number;
  /** With `size - 1` below the line. */
  readonly variance: number;
}

/**
 * What the mean of the second sample is more than that of the first, by Welch's interval: their variances need not be equal.
 * Undefined of samples with fewer than two values, which say nothing of their spread.
 */
export function differenceOfMeans(before: Sample, after: Sample): Estimate | undefined {
  if (before.size < 2 || after.size < 2) return undefined;
  const [a, b] = [before.variance / before.size, after.variance / after.size];
  const value = after.mean - before.mean;
  const sample = before.size + after.size;
  if (a + b === 0) return { value, low: value, high: value, sample };
  const freedom = (a + b) ** 2 / (a ** 2 / (before.size - 1) + b ** 2 / (after.size - 1));
  const reach = studentQuantile(freedom) * Math.sqrt(a + b);
  return { value, low: value - reach, high: value + reach, sample };
}

const Z = 1.959963984540054;

/** The 97.5 % quantile of Student's t, by the expansion of Cornish and Fisher: right to three decimals from 5 degrees of freedom on. */
function studentQuantile(freedom: number): number {
  const terms = [
    (Z ** 3 + Z) / 4,
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96,
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384,
    (79 * Z ** 9 + 776 * Z ** 7 + 1482 * Z ** 5 - 1920 * Z ** 3 - 945 * Z) / 92_160,
  ];
  return terms.reduce((sum, term, index) => sum + term / freedom ** (index + 1), Z);
}
