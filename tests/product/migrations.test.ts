import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AppliedMigration, Installation, migrate } from '@rapport/kernel';
import { asOwner, productPlugins, withClient } from '@rapport/server';
import { createTestApp, type TestApp } from '@rapport/testing';
import { growing } from '../fixtures/growing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

type QueryRunner = Parameters<Parameters<typeof asOwner>[1]>[0];
const withGrowing = (version: number) => new Installation([...productPlugins, growing(version)]);

const run = (installation: Installation, change: (queryRunner: QueryRunner) => void = () => undefined) =>
  asOwner(app.database.owner, async (queryRunner): Promise<AppliedMigration[]> => {
    change(queryRunner);
    return migrate(queryRunner, installation);
  });

const tables = async () =>
  (await app.sql<{ name: string }>("select tablename as name from pg_tables where tablename = 'growing'")).length;

test('[GU34] a process that is killed in the middle of a migration leaves nothing of it, and the next one does it whole', async () => {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@rapport/source',
      '--import',
      path.resolve('tools/ts-hooks.mjs'),
      path.resolve('tests/product/hanging-migration.ts'),
      JSON.stringify(app.database.owner),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(String(said)).toBe('stopped\n');
  // All of it has run, for that process alone.
  const locks = "select 1 from pg_locks where mode = 'AccessExclusiveLock' and granted and relation is not null";
  expect((await app.sql(locks)).length).toBeGreaterThan(0);
  expect(await tables()).toBe(0);
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  expect(await run(withGrowing(1))).toEqual([{ plugin: 'growing', id: '0001-create' }]);
  expect(await tables()).toBe(1);
  expect(await run(withGrowing(1))).toEqual([]);
});

/** Asks and writes, a hundred times a second, until it is told to stop; codes of what was refused. */
function load(): { readonly stop: () => Promise<(string | undefined)[]> } {
  const { admin } = app.alpha;
  const asked: Promise<string | undefined>[] = [];
  let goes = true;
  const asking = (async () => {
    for (let index = 0; goes; index++) {
      const text =
        index % 2 === 0
          ? '{ customers(first: 5) { nodes { id name } } }'
          : `mutation { createCustomer(input: { kind: PERSON, name: "under load ${index}" }) { id } }`;
      asked.push(admin.ask(text).then(({ errors }) => errors?.[0]?.extensions?.code as string | undefined));
      await sleep(10);
    }
  })();
  return {
    stop: async () => {
      goes = false;
      await asking;
      return Promise.all(asked);
    },
  };
}

/** What becomes of requests while somebody reads a table for a while and a migration wants to change it. */
async function requestsDuring(version: number, change?: (queryRunner: QueryRunner) => void) {
  return withClient(app.database.superuser, async (reader) => {
    await reader.query('begin; select 1 from customer limit 1');
    const requests = load();
    const migrated = run(withGrowing(version), change);
    await sleep(2_500);
    const before = await Promise.race([migrated, sleep(0, 'waiting')]);
    await reader.query('commit');
    await migrated;
    const codes = await requests.stop();
    return { before, asked: codes.length, refused: codes.filter((code) => code !== undefined) };
  });
}

test('[GU34] while a migration waits for a table that somebody reads, and after it, the version before answers all requests', async () => {
  const { before, asked, refused } = await requestsDuring(2);
  expect(before).toBe('waiting');
  expect(asked).toBeGreaterThan(50);
  expect(refused).toEqual([]);
  expect(await app.sql('select growing from customer limit 1')).toHaveLength(1);
});

test('without its limit on waiting, requests wait behind it and are refused, so the test above can fail', async () => {
  const unlimited = (queryRunner: QueryRunner) => {
    const query = queryRunner.query.bind(queryRunner);
    queryRunner.query = (text: string, ...rest: never[]) =>
      text.includes("'lock_timeout'") ? Promise.resolve([]) : query(text, ...rest);
  };
  const { refused } = await requestsDuring(3, unlimited);
  expect(refused).toContain('BUSY');
});
