import type { AnyScorer, FactValue, GivenScore } from './scorer.ts';

/** A part of a score. */
export interface SettledTerm {
  readonly name: string;
  readonly input: string | null;
  readonly weight: number;
  readonly contribution: number;
  readonly evidence: readonly string[];
}

/** A score whose base and contributions add up to its value exactly. Numbers are hundredths, but for those of terms. */
export interface SettledScore {
  readonly value: number;
  readonly base: number;
  readonly band: string;
  readonly terms: readonly SettledTerm[];
}

export type Facts = Readonly<Record<string, FactValue>>;
export type Evidence = Readonly<Record<string, readonly string[] | null>>;

const FULL = 10_000;
const MAX_TERMS = 50;
const MAX_EVIDENCE = 10;

/** What is wrong with what a scorer gave. */
export class ScoreFault extends Error {}

/**
 * Makes a score of what a scorer gave (iE5). Everything is rounded to hundredths and added up as whole numbers; what goes
 * beyond 0 or 100 is taken back by a term of its own, so that the terms still tell the whole value.
 */
export function settleScore(scorer: AnyScorer, given: GivenScore, evidence: Evidence = {}): SettledScore {
  if (typeof given !== 'object' || given === null || !Array.isArray(given.terms))
    throw new ScoreFault('gave no object with `base` and `terms`');
  if (given.terms.length > MAX_TERMS) throw new ScoreFault(`gave more than ${MAX_TERMS} terms`);
  const base = hundredths(given.base, 'base');
  let value = base;
  const terms = given.terms.map((term): SettledTerm => {
    const { name, input, weight, contribution, evidence: words = [] } = term;
    if (typeof name !== 'string' || !Object.hasOwn(scorer.inputs, input))
      throw new ScoreFault(
        `gave the term ${JSON.stringify(name)} of ${JSON.stringify(input)}, which is none of its inputs`,
      );
    if (!Number.isFinite(weight)) throw new ScoreFault(`gave ${String(weight)} as weight of the term "${name}"`);
    const added = hundredths(contribution, `contribution of the term "${name}"`);
    value += added;
    const shown = [...(evidence[input] ?? []), ...words].slice(0, MAX_EVIDENCE);
    // No minus zero: it would not survive JSON.
    return { name, input, weight: weight + 0, contribution: added / 100, evidence: shown };
  });
  const limited = Math.min(Math.max(value, 0), FULL);
  const isFar = (claimed: number) => [value, limited].every((each) => Math.abs(claimed - each) > terms.length + 1);
  if (given.value !== undefined && isFar(hundredths(given.value, 'value')))
    throw new ScoreFault(`gave the value ${given.value}, but base and contributions add up to ${value / 100}`);
  if (limited !== value)
    terms.push({ name: 'limit', input: null, weight: 1, contribution: (limited - value) / 100, evidence: [] });
  return { value: limited, base, band: bandOf(scorer, limited), terms };
}

function hundredths(number: unknown, what: string): number {
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new ScoreFault(`gave ${String(number)} as ${what}`);
  const rounded = Math.round(number * 100);
  if (!Number.isSafeInteger(rounded) || Math.abs(rounded) > 1e9)
    throw new ScoreFault(`gave ${number} as ${what}, which is beyond ten million`);
  return rounded + 0;
}

function bandOf({ bands }: AnyScorer, value: number): string {
  const reached = Object.entries(bands).filter(([, from]) => from * 100 <= value);
  return reached.reduce((best, band) => (band[1] >= best[1] ? band : best), reached[0] ?? ['', 0])[0];
}
