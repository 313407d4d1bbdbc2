import { shareOf } from '../statistics/index.ts';

/** A mean, and where it probably lies: in 95 of 100 cases the interval holds it. */
export interface Interval {
  readonly count: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % of Student's distribution lie below it, by degrees of freedom; the normal distribution from 30 on. */
const STUDENT = [
  ...[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131],
  ...[2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045],
];
const NORMAL = 1.96;

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** Of answers on a scale: their mean, with Student's interval within the scale. Nothing can be said of fewer than two. */
export function meanOf(
  { count, mean, deviation }: { readonly count: number; readonly mean: number; readonly deviation: number },
  scale: readonly [least: number, most: number],
): Interval | null {
  if (count < 2) return null;
  const margin = ((STUDENT[count - 2] ?? NORMAL) * deviation) / Math.sqrt(count);
  return {
    count,
    mean: rounded(mean),
    low: rounded(Math.max(scale[0], mean - margin)),
    high: rounded(Math.min(scale[1], mean + margin)),
  };
}

/** Of a share: itself, with Wilson's interval, which holds for few and for rare ones. */
export function shareIn(hits: number, count: number): Interval | null {
  const share = shareOf(hits, count);
  return share ? { count, mean: rounded(share.value), low: rounded(share.low), high: rounded(share.high) } : null;
}
