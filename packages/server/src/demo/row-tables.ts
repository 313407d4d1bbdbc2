import type { Row } from './people.ts';
import type { Random } from './random.ts';

/** Rows of one table. */
export interface TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** Gathers rows by table, in the order in which tables are first written: what others refer to comes first. */
export class RowTables {
  private readonly random: Random;
  private readonly tables = new Map<string, TableRows & { readonly rows: Row[] }>();

  constructor(random: Random) {
    this.random = random;
  }

  /** Adds a row that was created at this moment; rows of one table name the same columns in the same order. Returns its id. */
  add(table: string, at: number, values: Readonly<Record<string, string | number | boolean | null>>): string {
    const id = this.random.uuidAt(at);
    const instant = new Date(at).toISOString();
    const row = { id, created_at: instant, updated_at: instant, ...values };
    const known = this.tables.get(table) ?? { table, columns: Object.keys(row), rows: [] };
    this.tables.set(table, known);
    known.rows.push(Object.values(row).map((value) => (typeof value === 'boolean' ? String(value) : value)));
    return id;
  }

  all(): TableRows[] {
    return [...this.tables.values()];
  }
}
