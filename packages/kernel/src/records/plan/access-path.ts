import type { Order } from '../order.ts';
import {
  allOf,
  isEverything,
  isNothing,
  isRange,
  type Leaf,
  type Predicate,
  simplify,
  type TokenPredicate,
} from '../predicate.ts';
import type { Collection, Index, RecordType, Reference } from '../record-type.ts';
import { referenceToken } from '../search/token-table.ts';
import type { DeletedRows } from '../sql/predicate-sql.ts';
import { known } from './variables.ts';

/**
 * How the rows of a list are found, decided from the indexes that the record type declares and never from statistics:
 * a plan that is good for every value needs no luck. Every way reads a bounded number of rows.
 */
export type AccessPath = Nothing | Walk | Merge | Probing;

/** The condition holds for no row. */
export interface Nothing {
  readonly kind: 'nothing';
}

/** Rows in the order of an index. */
export interface Walk {
  readonly kind: 'walk';
  /** Conditions that the index serves: every row on the way meets them. */
  readonly served: readonly Leaf[];
  /** Conditions that are looked at row by row. */
  readonly rest: Predicate;
  /** Rows after which the page ends, however few of them matched; undefined when all of them do. */
  readonly bound: number | undefined;
}

export type BoundedWalk = Walk & { readonly bound: number };

export const isBounded = (walk: Walk): walk is BoundedWalk => walk.bound !== undefined;

/** Looks at rows as they come: enough to count some, not to sort them. */
export const unorderedWalk = (rest: Predicate): BoundedWalk => ({
  kind: 'walk',
  served: [],
  rest,
  bound: readLimits.walk,
});

/** Rows of several walks in one order: each alternative has an index that begins with it and goes on with the order. */
export interface Merge {
  readonly kind: 'merge';
  readonly limbs: readonly Leaf[];
}

/** First ask an index how many rows could match. Few are fetched by key; many make a bounded walk worth while. */
export interface Probing {
  readonly kind: 'probe';
  readonly probe: Probe;
  /** True when every row found meets the whole condition. */
  readonly covers: boolean;
  /** Undefined where no index has the order: then many rows are refused. */
  readonly otherwise: BoundedWalk | undefined;
}

/** Finds ids of all rows that could match, and perhaps of others. */
export type Probe =
  | { readonly kind: 'lookup'; readonly leaves: readonly Leaf[]; readonly rank: number }
  /** Records to which those belong that are found in another table. */
  | { readonly kind: 'some'; readonly collection: Collection; readonly of: Probe; readonly rank: number }
  /** Records that refer to those found in another table. */
  | {
      readonly kind: 'of';
      readonly reference: Reference;
      readonly target: RecordType;
      readonly of: Probe;
      readonly rank: number;
    }
  | { readonly kind: 'any'; readonly of: readonly Probe[]; readonly rank: number }
  /** Records that the search index has under a token. */
  | {
      readonly kind: 'token';
      readonly token: TokenPredicate;
      readonly asked: Leaf | TokenPredicate;
      readonly rank: number;
    }
  /** Whichever of these finds the fewest: only the index knows how rare a token is. */
  | { readonly kind: 'rarest'; readonly of: readonly Probe[]; readonly rank: number }
  /** All rows: good for tables that are small. */
  | { readonly kind: 'all'; readonly rank: number };

/** Rows that are read at most. */
export const readLimits = {
  /** By a probe: more cost every question that matches much, fewer send more questions on a long walk. */
  probe: 2_000,
  /** By a walk: each may lie on a page of its own, and may ask another table. */
  walk: 15_000,
  /** By the walk of a nested list, of which there is one for every parent. */
  nestedWalk: 2_000,
};

/** Lower is better: how few rows a lookup will find, by its form alone. */
const ranks = { unique: 0, token: 3, equal: 10, oneOf: 20, between: 30, beyond: 40, missing: 50, all: 100 } as const;

interface List {
  readonly type: RecordType;
  readonly deleted: DeletedRows;
  /** Filter and row scope together. */
  readonly condition: Predicate;
  readonly order: Order;
  /** Of a nested list: the part of the condition that says whose it is. */
  readonly parent?: Leaf | undefined;
}

