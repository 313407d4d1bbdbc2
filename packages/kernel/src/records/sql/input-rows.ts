import { quoteIdentifier } from '../../tenancy/index.ts';
import type { StatementBuilder } from './statement-builder.ts';

/** A column of rows that a statement brings with it: one value per row. */
export interface InputColumn {
  readonly name: string;
  readonly type: string;
  readonly values: readonly unknown[];
}

/**
 * A from item of rows made of parameters. Many rows are one array per column, so that the text does not grow with them;
 * a single row is written out, which spares Postgres a function that returns sets.
 */
export function inputRows(statement: StatementBuilder, alias: string, columns: readonly InputColumn[]): string {
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const isSingle = columns.every(({ values }) => values.length === 1);
  const parameters = columns.map(({ type, values }) =>
    isSingle ? statement.parameter(values[0], type) : statement.parameter(values, `${type}[]`),
  );
  const rows = isSingle ? `(values (${parameters.join(', ')}))` : `unnest(${parameters.join(', ')})`;
  return `${rows} as ${alias}(${names})`;
}
