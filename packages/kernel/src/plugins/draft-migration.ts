import type { QueryRunner } from 'typeorm';
import { type DeclaredTable, declaredTables } from '../records/declared-table.ts';
import { isolateTenants, quoteIdentifier } from '../tenancy/index.ts';
import type { Installation } from './installation.ts';

type Queries = Pick<QueryRunner, 'query'>;
/** Columns, constraints and indexes of a table by kind and name, with the definitions of constraints. */
type Parts = ReadonlyMap<string, string | null>;

/**
 * SQL for what the record types declare and the database lacks: tables, columns, checks, indexes, foreign keys.
 * Checks that changed are replaced; nothing else is altered, and nothing is dropped. Empty when nothing is missing.
 */
export async function draftMigration(database: Queries, { catalogue }: Installation): Promise<string> {
  const found = await partsByTable(database);
  const tables: string[] = [];
  const keys: string[] = [];
  const policies: string[] = [];
  for (const table of catalogue.types.flatMap(declaredTables)) {
    const parts = found.get(table.name);
    if (parts) tables.push(...(await additions(database, table, parts)));
    else {
      tables.push(table.create);
      policies.push(isolateTenants(table.name).trim());
    }
    for (const { name, sql } of table.foreignKeys) {
      // Row-level security hides the rows of a table that is there from the check of a new key.
      if (!parts) keys.push(sql);
      else if (!parts.has(`constraint ${name}`)) keys.push(sql.replace(/;$/, ' not valid;'));
    }
  }
  return [...tables, ...keys, ...policies].join('\n');
}

async function additions(database: Queries, table: DeclaredTable, parts: Parts): Promise<string[]> {
  const alter = (change: string) => `alter table ${quoteIdentifier(table.name)} ${change};`;
  const columns = table.columns.filter(({ name }) => !parts.has(`column ${name}`));
  const written = await checksAsWritten(database, table, parts);
  const checks = table.checks.flatMap(({ name, expression }) => {
    const known = parts.get(`constraint ${name}`);
    if (known && known === written.get(name)) return [];
    const quoted = quoteIdentifier(name);
    return [alter(`${known ? `drop constraint ${quoted}, ` : ''}add constraint ${quoted} check (${expression})`)];
  });
  const exclusions = table.exclusions.filter(({ name }) => !parts.has(`constraint ${name}`));
  const indexes = table.indexes.filter(({ name }) => !parts.has(`index ${name}`));
  return [
    ...columns.map(({ sql }) => alter(`add column ${sql}`)),
    ...checks,
    ...exclusions.map(({ name, expression }) => alter(`add constraint ${quoteIdentifier(name)} exclude ${expression}`)),
    ...indexes.map(({ sql }) => sql),
  ];
}

/** The declared checks as Postgres writes them, which is how it shows those of the table. */
async function checksAsWritten(database: Queries, table: DeclaredTable, parts: Parts): Promise<Map<string, string>> {
  const known = table.checks.filter(({ name }) => parts.has(`constraint ${name}`));
  if (known.length === 0) return new Map();
  const checks = known.map(({ name, expression }) => `, constraint ${quoteIdentifier(name)} check (${expression})`);
  await database.query(`create temp table declared (like ${quoteIdentifier(table.name)}${checks.join('')})`);
  const rows = (await database.query(
    "select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = 'declared'::regclass",
  )) as { name: string; definition: string }[];
  await database.query('drop table declared');
  return new Map(rows.map(({ name, definition }) => [name, definition]));
}

async function partsByTable(database: Queries): Promise<Map<string, Map<string, string | null>>> {
  const rows = (await database.query(`
select table_name as table, 'column ' || column_name as part, null as definition
from information_schema.columns where table_schema = current_schema()
union all select relname, 'constraint ' || conname, pg_get_constraintdef(c.oid)
from pg_constraint c join pg_class r on r.oid = conrelid where r.relnamespace = current_schema()::regnamespace
union all select tablename, 'index ' || indexname, null from pg_indexes where schemaname = current_schema()`)) as {
    table: string;
    part: string;
    definition: string | null;
  }[];
  const tables = new Map<string, Map<string, string | null>>();
  for (const { table, part, definition } of rows) {
    tables.set(table, (tables.get(table) ?? new Map<string, string | null>()).set(part, definition));
  }
  return tables;
}