export function chooseAccessPath({ type, deleted, condition, order, parent }: List): AccessPath {
  const simple = simplify(condition);
  if (isNothing(simple)) return { kind: 'nothing' };
  const parts = conjuncts(simple);
  const indexes = type.indexes.filter(({ of }) => of === (deleted === 'only' ? 'deleted' : 'living'));
  const walk = bestWalk(indexes, parts, order, parent ? readLimits.nestedWalk : readLimits.walk);
  if (walk && !isBounded(walk)) return walk;
  // The rows of one parent, in order: no probe would find fewer.
  if (walk && parent && walk.served.includes(parent)) return walk;
  const merge = mergeOf(indexes, parts, order);
  if (merge) return merge;
  const probe = deleted === 'only' ? undefined : bestProbe(type, parts);
  if (probe) return { kind: 'probe', probe, covers: covers(probe, parts), otherwise: walk };
  if (walk) return walk;
  return { kind: 'probe', probe: { kind: 'all', rank: ranks.all }, covers: parts.length === 0, otherwise: undefined };
}

function conjuncts(predicate: Predicate): readonly Predicate[] {
  return predicate.kind === 'all' ? predicate.of.flatMap(conjuncts) : [predicate];
}

/** The index that begins with the most conditions of equality and goes on with the order. */
function bestWalk(
  indexes: readonly Index[],
  parts: readonly Predicate[],
  order: Order,
  bound: number,
): Walk | undefined {
  let best: Walk | undefined;
  for (const index of indexes) {
    const served: Leaf[] = [];
    while (served.length < index.columns.length && !followsOrder(index, served.length, order)) {
      const column = index.columns[served.length];
      const leaf = parts.filter(isLeafOn(column?.column)).find(({ operator }) => operator === 'eq');
      if (!leaf || column?.collation) break;
      served.push(leaf);
    }
    if (!followsOrder(index, served.length, order)) continue;
    // A range of the column that sorts only says where the walk begins and ends.
    const first = index.columns[served.length];
    const ranges = first?.collation
      ? []
      : parts
          .filter(isLeafOn(first?.column))
          .filter((leaf) => isRange(leaf) || (index.extension && asksForValue(leaf)));
    const all: readonly Predicate[] = [...served, ...ranges];
    // Records that lack a row in the table of the index are not on the way: good only where they could not match.
    if (index.extension && all.length === 0) continue;
    if (best && best.served.length >= all.length) continue;
    const rest = allOf(...parts.filter((part) => !all.includes(part)));
    best = { kind: 'walk', served: [...served, ...ranges], rest, bound: isEverything(rest) ? undefined : bound };
  }
  return best;
}

/** Whether the columns of an index from a position on are the terms of the order, forwards or backwards. */
function followsOrder({ columns }: Index, from: number, { terms }: Order): boolean {
  const [first] = terms;
  const start = columns[from];
  if (!first || !start) return false;
  const turned = start.descending !== first.descending;
  return terms.every((term, position) => {
    const column = columns[from + position];
    return (
      column?.column === term.field.columns[0] &&
      column?.collation === term.collation &&
      (column?.descending !== term.descending) === turned
    );
  });
}

function mergeOf(indexes: readonly Index[], parts: readonly Predicate[], order: Order): Merge | undefined {
  const [only, ...others] = parts;
  if (!only || others.length > 0) return undefined;
  const limbs = only.kind === 'any' ? only.of : [only];
  const isServed = (limb: Predicate): limb is Leaf =>
    limb.kind === 'leaf' &&
    (limb.operator === 'eq' || limb.operator === 'in') &&
    indexes.some((index) => isLeafOn(index.columns[0]?.column)(limb) && followsOrder(index, 1, order));
  return limbs.every(isServed) ? { kind: 'merge', limbs } : undefined;
}

function bestProbe(type: RecordType, parts: readonly Predicate[]): Probe | undefined {
  const probes = parts.map((part) => probeOf(type, part));
  const searches = probes.filter((probe) => probe !== undefined).filter(isSearch);
  const rarest: Probe | undefined =
    searches.length > 1 ? { kind: 'rarest', of: searches, rank: ranks.token } : undefined;
  const found = [lookup(type, parts), rarest, ...probes];
  return found.reduce<Probe | undefined>(
    (best, probe) => (probe && (!best || probe.rank < best.rank) ? probe : best),
    undefined,
  );
}

