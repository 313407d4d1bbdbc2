import type { Leaf, Predicate, TokenPredicate } from '../predicate.ts';
import { type AccessPath, chooseAccessPath, isBounded, type Probe, readLimits } from './access-path.ts';
import type { ConnectionNode } from './nodes.ts';

/** How a list is read, in words for whoever wrote the question. */
export interface ListExplanation {
  readonly way: string;
  readonly conditions: readonly { readonly condition: string; readonly how: string }[];
  /** What would make it faster. */
  readonly advice: readonly string[];
}

const number = (value: number): string => value.toLocaleString('en');

/** `sieve`: filter and row scope together. */
export function explainList(node: ConnectionNode, sieve: Predicate): ListExplanation {
  const { type, deleted, order } = node;
  const path = chooseAccessPath({ type, deleted, order, condition: sieve });
  const served = new Set(servedBy(path));
  const conditions = conditionsOf(sieve).map((leaf) => ({
    condition: describe(leaf),
    how: served.has(leaf)
      ? path.kind === 'probe'
        ? 'an index finds the candidates by it'
        : 'an index answers it'
      : 'each row is checked',
  }));
  return { way: wayOf(path, node), conditions, advice: adviceOn(path, node, sieve, served) };
}

function wayOf(path: AccessPath, { type, order }: ConnectionNode): string {
  const by = order.terms.map(({ field, descending }) => `${field.name} ${descending ? 'down' : 'up'}`).join(', ');
  switch (path.kind) {
    case 'nothing':
      return 'The conditions hold for no record: nothing is read.';
    case 'walk':
      return isBounded(path)
        ? `${type.name} records are read in the order of an index (${by}) and checked one by one, at most ${number(path.bound)} of them. A page can be short although the list goes on: follow endCursor while hasNextPage is true.`
        : `An index has the ${type.name} records in this order (${by}): only the rows of the page are read.`;
    case 'merge':
      return `Each alternative has an index in this order (${by}): a page of each is read, and they are merged.`;
    case 'probe': {
      const few = `An index says which records could match. Up to ${number(readLimits.probe)} are fetched, checked and sorted.`;
      const many = path.otherwise
        ? `If there are more, records are read in the order of an index (${by}) and checked, at most ${number(path.otherwise.bound)}.`
        : `If there are more, the question is refused (SORT_NEEDS_FILTER), because no index has this order (${by}).`;
      return `${few} ${many}`;
    }
  }
}

function adviceOn(
  path: AccessPath,
  { order, outputs }: ConnectionNode,
  sieve: Predicate,
  served: ReadonlySet<Condition>,
): string[] {
  const advice: string[] = [];
  if (outputs.some(({ kind }) => kind === 'exactCount'))
    advice.push('exactCount counts to the end of the list. totalCount stops at 10,000 and costs little.');
  if (path.kind === 'probe' && !path.otherwise)
    advice.push(
      `Sort by ${order.terms[0]?.field.name ?? 'one field'} alone: every order with a single field has an index.`,
    );
  const readsMany = (path.kind === 'walk' && isBounded(path)) || path.kind === 'probe';
  if (!readsMany) return advice;
  for (const leaf of conditionsOf(sieve)) if (!served.has(leaf)) advice.push(adviceOnLeaf(leaf));
  if (path.kind === 'walk' && served.size === 0)
    advice.push('Add a condition that an index answers: the equality, range or list of values of an indexed field.');
  return [...new Set(advice)];
}

function adviceOnLeaf(condition: Condition): string {
  const { field, path } = condition;
  if (condition.kind === 'token') return `${path}: each row is asked for its tokens of ${field.name}.`;
  const { operator } = condition;
  if (['contains', 'endsWith', 'startsWith'].includes(operator))
    return `${path}: no index answers "${operator}". It is cheap only beside a condition that leaves few records.`;
  if (operator === 'ne' || operator === 'isNull')
    return `${path}: what a value is not leaves most records. It is cheap only beside a condition that leaves few.`;
  return `${path}: no index begins with ${field.name}, or another one serves better. If this question is asked often, the plugin of the record type can declare an index that begins with it.`;
}

type Condition = Leaf | TokenPredicate;

/** Leaves of the condition, those of relations and alternatives included. */
export function conditionsOf(predicate: Predicate): Condition[] {
  switch (predicate.kind) {
    case 'all':
    case 'any':
      return predicate.of.flatMap(conditionsOf);
    case 'leaf':
    case 'token':
      return [predicate];
    default:
      return conditionsOf(predicate.of);
  }
}

function servedBy(path: AccessPath): readonly Condition[] {
  switch (path.kind) {
    case 'nothing':
      return [];
    case 'walk':
      return path.served;
    case 'merge':
      return path.limbs;
    case 'probe':
      return leavesOf(path.probe);
  }
}

function leavesOf(probe: Probe): readonly Condition[] {
  switch (probe.kind) {
    case 'lookup':
      return probe.leaves;
    case 'some':
    case 'of':
      return leavesOf(probe.of);
    case 'any':
    case 'rarest':
      return probe.of.flatMap(leavesOf);
    case 'token':
      return [probe.asked];
    case 'all':
      return [];
  }
}

export function describe(condition: Condition): string {
  const { path, field } = condition;
  if (condition.kind === 'token') return `${path}: ${condition.type.name}.${field.name} by ${condition.token}`;
  const { operator } = condition;
  return path.startsWith('row scope')
    ? `${path}: ${field.name} ${operator === 'eq' ? 'is' : 'is one of'} the actor's`
    : path;
}
