import { createHash } from 'node:crypto';
import { known } from './plan/variables.ts';
import type { Field, NamedOrder, RecordType } from './record-type.ts';
import { fieldOf } from './relations.ts';

/** One column of an ordering. The last term is always the id, so that no two records tie. */
export interface OrderTerm {
  readonly field: Field;
  readonly collation: string | undefined;
  readonly descending: boolean;
}

export interface Order {
  readonly terms: readonly OrderTerm[];
  /** Eight hex digits that name record type and terms: a cursor is good for one ordering only. */
  readonly fingerprint: string;
}

/** `orderBy` as GraphQL hands it over. */
export interface OrderInput {
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
}

export interface OrderChoice extends NamedOrder {
  readonly field: Field;
}

/** Everything that a list of this type can be ordered by. */
export function orderChoices(type: RecordType): OrderChoice[] {
  return [...type.fields.values()].flatMap((field) => field.orders.map((order) => ({ ...order, field })));
}

/** The ordering asked for; newest first when none is. */
export function readOrder(type: RecordType, input: readonly OrderInput[]): Order {
  const asked = input.length > 0 ? input : [{ field: 'CREATED_AT', direction: 'DESC' as const }];
  const choices = new Map(orderChoices(type).map((choice) => [choice.name, choice]));
  const terms: OrderTerm[] = [];
  for (const item of asked) {
    const [name, direction] = [known(item.field), known(item.direction)];
    const choice = choices.get(name);
    if (!choice) throw new Error(`${type.name} has no order ${name}.`);
    // A column that stands there already decides; naming it again changes nothing.
    if (terms.some((term) => term.field === choice.field && term.collation === choice.collation)) continue;
    terms.push({ field: choice.field, collation: choice.collation, descending: direction === 'DESC' });
  }
  const id = type.fields.get('id');
  if (id) terms.push({ field: id, collation: undefined, descending: terms.at(-1)?.descending ?? true });
  return { terms, fingerprint: fingerprintOf(type, terms) };
}

/** Newest first: how the records of one type stand among the others in the timeline of a `parent`. */
export function timelineOrder(parent: RecordType, type: RecordType, at: Field): Order {
  const terms = [at, fieldOf(type, 'id')].map((field) => ({ field, collation: undefined, descending: true }));
  // All types of a timeline share it: a cursor is a place among all of them.
  return { terms, fingerprint: hashOf([parent.name, 'timeline']) };
}

function fingerprintOf(type: RecordType, terms: readonly OrderTerm[]): string {
  const description = terms.map(({ field, collation, descending }) => [field.name, collation, descending]);
  return hashOf([type.name, description]);
}

const hashOf = (description: unknown): string =>
  createHash('sha256').update(JSON.stringify(description)).digest('hex').slice(0, 8);
