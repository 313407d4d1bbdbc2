import { decodeCursor } from '../cursor.ts';
import type { Order } from '../order.ts';
import type { Page } from '../plan/nodes.ts';
import { columnType } from './column-type.ts';
import { collated, orderColumn } from './order-sql.ts';
import type { RowSource } from './row-source.ts';
import type { StatementBuilder } from './statement-builder.ts';

/** Condition on rows that come after the page's cursor, in the direction of the page. */
export function afterCursor(
  { cursor, backward }: Page,
  { terms, ...order }: Order,
  source: RowSource,
  statement: StatementBuilder,
): string | undefined {
  if (!cursor) return undefined;
  const bounds = terms.map((term, index): Bound => {
    const column = orderColumn(term, source);
    const value = cursor.present[index]
      ? statement.parameter(
          cursor.value,
          columnType(term.field),
          (raw) => decodeCursor({ terms, ...order }, String(raw), cursor.path)[index],
        )
      : undefined;
    return {
      column,
      descending: term.descending !== backward,
      value,
      nullable: term.field.nullable,
      collated: collated(column, term),
    };
  });
  return beyond(bounds);
}

/** Where a page begins, in one term of its order. Missing values come last when ascending, as Postgres sorts them. */
interface Bound {
  readonly column: string;
  readonly collated: string;
  readonly descending: boolean;
  readonly nullable: boolean;
  /** Parameter; undefined when the row at the cursor has no value here. */
  readonly value: string | undefined;
}

/** Rows that come after the bounds in their order. */
function beyond(bounds: readonly Bound[]): string {
  const [first] = bounds;
  const comparable = bounds.every(({ nullable, descending }) => !nullable && descending === first?.descending);
  if (comparable && first) {
    // A row comparison walks the index of the order.
    const columns = bounds.map(({ collated: column }) => column).join(', ');
    const values = bounds.map(({ value }) => value).join(', ');
    return `(${columns}) ${first.descending ? '<' : '>'} (${values})`;
  }
  const alternatives = bounds.flatMap((bound, index) => {
    const past = isPast(bound);
    if (past === undefined) return [];
    return [[...bounds.slice(0, index).map(isLevel), past].join(' and ')];
  });
  return alternatives.length > 0 ? `(${alternatives.join(' or ')})` : 'false';
}

function isLevel({ column, value }: Bound): string {
  return value === undefined ? `${column} is null` : `${column} = ${value}`;
}

function isPast({ column, collated: sorted, descending, nullable, value }: Bound): string | undefined {
  if (value === undefined) return descending ? `${column} is not null` : undefined;
  if (descending) return `${sorted} < ${value}`;
  return nullable ? `(${sorted} > ${value} or ${column} is null)` : `${sorted} > ${value}`;
}
