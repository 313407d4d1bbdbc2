import { type ChildProcess, spawn } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decideMessages, deliverBatch, messageSettings, Providers } from '@rapport/core';
import { createTestApp, type TestApp } from '@rapport/testing';
import type { WorkerTask } from './campaign-worker.ts';
import { aTemplate, reachable } from './reachable.ts';

const NIGHTLY = process.env.RAPPORT_NIGHTLY !== undefined;
const CUSTOMERS = NIGHTLY ? 1_000 : 40;
const RACES = NIGHTLY ? 1_000 : 40;
const CAMPAIGNS = 20;
const WORKERS = 4;
const CAP = 3;

let app: TestApp;
let sink: http.Server;
const accepted = new Map<string, string>();
let replies = 0;
let template: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  // What it knows by our id it takes once; one of twenty replies it never gives.
  sink = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const { id, to } = JSON.parse(body) as { id: string; to: string };
      accepted.set(id, to);
      if (++replies % 20 === 0) request.socket.destroy();
      else response.end();
    });
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  app = await createTestApp();
  template = (
    await aTemplate(app, {
      key: 'offer',
      purpose: 'MARKETING',
      body: 'Dear {{ customer.name }}. {% if links.unsubscribe %}{{ links.unsubscribe }}{% endif %}',
    })
  ).slice(4);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  sink.closeAllConnections();
  sink.close();
  await app.close();
});

/** People who can be reached, made at once. */
async function people(prefix: string, count: number): Promise<string[]> {
  const rows = await app.sql<{ id: string }>(
    `
with made as (
  insert into customer (tenant_id, id, kind, name, lifecycle_state)
  select $1, gen_random_uuid(), 'PERSON', $2 || n, 'PROSPECT' from generate_series(1, $3) n returning id, name),
points as (
  insert into contact_point (tenant_id, id, customer_id, channel, value, normalised, purpose, preferred, shared, state, verification, source)
  select $1, gen_random_uuid(), id, 'EMAIL', name || '@example.com', 'mailto:' || name || '@example.com', 'ANY', false, false, 'ACTIVE', 'UNVERIFIED', 'TOLD' from made),
consents as (
  insert into consent (tenant_id, id, customer_id, purpose, channel, matter, state, lawful_basis, changed_at, source)
  select $1, gen_random_uuid(), id, 'MARKETING', 'EMAIL', 'MARKETING/EMAIL/*/*', case when substr(name, length(name)) = '7' then 'WITHDRAWN' else 'GRANTED' end,
    'CONSENT', now(), 'TOLD' from made)
select id from made order by name`,
    [app.alpha.id, prefix, count],
  );
  return rows.map(({ id }) => id);
}

