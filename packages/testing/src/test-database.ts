import { createHash } from 'node:crypto';
import { Installation, prepareApiLogin } from '@rapport/kernel';
import {
  apiLoginOf,
  bringUpToDate,
  type ConnectionSettings,
  prepareEmbeddedDatabase,
  productPlugins,
  withClient,
} from '@rapport/server';
import type pg from 'pg';
import { testPostgres } from './test-postgres.ts';

export interface TestDatabase {
  readonly api: ConnectionSettings;
  readonly owner: ConnectionSettings;
  readonly superuser: ConnectionSettings;
  drop(): Promise<void>;
}

const OWNER_PASSWORD = 'only-for-tests';
/** Any number; test files that start at once take turns in making the template. */
const TEMPLATE_LOCK = 7_262_515;

let cloned = 0;

/** A database of its own, cloned from a template that all files with the same plugins share. */
export async function createTestDatabase(installation: Installation): Promise<TestDatabase> {
  const { superuser, stop } = await testPostgres();
  const template = await ensureTemplate(superuser, installation);
  const database = `test_${process.pid}_${process.env.JEST_WORKER_ID ?? 0}_${Date.now()}_${cloned++}`;
  await withClient(superuser, (client) => clone(client, template, database));
  const owner = { ...superuser, user: 'rapport_owner', password: OWNER_PASSWORD, database };
  const api = apiLoginOf(owner);
  // Settings of a role in a database are not cloned with it.
  await withClient(owner, (client) => prepareApiLogin(client, { ...api, managed: false }));
  return {
    api,
    owner,
    superuser: { ...superuser, database },
    drop: async () => {
      await withClient(superuser, (client) => client.query(`drop database "${database}" with (force)`));
      await stop();
    },
  };
}

async function ensureTemplate(superuser: ConnectionSettings, installation: Installation): Promise<string> {
  return withClient(superuser, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    try {
      return await templateOf(client, superuser, installation);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
    }
  });
}

async function templateOf(
  client: pg.Client,
  superuser: ConnectionSettings,
  installation: Installation,
): Promise<string> {
  const { plugins } = installation;
  const steps = plugins.flatMap(({ id, migrations = [] }) => migrations.map((step) => [id, step.id, step.sql]));
  const name = `template_${createHash('sha256').update(JSON.stringify(steps)).digest('hex').slice(0, 16)}`;
  const { rows } = await client.query<{ known: boolean }>(
    'select not datallowconn as known from pg_database where datname = $1',
    [name],
  );
  if (rows[0]?.known) return name;
  if (rows[0]) await client.query(`drop database "${name}" with (force)`);
  // Most of it is what the product makes, which need not be made for each set of plugins.
  if (plugins.length > productPlugins.length && productPlugins.every((plugin) => plugins.includes(plugin))) {
    const product = await templateOf(client, superuser, new Installation(productPlugins, { composed: false }));
    if (product === name) return name;
    await clone(client, product, name);
  }
  const owner = await prepareEmbeddedDatabase(
    { ...superuser, password: superuser.password ?? '' },
    name,
    OWNER_PASSWORD,
  );
  await bringUpToDate({ owner, api: apiLoginOf(owner), embedded: undefined }, installation);
  await client.query(`alter database "${name}" allow_connections false`);
  return name;
}

const clone = (client: pg.Client, template: string, name: string) =>
  client.query(`create database "${name}" template "${template}" owner rapport_owner strategy file_copy`);
