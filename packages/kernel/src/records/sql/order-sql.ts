import { quoteIdentifier } from '../../tenancy/index.ts';
import type { Order, OrderTerm } from '../order.ts';
import type { RowSource } from './row-source.ts';

export function orderColumn(term: OrderTerm, source: RowSource): string {
  return source.column(term.field.columns[0] ?? '');
}

export function collated(column: string, { collation }: OrderTerm): string {
  return collation ? `${column} collate ${quoteIdentifier(collation)}` : column;
}

export function orderBy({ terms }: Order, source: RowSource, reversed: boolean): string {
  return terms
    .map((term) => `${collated(orderColumn(term, source), term)} ${term.descending !== reversed ? 'desc' : 'asc'}`)
    .join(', ');
}