function worker(task: WorkerTask): ChildProcess {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@rapport/source',
      '--import',
      path.resolve('tools/ts-hooks.mjs'),
      path.resolve('tests/campaigns/campaign-worker.ts'),
      JSON.stringify(task),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

test(`[GU12] ${CAMPAIGNS} campaigns to the same ${CUSTOMERS} customers by ${WORKERS} processes that are killed: one message for each pair at most, and no cap is exceeded`, async () => {
  await app.alpha.admin.create('FrequencyCap', { name: 'Three a day', most: CAP, windowHours: 24 });
  const customers = await people('shared', CUSTOMERS);
  const sources = Array.from({ length: CAMPAIGNS }, (_, index) => `campaign ${index}`);
  const { api } = app.database;
  const task = {
    connection: { ...api, password: api.password ?? '' },
    tenantId: app.alpha.id,
    template,
    sources,
    customers,
    sink: `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`,
  };
  let workers = Array.from({ length: WORKERS }, () => worker(task));
  let kills = 0;
  const targeted = CAMPAIGNS * CUSTOMERS;
  const deadline = Date.now() + (NIGHTLY ? 1_200_000 : 60_000);
  for (;;) {
    // What waits for another try, or for the end of the lease of a process that died, need not wait for hours here.
    await app.sql(
      "update message set due_at = now() where (state = 'QUEUED' and due_at > now()) or (state = 'SENDING' and updated_at < now() - interval '3 seconds')",
    );
    const [row] = await app.sql<{ decided: number; open: number }>(
      "select count(*)::int as decided, count(*) filter (where state in ('QUEUED', 'SENDING'))::int as open from message",
    );
    if (row?.decided === targeted && row.open === 0 && kills >= 3) break;
    if (Date.now() > deadline) throw new Error(`Not done: ${JSON.stringify(row)} of ${targeted}.`);
    await sleep(300 + Math.random() * 900);
    if (kills < (NIGHTLY ? 40 : 3) && (row?.decided ?? 0) > 0) {
      workers[kills % WORKERS]?.kill('SIGKILL');
      workers = workers.with(kills % WORKERS, worker(task));
      kills++;
    }
  }
  for (const child of workers) child.kill('SIGKILL');
  const [sums] = await app.sql<Record<string, number>>(`
select count(*) filter (where state = 'SENT')::int as sent, count(*) filter (where state = 'FAILED')::int as failed,
  count(*) filter (where refused_by = 'CAP')::int as capped, count(*) filter (where refused_by = 'CONSENT_WITHDRAWN')::int as suppressed from message`);
  const { sent = 0, failed = 0, capped = 0, suppressed = 0 } = sums ?? {};
  expect(sent + failed + capped + suppressed).toBe(targeted);
  expect(suppressed).toBeGreaterThan(0);
  // Of each pair there is one message, and the sink knows messages by their ids: it has one of each pair at most.
  const pairs = await app.sql<{ id: string; customer_id: string; source: string }>(
    'select id, customer_id, source from message',
  );
  expect(new Set(pairs.map(({ customer_id, source }) => `${customer_id} ${source}`)).size).toBe(pairs.length);
  const perReader = Map.groupBy(accepted.values(), (to) => to);
  expect(Math.max(...[...perReader.values()].map(({ length }) => length))).toBe(CAP);
  expect(accepted.size).toBeGreaterThanOrEqual(sent);
  expect(accepted.size).toBeLessThanOrEqual(sent + failed);
}, 1_300_000);

/** Decides about messages of many campaigns to one customer at once, each in a transaction of its own. */
async function atOnce(customer: string, isLocked: boolean): Promise<number> {
  const decide = (index: number) =>
    app.app.background.plugins.run(
      {
        tenantId: app.alpha.id,
        plugin: 'messages',
        part: 'the test',
        limits: { milliseconds: 30_000, rows: 1e6 },
        signal: new AbortController().signal,
      },
      ({ transaction }) =>
        transaction(async (work) => {
          const run = work.transaction.run.bind(work.transaction);
          // Without its locks a decision counts first and inserts after: what others decide meanwhile it does not see.
          if (!isLocked)
            work.transaction.run = (statement) =>
              statement.text.includes('pg_advisory_xact_lock') ? Promise.resolve([]) : run(statement);
          await decideMessages(
            work,
            { channel: 'EMAIL', purpose: 'MARKETING', template, source: `at once ${index}`, defaultZone: 'UTC' },
            {
              customers: [customer],
              select: (ids, sql) =>
                `select id as customer_id, ${sql.add(`at once ${index}/`, 'text')} || id as key, null::text as barred, null::jsonb as variables from unnest(${ids}) id`,
            },
          );
        }),
    );
  await Promise.all(Array.from({ length: 20 }, (_, index) => decide(index)));
  const [row] = await app.sql<{ count: number }>(
    "select count(*)::int as count from message where customer_id = $1 and state = 'QUEUED'",
    [customer],
  );
  return row?.count ?? 0;
}

test('[iM1] [F3] twenty at once do not exceed a cap; without the locks of the customer they do', async () => {
  const [locked = '', unlocked = ''] = await people('once', 2);
  expect(await atOnce(locked, true)).toBe(CAP);
  expect(await atOnce(unlocked, false)).toBeGreaterThan(CAP);
});

test(`[iM1] an opt-out that is committed before the time of sending is honoured in ${RACES} of ${RACES} races`, async () => {
  let honoured = 0;
  let sentBefore = 0;
  for (let race = 0; race < RACES; race++) {
    const who = await reachable(app);
    const uuid = who.customerId.slice(4);
    await app.alpha.as('marketer').get('mutation($input: SendMessageInput!) { sendMessage(input: $input) { id } }', {
      input: { customerId: who.customerId, template: 'offer', key: `race ${race}` },
    });
    let withdrawnAt = Number.POSITIVE_INFINITY;
    let beganAt = 0;
    const withdraw = async () => {
      await sleep(Math.random() * (race % 2 ? 8 : 120));
      await app.alpha.admin.get('mutation($id: ID!) { withdrawConsent(id: $id) { id } }', { id: who.consentId });
      withdrawnAt = performance.now();
    };
    const deliver = async () => {
      await sleep(Math.random() * (race % 2 ? 24 : 0));
      await app.app.background.plugins.run(
        {
          tenantId: app.alpha.id,
          plugin: 'messages',
          part: 'the test',
          limits: { milliseconds: 30_000, rows: 1e6 },
          signal: new AbortController().signal,
        },
        async (context) => {
          const settings = await context.settings(messageSettings);
          const send = async () => ({ kind: 'sent', reference: null }) as const;
          beganAt = performance.now();
          await deliverBatch(
            context,
            new Providers(new Map([['EMAIL', { send, close: async () => undefined }]])),
            settings,
          );
        },
      );
    };
    // The first two are no races: whatever the machine does, there is one of each outcome.
    if (race === 0) await deliver().then(withdraw);
    else if (race === 1) await withdraw().then(deliver);
    else await Promise.all([withdraw(), deliver()]);
    const [row] = await app.sql<{ state: string; refused_by: string | null }>(
      'select state, refused_by from message where customer_id = $1',
      [uuid],
    );
    if (withdrawnAt < beganAt) {
      expect(row).toEqual({ state: 'REFUSED', refused_by: 'CONSENT_WITHDRAWN' });
      honoured++;
    } else if (row?.state === 'SENT') sentBefore++;
    await app.sql("update message set state = 'CANCELED', counted_at = null where customer_id = $1", [uuid]);
  }
  expect(honoured).toBeGreaterThan(0);
  expect(sentBefore).toBeGreaterThan(0);
}, 600_000);
