import { createHash } from 'node:crypto';
import { type Installation, prepareApiLogin } from '@rapport/kernel';
import {
  apiLoginOf,
  bringUpToDate,
  type ConnectionSettings,
  prepareEmbeddedDatabase,
  withClient,
} from '@rapport/server';
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
  await withClient(superuser, async (client) => {
    await client.query(`create database "${database}" template "${template}" owner rapport_owner strategy file_copy`);
  });
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
  const steps = installation.plugins.flatMap(({ id, migrations = [] }) =>
    migrations.map((migration) => [id, migration.id, migration.sql]),
  );
  const name = `template_${createHash('sha256').update(JSON.stringify(steps)).digest('hex').slice(0, 16)}`;
  await withClient(superuser, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    try {
      const { rows } = await client.query<{ known: boolean }>(
        'select not datallowconn as known from pg_database where datname = $1',
        [name],
      );
      if (rows[0]?.known) return;
      if (rows[0]) await client.query(`drop database "${name}" with (force)`);
      const owner = await prepareEmbeddedDatabase(
        { ...superuser, password: superuser.password ?? '' },
        name,
        OWNER_PASSWORD,
      );
      await bringUpToDate({ owner, api: apiLoginOf(owner), embedded: undefined }, installation);
      await client.query(`alter database "${name}" allow_connections false`);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
    }
  });
  return name;
}
