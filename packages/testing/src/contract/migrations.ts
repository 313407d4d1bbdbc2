import assert from 'node:assert/strict';
import { Installation, type Migration, migrate, tablesSql } from '@rapport/kernel';
import { asOwner, withClient } from '@rapport/server';
import { type TableShapes, tableShapes } from '../table-shapes.ts';
import { createTestDatabase, type TestDatabase } from '../test-database.ts';
import type { ContractSubject } from './subject.ts';

/** On an empty database, and on one with records in it: after every step as many rows as were there, in the end what the classes declare. */
export async function checkMigrations(subject: ContractSubject): Promise<void> {
  const declared = await declaredShapes(subject);
  const database = await createTestDatabase(subject.installation);
  try {
    assertSame(await shapesOf(database, subject.tables), declared, 'on an empty database');
  } finally {
    await database.drop();
  }
  const filled = await createTestDatabase(
    new Installation(subject.others.filter((one) => !dependsOn(subject, one.id))),
  );
  try {
    const rows = await rowsOf(subject);
    await fill(filled, new Map([...rows].filter(([table]) => !subject.tables.includes(table))));
    const steps = [...(subject.plugin.migrations ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const step of steps) {
      await migrateTo(subject, filled, steps.slice(0, steps.indexOf(step) + 1));
      await fill(filled, rows);
    }
    assertSame(await shapesOf(filled, subject.tables), declared, 'on a database with records in it');
    await assertDefaults(subject, filled);
    const again = await asOwner(filled.owner, (queryRunner) => migrate(queryRunner, subject.installation));
    assert.deepEqual(again, [], 'The migrations run a second time.');
  } finally {
    await filled.drop();
  }
}

/** The plugin as it was when it had these steps, with nothing that only later ones know. */
async function migrateTo(subject: ContractSubject, { owner }: TestDatabase, migrations: readonly Migration[]) {
  const { plugin, installation: whole } = subject;
  const { id, version, requires = [] } = plugin;
  const isLast = migrations.length === plugin.migrations?.length;
  const others = subject.others.filter((one) => !dependsOn(subject, one.id));
  const installation = isLast ? whole : new Installation([...others, { id, version, requires, migrations }]);
  await asOwner(owner, (queryRunner) => migrate(queryRunner, installation));
}

const dependsOn = ({ installation, plugin }: ContractSubject, id: string): boolean =>
  installation.plugins.some((one) => one.id === id && one.requires?.includes(plugin.id));

/** The tables as the classes declare them at the moment. */
async function declaredShapes(subject: ContractSubject): Promise<TableShapes> {
  const database = await createTestDatabase(subject.installation);
  try {
    await asOwner(database.owner, async (queryRunner) => {
      for (const table of subject.tables) await queryRunner.query(`drop table if exists "${table}" cascade`);
      await queryRunner.query(tablesSql(subject.plugin) || 'select 1');
    });
    return await shapesOf(database, subject.tables);
  } finally {
    await database.drop();
  }
}

function shapesOf({ superuser }: TestDatabase, tables: readonly string[]): Promise<TableShapes> {
  return withClient(superuser, (client) => tableShapes(client, tables));
}

function assertSame(found: TableShapes, declared: TableShapes, where: string): void {
  for (const part of Object.keys(declared) as (keyof TableShapes)[])
    assert.deepEqual(
      found[part],
      declared[part],
      `The migrations leave other ${part} behind than the classes declare, ${where}: \`rapport migration draft\` shows what is missing.`,
    );
}

/** A record that is older than the plugin has the fields that must not be missing. */
async function assertDefaults({ extensions }: ContractSubject, { superuser }: TestDatabase): Promise<void> {
  for (const [type, { table, fields, key }] of extensions) {
    if ([...fields.values()].every(({ nullable }) => nullable)) continue;
    const { rows } = await withClient(superuser, (client) =>
      client.query(
        `select 1 from "${type.table}" r where not exists (select from "${table}" e where e.tenant_id = r.tenant_id and e.id = r.id)`,
      ),
    );
    assert.equal(rows.length, 0, `A ${type.name} that is older than the plugin lacks ${key}.`);
  }
}

type Rows = ReadonlyMap<string, readonly object[]>;

/** Rows of the plugin's tables and of those that it extends, as its commands wrote them. */
async function rowsOf(subject: ContractSubject): Promise<Rows> {
  const app = await subject.filledApp();
  const rows = new Map<string, readonly object[]>();
  for (const table of [...subject.extensions.map(([type]) => type.table), ...subject.tables])
    rows.set(
      table,
      (await app.sql(`select to_jsonb(t) as row from "${table}" t`)).map(({ row }) => row as object),
    );
  return rows;
}

/** Puts rows into tables that have none; columns that are not there yet are left out. */
async function fill({ superuser }: TestDatabase, rows: Rows): Promise<void> {
  await withClient(superuser, async (client) => {
    await client.query("set session_replication_role = 'replica'");
    for (const [table, found] of rows) {
      const { rows: columns } = await client.query<{ name: string }>(
        "select quote_ident(column_name) as name from information_schema.columns where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'",
        [table],
      );
      if (columns.length === 0) continue;
      const names = columns.map(({ name }) => name).join(', ');
      await client.query(
        `insert into "${table}" (${names}) select ${names} from jsonb_populate_recordset(null::"${table}", $1)
         where not exists (select from "${table}")`,
        [JSON.stringify(found)],
      );
    }
  });
}
