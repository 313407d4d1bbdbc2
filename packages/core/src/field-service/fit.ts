/** What speaks for a technician at a job, and against him. */
export interface FitFacts {
  /** Minutes that the way there adds. */
  readonly travelMinutes: number;
  /** Minutes left in the window of the customer when the work ends; null where there is no window. */
  readonly slackMinutes: number | null;
  /** Jobs of this sort that he completed. */
  readonly experience: number;
  /** Jobs that he completed at this customer. */
  readonly familiarity: number;
  /** Needed parts that his store lacks. */
  readonly missingParts: number;
}

export const FIT_BASE = 50;

/** What each fact weighs unless a tenant says otherwise; they weigh up to a most, beyond which more makes no difference. */
export const fitWeights = {
  travelMinutes: { description: 'Taken for each minute of travel, up to 120.', default: 0.25, min: 0, max: 5 },
  slackMinutes: { description: 'Given for each minute left in the window, up to 60.', default: 0.1, min: 0, max: 5 },
  experience: { description: 'Given for each job of this sort, up to 10.', default: 2, min: 0, max: 20 },
  familiarity: { description: 'Given for each job at this customer, up to 3.', default: 5, min: 0, max: 20 },
  missingParts: { description: 'Taken for each part that is missing, up to 3.', default: 15, min: 0, max: 50 },
} as const;

export type FitWeights = Readonly<Record<keyof typeof fitWeights, number>>;

export interface FitTerm {
  readonly name: keyof FitFacts;
  readonly value: number;
  readonly weight: number;
  readonly contribution: number;
}

const defaults = Object.fromEntries(
  Object.entries(fitWeights).map(([name, weight]) => [name, weight.default]),
) as FitWeights;

/** The terms that make up how well a technician fits a job. Pure. */
export function fitTerms(facts: FitFacts, weights: FitWeights = defaults): FitTerm[] {
  const term = (name: keyof FitFacts, most: number, sign: 1 | -1): FitTerm => {
    const value = facts[name] ?? 0;
    const weight = weights[name];
    return { name, value, weight, contribution: sign * weight * Math.min(Math.max(value, 0), most) };
  };
  return [
    term('travelMinutes', 120, -1),
    term('slackMinutes', 60, 1),
    term('experience', 10, 1),
    term('familiarity', 3, 1),
    term('missingParts', 3, -1),
  ];
}
