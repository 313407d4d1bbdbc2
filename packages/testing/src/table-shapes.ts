/** Whoever runs statements: a client of Postgres, or something like it. */
export interface Asking {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}

export type TableShapes = Readonly<
  Record<'columns' | 'constraints' | 'indexes' | 'policies' | 'options', readonly object[]>
>;

const QUESTIONS = {
  columns: `
select table_name as table, column_name as name, data_type, datetime_precision, is_nullable, column_default, collation_name
from information_schema.columns where table_schema = 'public' and table_name = any($1) order by 1, 2`,
  // A foreign key that came to a table with rows stays "not valid": row-level security hides the rows from its check.
  constraints: `
select conrelid::regclass::text as table, conname as name, replace(pg_get_constraintdef(oid), ' NOT VALID', '') as definition
from pg_constraint where conrelid::regclass::text = any($1) and contype <> 'n' order by 1, 2`,
  indexes: `
select tablename as table, indexname as name, indexdef as definition
from pg_indexes where schemaname = 'public' and tablename = any($1) order by 1, 2`,
  policies: `
select tablename as table, policyname as name, permissive, cmd, qual, with_check
from pg_policies where tablename = any($1) and 'rapport_api' = any(roles) order by 1, 2`,
  options: `
select relname as table, reloptions, relrowsecurity, relforcerowsecurity
from pg_class where relname = any($1) and relkind = 'r' order by 1`,
} as const;

/** Everything that the catalogue of Postgres knows of these tables, down to bodies of checks, order of indexes and policies. */
export async function tableShapes(client: Asking, tables: readonly string[]): Promise<TableShapes> {
  const shapes: Record<string, object[]> = {};
  for (const [name, text] of Object.entries(QUESTIONS))
    shapes[name] = (await client.query(text, [tables])).rows as object[];
  return shapes as unknown as TableShapes;
}
