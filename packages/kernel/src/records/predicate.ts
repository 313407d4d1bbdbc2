import type { LeafOperator } from './field-kind.ts';
import type { Collection, Field, RecordType, Reference } from './record-type.ts';
import type { TokenKind } from './search/tokens.ts';
import type { Encode } from './sql/statement-builder.ts';

export const quantifiers = ['some', 'none', 'every'] as const;
export type Quantifier = (typeof quantifiers)[number];

/**
 * A condition on records of one type: a user's filter or a row scope.
 * It is either true or false for every record; a missing value makes a comparison false.
 */
export type Predicate =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Predicate[] }
  | { readonly kind: 'not'; readonly of: Predicate }
  | {
      readonly kind: 'leaf';
      readonly field: Field;
      readonly operator: LeafOperator;
      /** As the API got it; brought to the column's form when the statement is bound. */
      readonly value: unknown;
      /** Where the value stands in the request, for errors. */
      readonly path: string;
    }
  | {
      readonly kind: 'one';
      readonly reference: Reference;
      readonly target: RecordType;
      readonly of: Predicate;
      /** Row scopes look through relations that the reader may not see. */
      readonly unscoped?: boolean;
    }
  | {
      readonly kind: 'many';
      readonly collection: Collection;
      readonly quantifier: Quantifier;
      readonly of: Predicate;
    }
  | {
      /** The search index has such a token of a field. */
      readonly kind: 'token';
      readonly type: RecordType;
      readonly field: Field;
      readonly token: TokenKind;
      /** `any`: one of several texts. */
      readonly match: 'equal' | 'prefix' | 'any';
      /** What is searched for, as the API got it. */
      readonly value: unknown;
      /** Takes the text of the token out of it, or the list of texts. */
      readonly text: Encode;
      readonly path: string;
    };

export type Leaf = Extract<Predicate, { kind: 'leaf' }>;
export type TokenPredicate = Extract<Predicate, { kind: 'token' }>;

const rangeOperators: readonly LeafOperator[] = ['gt', 'gte', 'lt', 'lte', 'between'];

/** Whether a condition says between which values another lies: an index then has the rows beside each other. */
export const isRange = (predicate: Predicate): predicate is Leaf =>
  predicate.kind === 'leaf' && rangeOperators.includes(predicate.operator);

/** True for every record. */
export const EVERYTHING: Predicate = { kind: 'all', of: [] };
/** True for none: what an empty rule means. */
export const NOTHING: Predicate = { kind: 'any', of: [] };

export const allOf = (...of: readonly Predicate[]): Predicate =>
  of.length === 1 && of[0] ? of[0] : { kind: 'all', of };
export const anyOf = (...of: readonly Predicate[]): Predicate =>
  of.length === 1 && of[0] ? of[0] : { kind: 'any', of };

export const isEverything = (predicate: Predicate): boolean => predicate.kind === 'all' && predicate.of.length === 0;
export const isNothing = (predicate: Predicate): boolean => predicate.kind === 'any' && predicate.of.length === 0;

/** The same condition without the parts that decide nothing: what is left is all that SQL must say. */
export function simplify(predicate: Predicate): Predicate {
  switch (predicate.kind) {
    case 'all': {
      const parts = predicate.of.map(simplify).filter((part) => !isEverything(part));
      return parts.some(isNothing) ? NOTHING : allOf(...parts);
    }
    case 'any': {
      const parts = predicate.of.map(simplify).filter((part) => !isNothing(part));
      return parts.some(isEverything) ? EVERYTHING : anyOf(...parts);
    }
    case 'not': {
      const inner = simplify(predicate.of);
      if (isEverything(inner)) return NOTHING;
      return isNothing(inner) ? EVERYTHING : { ...predicate, of: inner };
    }
    case 'one': {
      const inner = simplify(predicate.of);
      return isNothing(inner) ? NOTHING : { ...predicate, of: inner };
    }
    case 'many': {
      const inner = simplify(predicate.of);
      if (predicate.quantifier === 'every' && isEverything(inner)) return EVERYTHING;
      if (isNothing(inner) && predicate.quantifier === 'none') return EVERYTHING;
      return isNothing(inner) && predicate.quantifier === 'some' ? NOTHING : { ...predicate, of: inner };
    }
    case 'leaf':
    case 'token':
      return predicate;
  }
}
