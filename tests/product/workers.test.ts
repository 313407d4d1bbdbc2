import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { documentsFile, hashOf, persisted } from '../fixtures/trusted-documents.ts';
import { until } from '../fixtures/until.ts';
import { Connection } from './connection.ts';
import {
  databaseUrl,
  demoEnv,
  type Environment,
  RapportProcess,
  runRapport,
  temporaryHome,
} from './rapport-process.ts';

let app: TestApp;
let environment: Environment;
let place: ReturnType<typeof temporaryHome>;
let connections: Connection[] = [];
let started: RapportProcess[] = [];

beforeAll(async () => {
  app = await createTestApp();
  environment = { DATABASE_URL: databaseUrl(app.database.api) };
  place = temporaryHome();
});
afterEach(async () => {
  for (const connection of connections) connection.close();
  for (const product of started) await product.end('SIGKILL');
  connections = [];
  started = [];
});
afterAll(async () => {
  place.remove();
  await app.close();
});

async function startTwo(further: Environment = {}) {
  const product = new RapportProcess({ ...environment, ...further }, process.cwd(), ['--workers', '2']);
  started.push(product);
  const url = await product.url();
  // What it prints and what it logs come by different ways.
  await until(
    () => workersOf(product).length === 2,
    () => product.output,
  );
  return { product, url };
}

function connect(url: string, count: number, key = app.alpha.admin.key): Connection[] {
  const made = Array.from({ length: count }, () => new Connection(url, key));
  connections.push(...made);
  return made;
}

/** Process ids of the workers that have served, the newest last. */
const workersOf = ({ output }: RapportProcess) =>
  [...output.matchAll(/"worker":(\d+),"msg":"a worker serves"/g)].map(([, pid]) => Number(pid));

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const VIEWER = { query: '{ viewer { id } }' };

describe('rapport start --workers', () => {
  test('on the embedded Postgres: one process does what is done once, the workers answer, SIGTERM ends all', async () => {
    const product = new RapportProcess({ RAPPORT_HOME: place.home }, process.cwd(), ['--workers', '2']);
    started.push(product);
    const url = await product.url();
    const demo = demoEnv(place.home);
    expect(demo.url).toBe(url);
    const answers = await Promise.all(
      connect(url, 4, demo.key).map((one) => one.post({ query: '{ customers { totalCount } }' })),
    );
    for (const { body } of answers) expect(body.data).toEqual({ customers: { totalCount: 300 } });
    expect(product.output.match(/formosa: 300 customers/g)).toHaveLength(1);
    const workers = workersOf(product);
    expect(new Set(workers).size).toBe(2);
    expect(await product.end('SIGTERM')).toBe(0);
    expect(workers.map(isRunning)).toEqual([false, false]);
    expect(fs.existsSync(path.join(place.home, 'postgres', 'postmaster.pid'))).toBe(false);
    expect(fs.existsSync(path.join(place.home, 'rapport.pid'))).toBe(false);
  });

  test('what runs when it is told to stop is finished, also when Ctrl-C reaches every process', async () => {
    await app.sql(`
      create function slow_commit() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return null; end $$;
      create constraint trigger slow_commit after insert on customer deferrable initially deferred
        for each row when (new.name like 'slow%') execute function slow_commit()`);
    const { product, url } = await startTwo();
    const running = connect(url, 4).map((one, index) =>
      one.post({ query: `mutation { createCustomer(input: { kind: PERSON, name: "slow ${index}" }) { name } }` }),
    );
    const asleep = "select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()";
    await until(async () => (await app.sql(asleep)).length === 4);
    for (const worker of workersOf(product)) process.kill(worker, 'SIGINT');
    expect(await product.end('SIGINT')).toBe(0);
    for (const [index, { body }] of (await Promise.all(running)).entries())
      expect(body).toMatchObject({ data: { createCustomer: { name: `slow ${index}` } } });
    await app.sql('drop trigger slow_commit on customer; drop function slow_commit()');
  });

  test('workers that die again and again end the product', () => {
    // Loaded before anything else, so that each of them dies at once.
    const preload = path.join(place.home, 'dies.mjs');
    fs.writeFileSync(
      preload,
      "import cluster from 'node:cluster';\nif (cluster.isWorker) process.kill(process.pid, 'SIGKILL');\n",
    );
    const { status, stderr } = runRapport(['start', '--workers', '2'], {
      ...environment,
      NODE_OPTIONS: `--import=${preload}`,
    });
    expect(status).toBe(1);
    expect(stderr).toContain(
      'WORKERS_DIE: 5 workers in a row died within 10 seconds, the last one with signal SIGKILL.',
    );
  });

  test('a port in use is named, and nothing is left running', async () => {
    const holder = net.createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as net.AddressInfo;
    const { status, stderr } = runRapport(['start', '--workers', '2'], {
      ...environment,
      PORT: String(port),
    });
    holder.close();
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`^PORT_IN_USE: Another program listens on 127.0.0.1:${port}\\.`));
  });

  test('a number that is none is refused', () => {
    for (const workers of ['0', '1.5', 'many', '1000'])
      expect(runRapport(['start', '--workers', workers]).stderr).toContain('It must be a whole number from 1 to 128.');
  });
});

