import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { PipelinedConnections, RapportError } from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';
import type pg from 'pg';
import { plantCanaries } from '../fixtures/canaries.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';

let app: TestApp;
let connections: PipelinedConnections;

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
  await plantCanaries(app, 5);
  const { api } = app.database;
  connections = new PipelinedConnections(
    { ...api, password: api.password ?? '' },
    { size: 1, named: true, onUnavailable: () => undefined },
  );
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  await connections.close();
  await app.close();
});

const never = new AbortController().signal;
const TITLES = "select string_agg(distinct title, ',') from specimen where $1::int is not null";
const read = (tenant: { id: number }, text: string, signal = never, values: unknown[] = []) =>
  connections.read(tenant.id, { text, values }, signal);
const titles = (tenant: { id: number }) => read(tenant, TITLES, never, [tenant.id]);

/** The one connection itself, behind the back of the tenants. */
function client(): pg.Client {
  const [connection] = (connections as unknown as { connections: { client: pg.Client }[] }).connections;
  if (!connection) throw new Error('There is no connection yet.');
  return connection.client;
}

test('no workers are started for a statement: most are for walks that are not taken', async () => {
  const workers = "select current_setting('max_parallel_workers_per_gather') || current_setting('plan_cache_mode')";
  expect(await read(app.alpha, workers)).toBe('0force_generic_plan');
  const rows = await app.app.database.transaction(app.alpha.id, (transaction) =>
    transaction.run({ text: `${workers} as set`, values: [] }),
  );
  expect(rows).toEqual([{ set: '0force_generic_plan' }]);
});

describe('[GU15] pipelined connections leak nothing', () => {
  test('after every way in which a question can end, one without a tenant sees nothing', async () => {
    const endings: Record<string, () => Promise<unknown>> = {
      'an answer': () => titles(app.alpha),
      'an error': () => read(app.alpha, 'select 1/0'),
      'a text that cannot be parsed': () => read(app.alpha, 'select from from'),
      'a value that does not fit': () => read(app.alpha, 'select $1::int::text', never, ['x']),
      'a timeout': () => read(app.alpha, 'select pg_sleep(5)::text'),
      'a client that goes away': () => read(app.alpha, 'select pg_sleep(5)::text', AbortSignal.timeout(50)),
    };
    for (const [ending, run] of Object.entries(endings)) {
      await run().catch(() => undefined);
      const { rows } = await client().query("select current_setting('app.tenant', true) as tenant");
      if (rows[0].tenant !== '' && rows[0].tenant !== null) throw new Error(`After ${ending}: ${rows[0].tenant}`);
      await expect(client().query('select * from specimen')).rejects.toThrow();
      expect(await titles(app.beta)).toBe('canary-beta');
    }
  });

  test('a setting of the connection would be seen: the test above can fail', async () => {
    await titles(app.alpha);
    await client().query("select set_config('app.tenant', $1, false)", [String(app.alpha.id)]);
    const { rows } = await client().query('select distinct title from specimen');
    expect(rows).toEqual([{ title: 'canary-alpha' }]);
    await client().query("select set_config('app.tenant', '', false)");
  });

  test('questions of several tenants are under way at once, and one that fails between two others touches neither', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 300 }, (_, index) => {
        if (index % 3 === 1) return read(app.beta, `select (1/${index - index})::text`);
        return titles(index % 3 === 0 ? app.alpha : app.beta);
      }),
    );
    for (const [index, answer] of answers.entries()) {
      if (index % 3 === 1) expect(answer).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
      else
        expect(answer).toMatchObject({ status: 'fulfilled', value: index % 3 === 0 ? 'canary-alpha' : 'canary-beta' });
    }
  });

  test('a client that goes away takes its own statement with it and no other', async () => {
    await app.sql('create sequence slept_through; grant usage on sequence slept_through to public');
    const leaving = new AbortController();
    const slow = read(app.alpha, "select nextval('slept_through')::text from pg_sleep(1.5)", leaving.signal);
    const behind = Promise.all(Array.from({ length: 20 }, () => titles(app.beta)));
    setTimeout(() => leaving.abort(), 100);
    await expect(slow).rejects.toThrow('went away');
    expect(new Set(await behind)).toEqual(new Set(['canary-beta']));
    // What waited behind it on its connection came through, and it did not.
    expect(await app.sql('select is_called from slept_through')).toEqual([{ is_called: false }]);
  });

  test('one that leaves while it waits its turn does not stop what is before it', async () => {
    const leaving = new AbortController();
    const before = read(app.alpha, "select 'done' from pg_sleep(0.3)");
    const waiting = read(app.beta, 'select pg_sleep(1)::text', leaving.signal);
    setTimeout(() => leaving.abort(), 50);
    await expect(waiting).rejects.toThrow('went away');
    expect(await before).toBe('done');
  });
});

describe('[GU28] pipelined statements have a budget', () => {
  test('a statement over it is a coded error', async () => {
    await expect(read(app.alpha, 'select pg_sleep(3)::text')).rejects.toMatchObject({ code: 'STATEMENT_TIMEOUT' });
  });

  test('the answer says so with its place, and the database is not asked again', async () => {
    const question = '{ timed: specimens { nodes { id } } }';
    await app.alpha.admin.get(question);
    const read = jest
      .spyOn(PipelinedConnections.prototype, 'read')
      .mockRejectedValueOnce(new RapportError('STATEMENT_TIMEOUT', 'The statement was stopped before it finished.'));
    const { errors } = await app.alpha.admin.ask(question);
    expect(errors).toMatchObject([{ path: ['timed'], extensions: { code: 'STATEMENT_TIMEOUT' } }]);
    expect(read).toHaveBeenCalledTimes(1);
  });

  test('a connection that is killed is replaced', async () => {
    await expect(read(app.alpha, 'select pg_terminate_backend(pg_backend_pid())::text')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    expect(await titles(app.alpha)).toBe('canary-alpha');
  });

  test('prepared statements are bounded, and those that went are prepared anew', async () => {
    for (let index = 0; index < 1_100; index++) await read(app.alpha, `select '${index}'`);
    const { rows } = await client().query('select count(*)::int as n from pg_prepared_statements');
    expect(rows[0].n).toBeLessThanOrEqual(501);
    expect(rows[0].n).toBeGreaterThan(400);
    expect(await read(app.alpha, "select '0'")).toBe('0');
  });
});
