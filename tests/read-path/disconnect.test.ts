import http from 'node:http';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { withClient } from '@rapport/server';
import { createTestApp, type TestApp, type TestTenant } from '@rapport/testing';
import { specimenPlugin } from '../fixtures/specimen.ts';
import { until } from '../fixtures/until.ts';

const SLOW = '{ specimens { nodes { title } } }';
const QUICK = '{ customers { nodes { name } } }';

let app: TestApp;
let url: string;

beforeAll(async () => {
  // One connection for everybody, so that the others wait behind the slow one.
  app = await createTestApp({ plugins: [specimenPlugin], environment: { DATABASE_READ_CONNECTIONS: '1' } });
  url = await app.listen();
  const { user, database } = app.database.api;
  // Nothing but the cancellation may end the slow statement.
  for (const setting of ['lock_timeout', 'statement_timeout'])
    await app.sql(`alter role "${user}" in database "${database}" set ${setting} = '60s'`);
  for (const tenant of [app.alpha, app.beta]) {
    await tenant.admin.get('mutation($name: String!) { createCustomer(input: { kind: PERSON, name: $name }) { id } }', {
      name: tenant.slug,
    });
    for (const query of [SLOW, QUICK]) {
      await answerTo(ask(tenant, query));
      expect(await answerTo(ask(tenant, query))).toMatchObject({ extensions: { plan: { kind: 'compiled' } } });
    }
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => app.close());

function ask(tenant: TestTenant, query: string): http.ClientRequest {
  const request = http.request(`${url}/graphql`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tenant.admin.key}` },
  });
  request.on('error', () => undefined);
  request.end(JSON.stringify({ query }));
  return request;
}

async function answerTo(request: http.ClientRequest): Promise<unknown> {
  const response = await new Promise<http.IncomingMessage>((resolve) => request.once('response', resolve));
  return JSON.parse(Buffer.concat(await response.toArray()).toString());
}

/** Statements of the API that wait for the table that the test holds. */
async function waiting(): Promise<number> {
  const [row] = await app.sql<{ n: number }>(
    "select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'rapport' and wait_event_type = 'Lock'",
  );
  return row?.n ?? 0;
}

/** Runs `check` while a client of one tenant was lost in the middle of its answer, and another's question waits behind it. */
async function whileClientIsGone(check: (other: Promise<unknown>) => Promise<void>): Promise<void> {
  await withClient(app.database.superuser, async (holder) => {
    await holder.query('begin; lock table specimen in access exclusive mode');
    const leaving = ask(app.alpha, SLOW);
    await until(async () => (await waiting()) === 1);
    const other = answerTo(ask(app.beta, QUICK));
    leaving.destroy();
    await check(other);
    await holder.query('rollback');
    expect(await other).toMatchObject({ data: { customers: { nodes: [{ name: 'beta' }] } } });
  });
}

test('[GU28] a client that goes away in the middle of its answer takes its statement with it, and nobody else’s', async () => {
  await whileClientIsGone(async (other) => {
    expect(await other).toMatchObject({
      data: { customers: { nodes: [{ name: 'beta' }] } },
      extensions: { plan: { kind: 'compiled' } },
    });
    await until(async () => (await waiting()) === 0);
  });
  expect(await answerTo(ask(app.alpha, QUICK))).toMatchObject({ data: { customers: { nodes: [{ name: 'alpha' }] } } });
});

test('without the cancellation its statement goes on and the other waits: the test above can fail', async () => {
  const connect = net.connect;
  jest
    .spyOn(net, 'connect')
    .mockImplementation(((...args: Parameters<typeof connect>) =>
      String(args[0]).includes('.s.PGSQL.') ? new net.Socket() : connect(...args)) as typeof connect);
  await whileClientIsGone(async (other) => {
    const answered = await Promise.race([other, sleep(500, 'nothing')]);
    expect(answered).toBe('nothing');
    expect(await waiting()).toBe(1);
  });
});
