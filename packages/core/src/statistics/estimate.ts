/** Of the normal distribution, for intervals that hold the true value 95 times of 100. */
const Z = 1.959963984540054;

/** What a sample says of all, with the 95 % interval in which the true value lies. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** How many were counted. */
  readonly sample: number;
}

/** A share of a sample, by Wilson's score interval; undefined of an empty sample, which says nothing (M4). */
export function shareOf(hits: number, sample: number): Estimate | undefined {
  if (sample === 0) return undefined;
  const share = hits / sample;
  const weight = 1 + Z ** 2 / sample;
  const middle = (share + Z ** 2 / (2 * sample)) / weight;
  const reach = (Z * Math.sqrt((share * (1 - share)) / sample + Z ** 2 / (4 * sample ** 2))) / weight;
  return { value: share, low: hits === 0 ? 0 : middle - reach, high: hits === sample ? 1 : middle + reach, sample };
}

/**
 * Share of promoters less share of detractors, from -1 to 1, by the adjusted-Wald interval, which was found the best of those
 * that are known (Rocks, The American Statistician 70, 2016): three answers more, ¾ of each sort and the rest between them.
 */
export function netPromoterScore(promoters: number, detractors: number, sample: number): Estimate | undefined {
  if (sample === 0) return undefined;
  const adjusted = sample + 3;
  const [pro, contra] = [(promoters + 0.75) / adjusted, (detractors + 0.75) / adjusted];
  const middle = pro - contra;
  const reach = Z * Math.sqrt((pro + contra - middle ** 2) / adjusted);
  const value = (promoters - detractors) / sample;
  return { value, low: Math.max(-1, middle - reach), high: Math.min(1, middle + reach), sample };
}

/**
 * What the second estimate is more than the first, of samples that have nothing to do with each other. The interval comes from
 * theirs (MOVER); of two shares it is Newcombe's hybrid score interval.
 */
export function differenceOf(before: Estimate, after: Estimate): Estimate {
  const value = after.value - before.value;
  return {
    value,
    low: value - Math.hypot(after.value - after.low, before.high - before.value),
    high: value + Math.hypot(after.high - after.value, before.value - before.low),
    sample: before.sample + after.sample,
  };
}
