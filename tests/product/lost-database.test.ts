import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../packages/server/src/embedded/index.ts';
import { ask, RapportProcess, runRapport, temporaryHome } from './rapport-process.ts';

let postgres: EmbeddedPostgres;
let place: ReturnType<typeof temporaryHome>;
let environment: Record<string, string>;

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
}, 60_000);
afterAll(async () => {
  await postgres.stop();
  place.remove();
});

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('the loss of the database is logged once, whoever asks meanwhile, and so is its return', async () => {
  const rapport = new RapportProcess(environment);
  const url = await rapport.url();
  expect(runRapport(['tenant', 'create', '--slug', 'acme', '--name', 'Acme'], environment).status).toBe(0);
  const key = runRapport(['key', 'create', '--tenant', 'acme'], environment).stdout.trim();
  const status = async () => (await ask(url, key, '{ customers { totalCount } }')).status;
  expect(await status()).toBe(200);

  await postgres.stop();
  await sleep(1_100);
  for (let request = 0; request < 10; request++) expect(await status()).toBe(503);
  postgres = await startEmbeddedPostgres({ home: place.home });
  const deadline = Date.now() + 10_000;
  while (!rapport.output.includes('the database is back')) {
    if (Date.now() > deadline) throw new Error(rapport.output);
    await sleep(50);
  }
  expect(await status()).toBe(200);
  expect(await rapport.end('SIGTERM')).toBe(0);

  const lines = rapport.output
    .split('\n')
    .filter((line) => /^\{.*"level":(?:[45]0|30)/.test(line) && /database is/.test(line));
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'the database is lost',
    'the database is back',
  ]);
  expect(rapport.output).not.toContain('internal error');
}, 60_000);