describe('workers that run', () => {
  let product: RapportProcess;
  let url: string;
  beforeAll(async () => {
    ({ product, url } = await startTwo());
    // The tests share it; the last one ends it.
    started = [];
  });
  afterAll(() => product.end('SIGKILL'));

  test('the figures are those of all workers, whichever is asked', async () => {
    const figures = async () => await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
    const asked = (text: string) =>
      Number(/requests_total\{path="\/graphql",status="200"\} (\d+)/.exec(text)?.[1] ?? 0);
    const before = asked(await figures());
    for (const client of connect(url, 6)) await client.post(VIEWER);
    for (let time = 0; time < 4; time++) expect(asked(await figures()) - before).toBe(6);
    expect(await figures()).toContain('rapport_graphql_operation_seconds_bucket');
  });

  test('a revoked key is refused by every worker within a second', async () => {
    const { viewer } = await app.alpha.admin.get<{ viewer: { role: { id: string } } }>('{ viewer { role { id } } }');
    const { createApiKey } = await app.alpha.admin.get<{ createApiKey: { secret: string; apiKey: { id: string } } }>(
      'mutation($roleId: ID!) { createApiKey(input: { name: "short", roleId: $roleId }) { secret apiKey { id } } }',
      { roleId: viewer.role.id },
    );
    const clients = connect(url, 4, createApiKey.secret);
    const statuses = async () => Promise.all(clients.map(async (client) => (await client.post(VIEWER)).status));
    expect(await statuses()).toEqual([200, 200, 200, 200]);
    const [revoking] = connect(url, 1);
    const answer = await revoking?.post({
      query: 'mutation($id: ID!) { deleteApiKey(id: $id) { id } }',
      variables: { id: createApiKey.apiKey.id },
    });
    expect(answer?.body.errors).toBeUndefined();
    await sleep(1_100);
    expect(await statuses()).toEqual([401, 401, 401, 401]);
  });

  test('a hash that one worker knows and another does not is sent again with its text, and then both know it', async () => {
    const query = 'query Persisted { viewer { kind } }';
    const clients = connect(url, 2);
    const codeOf = async (client: Connection | undefined, body: object) =>
      (await client?.post(body))?.body.errors?.[0]?.extensions.code;
    const [first, second] = clients;
    expect(await codeOf(first, persisted(query))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await codeOf(first, { query, ...persisted(query) })).toBeUndefined();
    expect(await codeOf(first, persisted(query))).toBeUndefined();
    expect(await codeOf(second, persisted(query))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await codeOf(second, { query, ...persisted(query) })).toBeUndefined();
    for (const client of clients) expect(await codeOf(client, persisted(query))).toBeUndefined();
  });

  test('a worker that is killed takes only its own connections with it, and another takes its place', async () => {
    const clients = connect(url, 8);
    await Promise.all(clients.map((client) => client.post(VIEWER)));
    const failures = clients.map(() => 0);
    let answered = 0;
    const running = new AbortController();
    const asking = clients.map(async (client, index) => {
      while (!running.signal.aborted) {
        const status = await client.post(VIEWER).then(
          (answer) => answer.status,
          () => undefined,
        );
        if (status === 200) answered++;
        else failures[index] = (failures[index] ?? 0) + 1;
      }
    });
    const before = workersOf(product);
    process.kill(before.find(isRunning) ?? 0, 'SIGKILL');
    await until(() => workersOf(product).length > before.length);
    answered = 0;
    await until(() => answered > 100);
    running.abort();
    await Promise.all(asking);
    // Connections are dealt out in turn, so both workers had some. Whoever was with the victim lost one request,
    // and another one if he was dealt to it once more before the primary heard of its end.
    expect(Math.min(...failures)).toBe(0);
    expect([1, 2]).toContain(Math.max(...failures));
    expect(product.output).toContain('"how":"signal SIGKILL","msg":"a worker died"');
  });

  test('a connection that a killed worker had not yet taken is closed, so that its client does not wait', async () => {
    const victim = workersOf(product).find(isRunning) ?? 0;
    process.kill(victim, 'SIGSTOP');
    const asked = connect(url, 4).map((one) => one.post(VIEWER).catch((error: Error) => error.name));
    await Promise.race(asked);
    await sleep(200);
    process.kill(victim, 'SIGKILL');
    const outcomes = await Promise.all(asked);
    expect(outcomes.filter((outcome) => typeof outcome === 'object')).toHaveLength(3);
    // A timeout would be an AbortError.
    expect(outcomes.filter((outcome) => typeof outcome === 'string')).toEqual(['Error']);
  });

  test('workers end with the process that started them', async () => {
    await product.end('SIGKILL');
    await until(() => !workersOf(product).some(isRunning));
  });
});

