import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPool, RapportError, TenantDatabase } from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';
import { plantCanaries } from '../fixtures/canaries.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin], environment: { DATABASE_POOL_SIZE: '8' } });
  await plantCanaries(app, 10);
});
afterAll(() => app.close());

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('[GU15] connections leak nothing', () => {
  test('after every way in which a request can end, a query without a tenant sees nothing', async () => {
    const pool = createPool({ ...app.database.api, password: app.database.api.password ?? '', max: 1 });
    const database = new TenantDatabase(pool);
    const alpha = (text: string, signal?: AbortSignal) =>
      database.forTenant(app.alpha.id, signal).run({ text, values: [] });
    const nothingLeft = async () => {
      // Empty, not null and not the tenant before: the cast of the policy fails, so nothing is read.
      const { rows } = await pool.query("select current_setting('app.tenant', true) as tenant");
      expect(['', null]).toContain(rows[0].tenant);
      await expect(pool.query('select * from specimen')).rejects.toThrow();
    };
    const endings: Record<string, () => Promise<unknown>> = {
      'a query that succeeds': () => alpha('select * from specimen'),
      'a query that fails': () => alpha('select 1/0'),
      'a query that times out': () => alpha('select pg_sleep(5)'),
      'a query that is cancelled': () => alpha('select pg_sleep(5)', AbortSignal.timeout(50)),
      'a transaction that commits': () =>
        database.transaction(app.alpha.id, (tx) => tx.run({ text: 'select 1', values: [] })),
      'a transaction that throws': () =>
        database.transaction(app.alpha.id, async () => {
          throw new RapportError('INPUT_INVALID', 'on purpose');
        }),
      'a transaction whose statement fails': () =>
        database.transaction(app.alpha.id, (tx) => tx.run({ text: 'select 1/0', values: [] })),
      'a transaction that is cancelled': () =>
        database.transaction(
          app.alpha.id,
          (tx) => tx.run({ text: 'select pg_sleep(5)', values: [] }),
          AbortSignal.timeout(50),
        ),
      'a connection that is killed': () => alpha('select pg_terminate_backend(pg_backend_pid())'),
    };
    for (const [ending, run] of Object.entries(endings)) {
      await run().catch(() => undefined);
      await nothingLeft().catch((error: unknown) => {
        throw new Error(`After ${ending}: ${error}`);
      });
    }
    await pool.end();
  });

  test('a session setting would be seen by the next query: the test above can fail', async () => {
    const pool = createPool({ ...app.database.api, password: app.database.api.password ?? '', max: 1 });
    await pool.query("select set_config('app.tenant', $1, false)", [String(app.alpha.id)]);
    const { rows } = await pool.query('select * from specimen');
    expect(rows.length).toBeGreaterThan(0);
    await pool.end();
  });

  test('ten thousand mixed requests, 64 at once, never see a foreign canary', async () => {
    const ask = '{ specimens(first: 3) { nodes { title keeper { email } } } }';
    let left = 10_000;
    let foreign = 0;
    const worker = async (index: number) => {
      const tenant = index % 2 === 0 ? app.alpha : app.beta;
      while (left-- > 0) {
        const { specimens } = await tenant.admin.get<{
          specimens: { nodes: { title: string; keeper: { email: string } }[] };
        }>(ask);
        for (const { title, keeper } of specimens.nodes) {
          if (title !== `canary-${tenant.slug}` || !keeper.email.endsWith(`@${tenant.slug}.example`)) foreign++;
        }
        if (specimens.nodes.length !== 3) foreign++;
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, index) => worker(index)));
    expect(foreign).toBe(0);
  });
});

describe('[GU28] statements have a budget', () => {
  test('the role of the API has its timeouts set', async () => {
    const { rows } = await app.app.pool.query(
      "select name, setting::int as ms from pg_settings where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name",
    );
    expect(rows).toEqual([
      { name: 'idle_in_transaction_session_timeout', ms: 10_000 },
      { name: 'lock_timeout', ms: 1_000 },
      { name: 'statement_timeout', ms: 2_000 },
    ]);
  });

  test('a statement over its budget is a coded error', async () => {
    const runner = new TenantDatabase(app.app.pool).forTenant(app.alpha.id);
    await expect(runner.run({ text: 'select pg_sleep(3)', values: [] })).rejects.toMatchObject({
      code: 'STATEMENT_TIMEOUT',
    });
  });

  test('a write that waits too long for a lock is told so, and nothing is half-done', async () => {
    const { createSpecimen } = await app.alpha.admin.get<{ createSpecimen: { id: string } }>(
      'mutation { createSpecimen(input: { title: "locked" }) { id } }',
    );
    const database = new TenantDatabase(app.app.pool);
    const holder = database.transaction(app.alpha.id, async (tx) => {
      await tx.run({
        text: 'select 1 from specimen where tenant_id = $1 and id = $2 for update',
        values: [app.alpha.id, createSpecimen.id.slice(4)],
      });
      await sleep(1_500);
    });
    const update = 'mutation($id: ID!) { updateSpecimen(id: $id, input: { title: "changed" }) { version } }';
    await sleep(50);
    expect(await app.alpha.admin.refused(update, { id: createSpecimen.id })).toMatchObject({ code: 'BUSY' });
    await holder;
    expect(await app.alpha.admin.get(update, { id: createSpecimen.id })).toEqual({ updateSpecimen: { version: 2 } });
  });

  test('a client that goes away takes its statement with it', async () => {
    const url = await app.listen();
    // A slow trigger stands in for a slow statement; what a sequence counted is not undone.
    await app.sql('create sequence slept_through; grant usage on sequence slept_through to public');
    await app.sql(
      "create function slow_specimens() returns trigger language plpgsql as $$ begin perform pg_sleep(1.5); perform nextval('slept_through'); return new; end $$",
    );
    await app.sql('create trigger slow before insert on specimen for each row execute function slow_specimens()');
    const sleptThrough = async () => (await app.sql('select is_called from slept_through'))[0]?.is_called;
    const create = (signal?: AbortSignal) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${app.alpha.admin.key}` },
        body: JSON.stringify({ query: 'mutation { createSpecimen(input: { title: "slow" }) { id } }' }),
        signal: signal ?? null,
      });
    try {
      const leaving = new AbortController();
      const request = create(leaving.signal).catch(() => undefined);
      const sleeping = async () =>
        Number((await app.sql("select count(*) as n from pg_stat_activity where wait_event = 'PgSleep'"))[0]?.n);
      while ((await sleeping()) === 0) await sleep(10);
      leaving.abort();
      await request;
      while ((await sleeping()) > 0) await sleep(10);
      expect(await sleptThrough()).toBe(false);
      expect(await app.sql("select 1 from specimen where title = 'slow'")).toEqual([]);
      await create();
      expect(await sleptThrough()).toBe(true);
    } finally {
      await app.sql('drop trigger slow on specimen; drop function slow_specimens(); drop sequence slept_through');
    }
  });
});
