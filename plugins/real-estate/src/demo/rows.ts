import type { DemoRow, DemoTable } from '@rapport/sdk';
import type { Chance } from './chance.ts';

type Value = string | number | boolean | null;

/** Collects rows by table, in the order in which tables were first named. */
export class DemoRows {
  private readonly chance: Chance;
  private readonly byTable = new Map<string, { columns: readonly string[]; rows: DemoRow[] }>();

  constructor(chance: Chance, tables: readonly string[]) {
    this.chance = chance;
    for (const table of tables) this.byTable.set(table, { columns: [], rows: [] });
  }

  /** Adds a record that came into being then; returns its uuid. All rows of a table name the same columns. */
  add(table: string, at: number, values: Readonly<Record<string, Value>>): string {
    const id = this.chance.uuidAt(at);
    const instant = new Date(at).toISOString();
    const row = { id, created_at: instant, updated_at: instant, ...values };
    const known = this.byTable.get(table);
    if (!known) throw new Error(`The demonstration has no place for ${table}.`);
    if (known.columns.length === 0) known.columns = Object.keys(row);
    known.rows.push(known.columns.map((column) => textOf((row as Readonly<Record<string, Value>>)[column] ?? null)));
    return id;
  }

  get tables(): DemoTable[] {
    return [...this.byTable]
      .filter(([, { rows }]) => rows.length > 0)
      .map(([table, { columns, rows }]) => ({ table, columns, rows }));
  }
}

const textOf = (value: Value): string | number | null => (typeof value === 'boolean' ? String(value) : value);