describe('what workers share', () => {
  test('[GU26] workers together let through what the budget gives, and not 5 % more', async () => {
    await app.sql('delete from rate_bucket');
    const perSecond = 1_000;
    const { url } = await startTwo({ RATE_LIMIT_PER_SECOND: String(perSecond) });
    const question = { query: '{ customers(first: 50) { nodes { id } } }' };
    const start = performance.now();
    let accepted = 0;
    const flood = async (client: Connection) => {
      while (performance.now() - start < 2_000) {
        const { status, body } = await client.post(question);
        if (status === 200) {
          accepted += body.extensions?.cost.requested ?? 0;
          continue;
        }
        expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({ status: 429, code: 'RATE_LIMITED' });
        // Still many times more often than the budget lets through.
        await sleep(20);
      }
    };
    await Promise.all(connect(url, 8).map(flood));
    const budget = perSecond * (10 + (performance.now() - start) / 1_000);
    expect(accepted).toBeLessThanOrEqual(budget * 1.05);
    expect(accepted).toBeGreaterThan(budget * 0.8);
  });

  test('every worker knows the trusted documents of the start, also one that comes later', async () => {
    const trusted = 'query Trusted { viewer { kind } }';
    const misfit = 'query Misfit { nonsense }';
    const { file, remove } = documentsFile([trusted, misfit]);
    const { product, url } = await startTwo({ TRUSTED_DOCUMENTS: file, TRUSTED_DOCUMENTS_ONLY: 'true' });
    remove();
    process.kill(workersOf(product)[0] ?? 0, 'SIGKILL');
    await until(
      () => workersOf(product).length === 3,
      () => product.output,
    );
    for (const client of connect(url, 4)) {
      expect((await client.post({ documentId: hashOf(trusted) })).body.data).toEqual({ viewer: { kind: 'API_KEY' } });
      expect((await client.post(VIEWER)).body.errors?.[0]?.extensions.code).toBe('DOCUMENT_UNTRUSTED');
    }
    const warnings = product.output.split('\n').filter((line) => line.includes('does not fit the schema'));
    expect(warnings.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 40, document: hashOf(misfit), operation: 'Misfit', problems: [expect.stringContaining('"nonsense"')] },
    ]);
  });
});
