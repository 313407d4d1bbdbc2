import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asOwner, productPlugins } from '@rapport/server';
import { createTestDatabase, type TestDatabase, tableShapes } from '@rapport/testing';
import pg from 'pg';
import { bookingPlugin } from '../../../../tests/fixtures/booking.ts';
import { labPlugin } from '../../../../tests/fixtures/lab.ts';
import { specimenPlugin } from '../../../../tests/fixtures/specimen.ts';
import { declaredTables } from '../records/declared-table.ts';
import type { SqlClient } from '../tenancy/index.ts';
import { Installation } from './installation.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { definePlugin, type Migration } from './plugin.ts';
import { tablesSql } from './tables-sql.ts';

let database: TestDatabase;
const product = new Installation(productPlugins);
beforeAll(async () => {
  database = await createTestDatabase(product);
});
afterAll(() => database.drop());

const withPlugin = (...migrations: Migration[]) =>
  new Installation([...productPlugins, definePlugin({ id: 'extra', version: '1.0.0', migrations })]);
const run = (installation: Installation) =>
  asOwner(database.owner, (queryRunner) => migrate(queryRunner, installation));

async function asSuperuser<Result>(use: (client: SqlClient) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({
    ...database.superuser,
    password: database.superuser.password ?? '',
  } as pg.ClientConfig);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

describe('migrations', () => {
  test('run once, in the order of their ids, and are kept in a ledger', async () => {
    const installation = withPlugin(
      { id: '0002-second', sql: 'alter table extra_first add column more text' },
      { id: '0001-first', sql: 'create table extra_first (tenant_id int)' },
    );
    expect(await run(installation)).toEqual([
      { plugin: 'extra', id: '0001-first' },
      { plugin: 'extra', id: '0002-second' },
    ]);
    expect(await run(installation)).toEqual([]);
  });

  test('one that was edited after it ran stops everything and is named', async () => {
    const edited = withPlugin({ id: '0001-first', sql: 'create table extra_first (tenant_id int, edited int)' });
    await expect(run(edited)).rejects.toThrow(
      /The migration 0001-first of the plugin "extra" was edited after it ran here/,
    );
  });

  test('one that fails is undone whole and can run again when it is mended', async () => {
    const broken = withPlugin({ id: '0003-broken', sql: 'create table extra_half (id int); select 1/0' });
    await expect(run(broken)).rejects.toThrow(
      /The migration 0003-broken of the plugin "extra" failed and was undone: division by zero/,
    );
    const mended = withPlugin({ id: '0003-broken', sql: 'create table extra_half (id int)' });
    expect(await run(mended)).toEqual([{ plugin: 'extra', id: '0003-broken' }]);
  });

  test('of two processes that start at once, one migrates and the other waits', async () => {
    const installation = withPlugin({ id: '0004-race', sql: 'select pg_sleep(0.2); create table extra_race (id int)' });
    const applied = await Promise.all([run(installation), run(installation), run(installation)]);
    expect(applied.filter((steps) => steps.length === 1)).toHaveLength(1);
    expect(applied.filter((steps) => steps.length === 0)).toHaveLength(2);
  });

  test('of plugins that are gone are left alone', async () => {
    expect(await asOwner(database.owner, (queryRunner) => pendingMigrations(queryRunner, product))).toEqual([]);
  });

  test('give a role of a new plugin to the tenants that are there', async () => {
    await asOwner(database.owner, (queryRunner) =>
      queryRunner.query("insert into tenant (slug, name) values ('early', 'Early')"),
    );
    const installation = new Installation([
      ...productPlugins,
      definePlugin({
        id: 'late',
        version: '1.0.0',
        roles: [{ key: 'late', name: 'Late', description: 'Came later.' }],
      }),
    ]);
    await run(installation);
    const { rows } = await asSuperuser((client) =>
      client.query(
        "select r.key from role r join tenant t using (tenant_id) where t.slug = 'early' and r.key in ('late', 'admin') order by 1",
      ),
    );
    expect(rows).toEqual([{ key: 'admin' }, { key: 'late' }]);
  });
});

describe('what migrations leave behind', () => {
  test('is what the classes declare: no drift', async () => {
    const installation = new Installation([...productPlugins, specimenPlugin, labPlugin, bookingPlugin]);
    const migrated = await createTestDatabase(installation);
    const { types } = installation.catalogue;
    const tables = types.flatMap(declaredTables).map(({ name }) => name);
    const found = await asOwner(migrated.owner, async (queryRunner) =>
      tableShapes({ query: async (text, values) => ({ rows: await queryRunner.query(text, values) }) }, tables),
    );
    const declared = await asOwner(migrated.owner, async (queryRunner) => {
      await queryRunner.query(
        `drop table ${[...tables, 'api_key_secret'].map((name) => `"${name}"`).join(', ')} cascade`,
      );
      for (const sql of installation.plugins.map(tablesSql)) await queryRunner.query(sql || 'select 1');
      return tableShapes({ query: async (text, values) => ({ rows: await queryRunner.query(text, values) }) }, tables);
    });
    expect(found).toEqual(declared);
    expect(found.indexes.length).toBeGreaterThan(30);
    await migrated.drop();
  });

  test('a changed check, index or policy would be seen: the test above can fail', async () => {
    const alterations = [
      'alter table team drop constraint team_name_check, add constraint team_name_check check (char_length(name) <= 201)',
      'drop index team_created_at_idx; create index team_created_at_idx on team (tenant_id, created_at desc, id) where deleted_at is null',
      'drop index team_parent_id_idx; create index team_parent_id_idx on team (tenant_id, parent_id)',
      'alter table team alter column name drop not null',
      'alter table team add column extra text',
      'alter table team no force row level security',
      'alter policy tenant_isolation on team using (true)',
      'alter table team drop constraint team_parent_id_fkey',
    ];
    const before = await asSuperuser((client) => tableShapes(client, ['team']));
    for (const alteration of alterations) {
      const after = await asSuperuser(async (client) => {
        await client.query('begin');
        await client.query(alteration);
        const seen = await tableShapes(client, ['team']);
        await client.query('rollback');
        return seen;
      });
      expect({ alteration, same: JSON.stringify(after) === JSON.stringify(before) }).toEqual({
        alteration,
        same: false,
      });
    }
  });

  test('TypeORM sees no difference between its entities and the database', async () => {
    const pending = await asOwner(database.owner, async (queryRunner) =>
      (await queryRunner.connection.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query),
    );
    expect(
      pending.filter((query) => /user_account|role|team|territory|api_key|customer|interaction/.test(query)),
    ).toEqual([]);
  });

  test('a column that can be filtered or sorted has only leakproof comparisons, so row-level security keeps using indexes', async () => {
    const { types } = new Installation([...productPlugins, specimenPlugin, bookingPlugin]).catalogue;
    const used = new Set(
      types.flatMap((type) =>
        [...type.fields.values()]
          .filter(({ filterable, orders }) => filterable || orders.length > 0)
          .flatMap((field) => field.kind.columns.map(({ type: name }) => name.replace(/\(\d\)$/, ''))),
      ),
    );
    expect(used.size).toBeGreaterThan(4);
    const { rows } = await asSuperuser((client) =>
      client.query(
        `select t.typname from unnest($1::text[]) used(name) join pg_type t on t.oid = used.name::regtype
         join pg_opclass c on c.opcintype = t.oid and c.opcdefault join pg_am a on a.oid = c.opcmethod and a.amname = 'btree'
         join pg_amop o on o.amopfamily = c.opcfamily and o.amoplefttype = t.oid and o.amoprighttype = t.oid
         join pg_operator p on p.oid = o.amopopr join pg_proc f on f.oid = p.oprcode where not f.proleakproof`,
        [[...used]],
      ),
    );
    expect(rows).toEqual([]);
    const leaky = await asSuperuser((client) =>
      client.query(
        "select 1 from pg_operator p join pg_proc f on f.oid = p.oprcode where p.oprname = '<' and p.oprleft = 'numeric'::regtype and p.oprright = 'numeric'::regtype and not f.proleakproof",
      ),
    );
    expect(leaky.rows).toHaveLength(1);
  });
});