/** Whether all that a probe asks is the search index. */
function isSearch(probe: Probe): boolean {
  switch (probe.kind) {
    case 'token':
    case 'rarest':
      return true;
    case 'some':
      return isSearch(probe.of);
    case 'any':
      return probe.of.every(isSearch);
    default:
      return false;
  }
}

function probeOf(type: RecordType, part: Predicate): Probe | undefined {
  switch (part.kind) {
    case 'any': {
      const limbs = part.of.map((limb) => bestProbe(type, conjuncts(limb)));
      if (!limbs.every((limb) => limb !== undefined)) return undefined;
      return { kind: 'any', of: limbs, rank: Math.max(...limbs.map(({ rank }) => rank)) };
    }
    case 'many': {
      if (part.quantifier !== 'some') return undefined;
      const of = bestProbe(part.collection.target, conjuncts(part.of));
      return of && { kind: 'some', collection: part.collection, of, rank: of.rank + 1 };
    }
    case 'one': {
      const of = bestProbe(part.target, conjuncts(part.of));
      const column = type.fields.get(part.reference.field)?.columns[0];
      const indexed = type.indexes.some(({ of: rows, columns }) => rows === 'living' && columns[0]?.column === column);
      return of && indexed
        ? { kind: 'of', reference: part.reference, target: part.target, of, rank: of.rank + 1 }
        : undefined;
    }
    case 'token':
      return { kind: 'token', token: part, asked: part, rank: ranks.token };
    case 'leaf': {
      const token = referenceToken(type, part);
      return token && { kind: 'token', token, asked: part, rank: ranks.token };
    }
    default:
      return undefined;
  }
}

/** The conditions that one index answers together: equalities from its beginning, then one range. */
function lookup(type: RecordType, parts: readonly Predicate[]): Probe | undefined {
  let best: Extract<Probe, { kind: 'lookup' }> | undefined;
  for (const index of type.indexes) {
    if (index.of !== 'living') continue;
    const leaves: Leaf[] = [];
    let rank: number = ranks.all;
    for (const [position, { column, collation }] of index.columns.entries()) {
      if (collation) break;
      const here = parts.filter(isLeafOn(column)).filter(comparesByIndex);
      const equal = here.find(({ operator }) => operator === 'eq');
      if (equal) {
        leaves.push(equal);
        rank = index.unique && position === index.columns.length - 1 ? ranks.unique : ranks.equal - position;
        continue;
      }
      const found = rangeOf(here);
      leaves.push(...found.leaves);
      if (position === 0) rank = found.rank;
      else if (found.leaves.length > 0) rank -= 1;
      break;
    }
    if (leaves.length > 0 && rank < (best?.rank ?? ranks.all)) best = { kind: 'lookup', leaves, rank };
  }
  return best;
}

function rangeOf(leaves: readonly Leaf[]): { readonly leaves: readonly Leaf[]; readonly rank: number } {
  const oneOf = leaves.find(({ operator }) => operator === 'in');
  if (oneOf) return { leaves: [oneOf], rank: ranks.oneOf };
  const ranges = leaves.filter(isRange);
  const closed = ranges.length > 1 || ranges.some(({ operator }) => operator === 'between');
  if (ranges.length > 0) return { leaves: ranges, rank: closed ? ranks.between : ranks.beyond };
  const missing = leaves.find(({ operator }) => operator === 'isNull');
  return missing ? { leaves: [missing], rank: ranks.missing } : { leaves: [], rank: ranks.all };
}

function covers(probe: Probe, parts: readonly Predicate[]): boolean {
  if (probe.kind !== 'lookup') return false;
  const found: readonly Predicate[] = probe.leaves;
  return parts.every((part) => found.includes(part));
}

const isLeafOn =
  (column: string | undefined) =>
  (part: Predicate): part is Leaf =>
    part.kind === 'leaf' && part.field.columns.length === 1 && part.field.columns[0] === column;

const asksForValue = ({ operator, value }: Leaf): boolean => operator === 'isNull' && known(value) === false;

function comparesByIndex(leaf: Leaf): boolean {
  if (leaf.operator === 'isNull') return !leaf.field.extension && known(leaf.value) === true;
  return leaf.operator === 'eq' || leaf.operator === 'in' || isRange(leaf);
}
