import { withClient } from '@rapport/server';
import type { TestApp } from '@rapport/testing';

/** A value of each kind of column; what it says does not matter to who may see it. */
const VALUES: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  text: "'planted'",
  integer: '1',
  smallint: '1',
  bigint: '1',
  numeric: '1',
  real: '1',
  'double precision': '1',
  boolean: 'true',
  date: 'current_date',
  'timestamp with time zone': 'now()',
  tstzrange: 'tstzrange(now(), null)',
  jsonb: "'{}'",
  bytea: "'planted'",
  point: "'(0,0)'",
};

interface Column {
  readonly name: string;
  readonly type: string;
}

const someValue = ({ type }: Column, table: string): string => {
  const value = type.endsWith('[]') ? "'{}'" : VALUES[type];
  if (!value) throw new Error(`What is a ${type}, which ${table} has?`);
  return value;
};

/** Puts a row of a tenant into each of the tables that have none, without asking what the product would say to it. */
export async function plantRows(app: TestApp, tenantId: number, tables: readonly string[]): Promise<void> {
  await withClient(app.database.superuser, async (client) => {
    // Neither references nor triggers are looked at.
    await client.query('set session_replication_role = replica');
    for (const table of tables) {
      const { rows: found } = await client.query(`select 1 from "${table}" where tenant_id = $1 limit 1`, [tenantId]);
      if (found.length > 0) continue;
      const { rows: checks } = await client.query<{ name: string }>(
        "select conname as name from pg_constraint where conrelid = $1::regclass and contype = 'c'",
        [`"${table}"`],
      );
      for (const { name } of checks) await client.query(`alter table "${table}" drop constraint "${name}"`);
      const { rows: columns } = await client.query<Column>(
        `select attname as name, format_type(atttypid, null) as type from pg_attribute
         where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname <> 'tenant_id'
           and attnotnull and not atthasdef and attidentity = ''`,
        [`"${table}"`],
      );
      const names = ['tenant_id', ...columns.map(({ name }) => `"${name}"`)];
      const values = ['$1', ...columns.map((column) => someValue(column, table))];
      await client.query(`insert into "${table}" (${names.join(', ')}) values (${values.join(', ')})`, [tenantId]);
    }
  });
}
