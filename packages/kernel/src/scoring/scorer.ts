import type { RecordClass, ToldFields } from '../records/record-type.ts';

/** What a fact can be. */
export type FactValue = string | number | boolean | null;

/** Fields of one record type that a fact reads, and how a change of such a record leads to subjects. */
export interface FactSource extends ToldFields {
  /**
   * Relations from the record to the subject, such as `order.customer`. Absent where the record is the subject itself.
   */
  readonly via?: string;
}

/**
 * A fact about subjects, by one statement for any number of them. `sql` yields one row for each subject that it has a
 * value for, with the columns `id` and `value`, and perhaps `evidence`: an array of the uuids of records.
 *
 * In it stand `{subjects}` for a table of the subjects, with their `id` and the columns of what any input reads of them
 * themselves; `{asOf}` for the instant that counts as now; and `{Order}` for the living records of a type in `reads`, of
 * this tenant only. It holds no values of requests.
 */
export interface FactInput<Value extends FactValue = FactValue> {
  readonly description: string;
  /** What `sql` reads. Nothing else may change the fact, and nothing else computes it anew. */
  readonly reads: readonly FactSource[];
  readonly sql: string;
  /** The value of subjects for which `sql` yields no row. */
  readonly otherwise: Value;
  /** It changes by the passing of time alone, so it is looked at anew every day. */
  readonly ages?: true;
  /** Type of the records that the column `evidence` names. */
  readonly evidence?: () => RecordClass;
}

/** A number that tenants may set, such as a weight. */
export interface ScorerParam {
  readonly description: string;
  readonly default: number;
  readonly min?: number;
  readonly max?: number;
}

/** A part of a score as a scorer gives it. */
export interface GivenTerm<Input extends string = string> {
  readonly name: string;
  /** The input that it rests on. Its evidence comes with it. */
  readonly input: Input;
  readonly weight: number;
  /** What it adds to the base; rounded to hundredths. */
  readonly contribution: number;
  /** Further evidence, in words. */
  readonly evidence?: readonly string[];
}

/** What a scorer makes of the facts. What goes beyond 0 or 100 is taken back by a term `limit`. */
export interface GivenScore<Input extends string = string> {
  readonly base: number;
  readonly terms: readonly GivenTerm<Input>[];
  /** Where it is given, it must be what base and contributions add up to. */
  readonly value?: number;
}

export type FactsOf<Inputs extends Readonly<Record<string, FactInput>>> = {
  readonly [Name in keyof Inputs]: Inputs[Name] extends FactInput<infer Value> ? Value : never;
};

export type ParamsOf<Params extends Readonly<Record<string, ScorerParam>>> = {
  readonly [Name in keyof Params]: number;
};

/** How a plugin gives records of one type a score from 0 to 100, with the terms that it is made of. */
export interface Scorer<
  Inputs extends Readonly<Record<string, FactInput>> = Readonly<Record<string, FactInput>>,
  Params extends Readonly<Record<string, ScorerParam>> = Readonly<Record<string, ScorerParam>>,
> {
  /** Its name within the plugin: `affinity` of the plugin `loyalty` is shown as `loyaltyAffinityScore`. */
  readonly id: string;
  /** Raised with every change of inputs or `score`. Of several versions the lowest is shown until another is promoted. */
  readonly version: number;
  readonly description: string;
  /** The type of the records that have the score. */
  readonly subject: () => RecordClass;
  readonly inputs: Inputs;
  readonly params: Params;
  /** Names of ranges by the value at which each begins; one begins at 0. */
  readonly bands: Readonly<Record<string, number>>;
  /** Roles that may not see the score. */
  readonly hiddenFrom?: readonly string[];
  /** Pure: the same facts and params always give the same. */
  score(facts: FactsOf<Inputs>, params: ParamsOf<Params>): GivenScore<Extract<keyof Inputs, string>>;
}

/** A scorer of any inputs: facts and params are typed where it is declared. */
export type AnyScorer = Omit<Scorer, 'score'> & { score(facts: never, params: never): GivenScore };

/** Declares a scorer; list it in `scorers` of definePlugin. */
export function defineScorer<
  const Inputs extends Readonly<Record<string, FactInput>>,
  const Params extends Readonly<Record<string, ScorerParam>>,
>(scorer: Scorer<Inputs, Params>): Scorer<Inputs, Params> {
  return Object.freeze({ ...scorer });
}

/** Declares a fact, one function per kind of value. */
export const fact = {
  number: <Missing extends number | null>(input: FactInput<Missing>): FactInput<number | Missing> => input,
  text: <Missing extends string | null>(input: FactInput<Missing>): FactInput<string | Missing> => input,
  boolean: <Missing extends boolean | null>(input: FactInput<Missing>): FactInput<boolean | Missing> => input,
};

/** Names a scorer among those of all plugins: `loyalty/affinity`. */
export const scorerName = (plugin: string, { id }: Pick<AnyScorer, 'id'>): string => `${plugin}/${id}`;

/** One version of a scorer, and whose it is. */
export interface OwnedScorer {
  readonly plugin: string;
  readonly name: string;
  readonly scorer: AnyScorer;
}

export interface ScorerOwner {
  readonly id: string;
  readonly scorers?: readonly AnyScorer[];
}

/** Every version of every scorer of these plugins. */
export const scorersOf = (plugins: readonly ScorerOwner[]): OwnedScorer[] =>
  plugins.flatMap(({ id: plugin, scorers = [] }) =>
    scorers.map((scorer) => ({ plugin, name: scorerName(plugin, scorer), scorer })),
  );

/** The versions of each scorer, the lowest first. */
export function versionsByName(plugins: readonly ScorerOwner[]): Map<string, OwnedScorer[]> {
  const found = new Map<string, OwnedScorer[]>();
  for (const owned of scorersOf(plugins)) found.set(owned.name, [...(found.get(owned.name) ?? []), owned]);
  for (const versions of found.values()) versions.sort((a, b) => a.scorer.version - b.scorer.version);
  return found;
}

export const defaultParams = ({ params }: AnyScorer): Readonly<Record<string, number>> =>
  Object.freeze(Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.default])));
