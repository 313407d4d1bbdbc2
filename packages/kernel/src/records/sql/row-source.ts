import { quoteIdentifier } from '../../tenancy/index.ts';
import type { Field, RecordType } from '../record-type.ts';

/** The rows of one record type under one alias. Remembers which columns were asked for, so that only those are read. */
export class RowSource {
  readonly type: RecordType;
  readonly alias: string;
  /**
   * Its rows with the columns of extensions, as a from item. What stands here is settled when the statement is
   * finished: only then is it known which extensions were asked for.
   */
  readonly table: string;
  /** Columns that were asked for here, and of rows of the same type that are put together with these. */
  readonly asked: Set<string>;
  private readonly used = new Set<string>();

  /** Made by `StatementBuilder.rows`; without `table` for rows that come from elsewhere in the statement. */
  constructor(type: RecordType, alias: string, table = '', asked = new Set<string>()) {
    this.type = type;
    this.alias = alias;
    this.table = table;
    this.asked = asked;
  }

  column(name: string): string {
    this.used.add(name);
    this.asked.add(name);
    return `${this.alias}.${quoteIdentifier(name)}`;
  }

  columns(field: Field): string[] {
    return field.columns.map((name) => this.column(name));
  }

  /** First column of a field: the only one of most kinds. */
  field(name: string): string {
    const field = this.type.fields.get(name);
    if (!field?.columns[0]) throw new Error(`${this.type.name} has no field ${name}.`);
    return this.column(field.columns[0]);
  }

  /** Select list of what was asked for so far; a constant when nothing was. */
  selectList(): string {
    return this.used.size === 0 ? '1' : [...this.used].map(quoteIdentifier).join(', ');
  }

  /** Its rows alone, which can be locked. */
  get ownTable(): string {
    return quoteIdentifier(this.type.table);
  }
}

/** Key by which a row is found from the row around it. */
export type Correlation = (source: RowSource) => string;

/** Stands for a value in a condition: a column of the row around it, which needs no parameter. */
export class OuterColumn {
  readonly sql: string;

  constructor(sql: string) {
    this.sql = sql;
  }
}
