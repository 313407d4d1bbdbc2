import type { Trait } from './mainstream-analysis.ts';

export interface TraitDrift {
  readonly trait: string;
  readonly value: string;
  /** Of the customers of the segment, from 0 to 1. */
  readonly share: number;
  readonly shareBefore: number;
  readonly change: number;
}

export interface Described {
  readonly customers: number;
  readonly traits: readonly Trait[];
}

/** How what customers of a segment are like moved from one month to another, what moved most first (E3). */
export function driftOf(before: Described, now: Described): TraitDrift[] {
  const shares = ({ customers, traits }: Described) =>
    new Map(
      traits.map((one) => [JSON.stringify([one.trait, one.value]), { ...one, share: one.customers / customers }]),
    );
  const [former, latter] = [shares(before), shares(now)];
  return [...new Map([...former, ...latter])]
    .map(([key, { trait, value }]) => {
      const [share, shareBefore] = [latter.get(key)?.share ?? 0, former.get(key)?.share ?? 0];
      return { trait, value, share, shareBefore, change: share - shareBefore };
    })
    .filter(({ change }) => change !== 0)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || (a.trait + a.value < b.trait + b.value ? -1 : 1));
}
