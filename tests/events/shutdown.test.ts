import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { ask, type Environment, RapportProcess } from '../product/rapport-process.ts';
import { CHANGES, type Event, Followed } from './follow.ts';

let app: TestApp;
let environment: Environment;
/** A process that goes on when others stop. */
let other: RapportProcess;

beforeAll(async () => {
  app = await createTestApp();
  const { host, user, password, database } = app.database.api;
  environment = {
    DATABASE_URL: `postgres://${user}:${encodeURIComponent(password ?? '')}@localhost/${database}?host=${encodeURIComponent(host)}`,
    LOG_LEVEL: 'error',
  };
  other = new RapportProcess(environment);
});
afterAll(async () => {
  await other.end('SIGKILL');
  await app.close();
});

const CREATE =
  'mutation($name: String!, $key: String) { createTeam(input: { name: $name }, idempotencyKey: $key) { id } }';
let made = 0;
const SUBSCRIPTIONS = 40;
const REQUESTS_PER_SECOND = 100;
/** Requests that wait when the stop is asked for. */
const BURST = 50;

/** A subscription on a connection of its own, and the code that it was closed with. */
function follow(url: string, variables: Record<string, unknown> = {}) {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${app.alpha.admin.key}` },
    retryAttempts: 0,
  });
  const closed = new Promise<number>((resolve) =>
    client.on('closed', (event) => resolve((event as { code: number }).code)),
  );
  return { client, closed, followed: new Followed(client, CHANGES, { types: ['team.*'], ...variables }) };
}

describe.each([
  ['one process', []],
  ['workers', ['--workers', '2']],
])('[GU13] a stop of %s', (_what, options) => {
  test('turns readiness off, answers what is under way, and closes subscriptions with 1001 after a last cursor', async () => {
    const server = new RapportProcess(environment, process.cwd(), options);
    const url = await server.url();
    const connections = Array.from({ length: SUBSCRIPTIONS }, () => follow(url));
    await Promise.all(connections.map(({ followed }) => followed.until(({ events }) => events.length > 0)));
    const failed: unknown[] = [];
    const requests: Promise<unknown>[] = [];
    const write = () => {
      const key = `stop-${++made}`;
      return ask(url, app.alpha.admin.key, CREATE, { name: key, key }).then(
        ({ body }) => body.errors && failed.push(body.errors),
        // A connection that could not even be made is no request that was under way.
        (error: unknown) => {
          const { code } = ((error as Error).cause ?? {}) as { code?: string };
          if (code !== 'ECONNREFUSED') failed.push((error as Error).cause ?? error);
        },
      );
    };
    const load = setInterval(() => requests.push(write()), 1_000 / REQUESTS_PER_SECOND);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    clearInterval(load);
    for (let index = 0; index < BURST; index++) requests.push(write());
    await new Promise((resolve) => setTimeout(resolve, 5));
    const ended = server.end('SIGTERM');
    await Promise.all(requests);
    expect(await Promise.all(connections.map(({ closed }) => closed))).toEqual(connections.map(() => 1001));
    expect(await ended).toBe(0);
    expect(failed).toEqual([]);
    // With the last cursor everybody goes on elsewhere, without a gap.
    const elsewhere = await other.url();
    // What was committed last may still wait for its place in the log.
    while ((await app.sql('select 1 from outbox limit 1')).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const total = await app.sql(
      "select seq from event_log where type = 'team.created' and tenant_id = $1 order by seq",
      [app.alpha.id],
    );
    await Promise.all(
      connections.map(async ({ followed: { events } }) => {
        const last = events.at(-1) as Event;
        expect(last.kind).toBe('CHECKPOINT');
        const first = Number(events[0]?.sequence);
        const expected = total.map(({ seq }) => String(seq)).filter((seq) => Number(seq) > first);
        const { followed, client } = follow(elsewhere, { after: last.cursor });
        const before = events.filter(({ kind }) => kind !== 'CHECKPOINT').map(({ sequence }) => sequence);
        await followed.has(expected.length - before.length);
        expect([...before, ...followed.changes.map(({ sequence }) => sequence)]).toEqual(expected);
        await client.dispose();
      }),
    );
  });
});

test('[GU13] who is asked to stop says at once that he is not ready, and who is asked twice does not wait', async () => {
  const server = new RapportProcess(environment);
  const url = await server.url();
  const ready = async () => (await fetch(`${url}/health/ready`)).status;
  expect(await ready()).toBe(200);
  const { followed, client } = follow(url);
  await followed.until(({ events }) => events.length > 0);
  // One who reads nothing more holds up the stop.
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await new Promise((resolve) => socket.once('open', resolve));
  socket.pause();
  const ended = server.end('SIGTERM');
  await followed.until(({ events }) => events.length > 1);
  expect(await ready()).toBe(503);
  server.child.kill('SIGTERM');
  expect(await ended).toBe(1);
  socket.terminate();
  await client.dispose();
});

test('[GU13] a process that just ends says neither that it is not ready nor where to go on: the tests above can fail', async () => {
  const url = await other.url();
  const { followed, closed } = follow(url);
  await followed.until(({ events }) => events.length > 0);
  const ended = other.end('SIGKILL');
  for (let status = 200; status !== 0; ) {
    status = await fetch(`${url}/health/ready`).then(
      ({ status }) => status,
      () => 0,
    );
    expect(status).not.toBe(503);
  }
  await ended;
  expect(await closed).toBe(1006);
  expect(followed.events.at(-1)?.sequence).toBe(followed.events[0]?.sequence);
});
