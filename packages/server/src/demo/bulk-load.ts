import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TENANT_SETTING } from '@rapport/kernel';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Row } from './people.ts';
import type { TableRows } from './row-tables.ts';

/** Rows whose text is put together before it is sent. */
const CHUNK_ROWS = 2_000;
/** From here on, building an index after the rows is faster than growing it with them. */
const REBUILD_FROM_ROWS = 20_000;

/**
 * Fills a tenant table by COPY, in one transaction that owns the table: nobody sees half of it, and a crash leaves nothing.
 * COPY does not know row-level security, so the owner is let through for this transaction only.
 * `kept` are tables that triggers write with every row: their indexes are built after the rows like its own.
 */
export async function bulkLoad(
  client: pg.ClientBase,
  table: string,
  tenantId: number,
  columns: readonly string[],
  count: number,
  rows: Iterable<Row>,
  kept: readonly string[] = [],
): Promise<void> {
  const name = pg.escapeIdentifier(table);
  const written = [table, ...kept];
  await client.query('begin');
  try {
    await client.query(
      `set local maintenance_work_mem = '512MB'; set local max_parallel_maintenance_workers = 1; select set_config('${TENANT_SETTING}', '${Math.trunc(tenantId)}', true)`,
    );
    const rebuilds = count >= REBUILD_FROM_ROWS;
    // A foreign key that is made again looks at the rows of all tenants.
    const opened = rebuilds ? new Set([...written, ...(await referredTables(client, written))]) : [table];
    for (const open of opened)
      await client.query(`alter table ${pg.escapeIdentifier(open)} no force row level security`);
    const rebuild: string[] = [];
    if (rebuilds) for (const each of written) rebuild.push(...(await dropForRebuild(client, each)));
    await copy(client, name, tenantId, columns, rows);
    for (const statement of rebuild) await client.query(statement);
    for (const open of opened) await client.query(`alter table ${pg.escapeIdentifier(open)} force row level security`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
  await client.query(`vacuum (analyze) ${written.map((each) => pg.escapeIdentifier(each)).join(', ')}`);
}

/** Fills several tables of a tenant, one after another. */
export async function loadTables(client: pg.ClientBase, tenantId: number, tables: Iterable<TableRows>): Promise<void> {
  for (const { table, columns, rows } of tables) await bulkLoad(client, table, tenantId, columns, rows.length, rows);
}

async function copy(
  client: pg.ClientBase,
  name: string,
  tenantId: number,
  columns: readonly string[],
  rows: Iterable<Row>,
): Promise<void> {
  function* chunks() {
    let chunk = '';
    let size = 0;
    for (const row of rows) {
      chunk += tenantId;
      for (const value of row) chunk += `\t${field(value)}`;
      chunk += '\n';
      if (++size < CHUNK_ROWS) continue;
      yield chunk;
      chunk = '';
      size = 0;
    }
    if (chunk) yield chunk;
  }
  const target = `copy ${name} (tenant_id, ${columns.map((column) => pg.escapeIdentifier(column)).join(', ')}) from stdin`;
  await pipeline(Readable.from(chunks(), { objectMode: true }), client.query(copyFrom(target)));
}

/** COPY's text form: `\N` is null, and a backslash escapes what would end a value. */
function field(value: Row[number]): string {
  if (value === null) return '\\N';
  if (typeof value === 'number') return String(value);
  return /[\\\t\n\r]/.test(value)
    ? value.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character)
    : value;
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

async function referredTables(client: pg.ClientBase, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct c.relname as name from pg_constraint k join pg_class c on c.oid = k.confrelid
     where k.conrelid = any($1::regclass[]) and k.contype = 'f' and k.confrelid <> k.conrelid`,
    [tables],
  );
  return rows.map(({ name }) => name);
}

/** Drops indexes and foreign keys, and returns what makes them again exactly as they were. */
async function dropForRebuild(client: pg.ClientBase, table: string): Promise<string[]> {
  const { rows: keys } = await client.query<{ name: string; definition: string }>(
    "select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = $1::regclass and contype = 'f'",
    [table],
  );
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = $1::regclass and not i.indisprimary`,
    [table],
  );
  const name = pg.escapeIdentifier(table);
  for (const key of keys) await client.query(`alter table ${name} drop constraint ${pg.escapeIdentifier(key.name)}`);
  for (const index of indexes) await client.query(`drop index ${pg.escapeIdentifier(index.name)}`);
  return [
    ...indexes.map(({ definition }) => definition),
    ...keys.map((key) => `alter table ${name} add constraint ${pg.escapeIdentifier(key.name)} ${key.definition}`),
  ];
}
