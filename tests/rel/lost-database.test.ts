import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { Random } from '../../packages/server/src/demo/random.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../packages/server/src/embedded/index.ts';
import { ask, RapportProcess, runRapport, temporaryHome } from '../product/rapport-process.ts';
import { lostWrites, versionsOutOfOrder } from './checker.ts';
import { Recorder } from './recorder.ts';
import { write } from './writer.ts';
import { logOf, type Sql, unaccounted } from './written.ts';

const SECONDS = Number(process.env.REL_SECONDS ?? 0);
/** A run by night has twenty. */
const CRASHES = Math.max(2, Math.min(20, Math.round(SECONDS / 60)));
const WRITERS = 16;
const SEED = Number(process.env.REL_SEED ?? Date.now() % 2 ** 32);
const random = new Random(SEED);
const BACK_MS = 5_000;

let postgres: EmbeddedPostgres;
let place: ReturnType<typeof temporaryHome>;
let environment: Record<string, string>;
let key: string;
/** The product, which is never started again. */
let rapport: RapportProcess;
let url: string;

beforeAll(async () => {
  place = temporaryHome();
  postgres = await startEmbeddedPostgres({ home: place.home, syncInit: false });
  const { host, port, password } = postgres;
  const client = new pg.Client({ host, port, password, user: 'postgres', database: 'postgres' });
  await client.connect();
  await client.query("create role crm_owner login createrole password 'only-for-tests'");
  await client.query('create database crm owner crm_owner');
  await client.end();
  environment = { DATABASE_URL: `postgres://crm_owner:only-for-tests@localhost/crm?host=${encodeURIComponent(host)}` };
  rapport = new RapportProcess(environment);
  url = await rapport.url();
  expect(runRapport(['tenant', 'create', '--slug', 'acme', '--name', 'Acme'], environment).status).toBe(0);
  key = runRapport(['key', 'create', '--tenant', 'acme'], environment).stdout.trim();
});
afterAll(async () => {
  await rapport.end('SIGTERM');
  await postgres.stop();
  place.remove();
});

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('the loss of the database is logged once, whoever asks meanwhile, and so is its return', async () => {
  const status = async () => (await ask(url, key, '{ customers { totalCount } }')).status;
  expect(await status()).toBe(200);

  await postgres.stop();
  await sleep(1_100);
  for (let request = 0; request < 10; request++) expect(await status()).toBe(503);
  postgres = await startEmbeddedPostgres({ home: place.home });
  const deadline = Date.now() + 60_000;
  while (!rapport.output.includes('the database is back')) {
    if (Date.now() > deadline) throw new Error(rapport.output);
    await sleep(50);
  }
  expect(await status()).toBe(200);

  const lines = rapport.output
    .split('\n')
    .filter((line) => /^\{.*"level":(?:[45]0|30)/.test(line) && /database is/.test(line));
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'the database is lost',
    'the database is back',
  ]);
  expect(rapport.output).not.toContain('internal error');
});

/** Asks as the superuser of the moment. */
const sql: Sql = async (text, values) => {
  const { host, port, password } = postgres;
  const client = new pg.Client({ host, port, password, user: 'postgres', database: 'crm' });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
};

async function startAgain(settings: Record<string, string> = {}): Promise<void> {
  // What the killed postmaster leaves behind goes by itself, a moment later.
  for (let tries = 0; ; tries++) {
    try {
      postgres = await startEmbeddedPostgres({ home: place.home, settings });
      return;
    } catch (error) {
      if (tries === 20) throw error;
      await sleep(100);
    }
  }
}

async function answersAgain(): Promise<void> {
  const deadline = Date.now() + BACK_MS;
  while ((await ask(livingUrl(), key, '{ viewer { id } }')).status !== 200) {
    if (Date.now() > deadline) throw new Error('The product did not find back to its database.');
    await sleep(50);
  }
}

/** Nobody goes on asking a product that has ended. */
function livingUrl(): string {
  if (rapport.child.exitCode !== null) throw new RangeError(`The product ended:\n${rapport.output}`);
  return url;
}

/** Writes, and kills Postgres while somebody waits for an answer: all of it, and one of its processes, in turns. */
async function crash(times: number, settings: Record<string, string> = {}) {
  const recorder = new Recorder();
  let crashes = 0;
  const goesOn = () => crashes < times;
  const name = `crash-${random.below(1e9)}`;
  const writing = Promise.allSettled(
    Array.from({ length: WRITERS }, (_, index) =>
      write({ url: livingUrl, key }, `${name}-${index}`, { recorder, random, goesOn }),
    ),
  );
  for (; goesOn(); crashes++) {
    await sleep(300 + random.below(300));
    while (recorder.inFlight === 0) await sleep(1);
    if (crashes % 2 === 0) {
      process.kill(postgres.pid, 'SIGKILL');
      await startAgain(settings);
    } else {
      const [backend] = await sql<{ pid: number }>(
        "select pid from pg_stat_activity where datname = 'crm' and usename <> 'postgres' order by query_start desc limit 1",
        [],
      );
      if (backend) process.kill(backend.pid, 'SIGKILL');
    }
    await answersAgain();
  }
  const refusals = (await writing).flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  while ((await sql('select 1 from outbox limit 1', [])).length > 0) await sleep(50);
  return { recorder, refusals };
}

const tenantId = async () =>
  Number((await sql<{ tenant_id: number }>('select tenant_id from tenant', []))[0]?.tenant_id);

describe(`Postgres killed with kill -9 ${CRASHES} times, with seed ${SEED}`, () => {
  const patience = 60_000 + CRASHES * 10_000;

  test(
    '[GU2] [GU3] loses nothing that was acknowledged and leaves nothing by halves, and the product finds back by itself',
    async () => {
      const { recorder, refusals } = await crash(CRASHES);
      expect(refusals).toEqual([]);
      const tenant = await tenantId();
      const log = await logOf(sql, tenant);
      expect(recorder.acknowledged.length).toBeGreaterThan(WRITERS);
      expect(lostWrites(log, recorder.operations)).toEqual([]);
      expect(versionsOutOfOrder(log)).toEqual([]);
      expect(await unaccounted(sql, tenant)).toEqual([]);
      await sql('create extension if not exists amcheck', []);
      const checked = await sql(
        `select bt_index_check(i.indexrelid, true) from pg_index i join pg_class c on c.oid = i.indexrelid
         join pg_am a on a.oid = c.relam where a.amname = 'btree' and c.relpersistence = 'p' and c.relkind = 'i'`,
        [],
      );
      expect(checked.length).toBeGreaterThan(100);
    },
    patience,
  );

  test(
    '[GU2] would lose some of it if commits did not wait for the disk: the test above can fail',
    async () => {
      const settings = { synchronous_commit: 'off', wal_writer_delay: '10s', wal_writer_flush_after: '1GB' };
      await postgres.stop();
      await startAgain(settings);
      await answersAgain();
      const { recorder } = await crash(1, settings);
      expect(lostWrites(await logOf(sql, await tenantId()), recorder.operations)).not.toEqual([]);
    },
    patience,
  );
});
