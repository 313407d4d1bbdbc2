import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { ask, databaseUrl, RapportProcess } from './rapport-process.ts';

let app: TestApp;
let first: RapportProcess;
let second: RapportProcess;

beforeAll(async () => {
  app = await createTestApp();
  const environment = {
    DATABASE_URL: databaseUrl(app.database.api),
    LOG_LEVEL: 'error',
  };
  first = new RapportProcess(environment);
  second = new RapportProcess(environment);
  await Promise.all([first.url(), second.url()]);
});
afterAll(async () => {
  await Promise.all([first.end('SIGTERM'), second.end('SIGTERM')]);
  await app.close();
});

const CREATE =
  'mutation($name: String!, $key: String!) { createCustomer(input: { kind: PERSON, name: $name }, idempotencyKey: $key) { id version createdAt } }';
const count = async (name: string) =>
  Number((await app.sql('select count(*) as n from customer where name = $1', [name]))[0]?.n);

describe('[GU8] idempotency keys across processes', () => {
  test('two processes that get the same command at once carry it out once, with one answer', async () => {
    const urls = [await first.url(), await second.url()];
    for (let round = 0; round < 20; round++) {
      const variables = { name: `twice ${round}`, key: `twice-${round}` };
      const [a, b] = await Promise.all(urls.map((url) => ask(url, app.alpha.admin.key, CREATE, variables)));
      expect(a?.body.errors).toBeUndefined();
      expect(a?.body.data).toEqual(b?.body.data);
      expect(await count(variables.name)).toBe(1);
    }
  });

  test('a process that is killed between the commit and its reply leaves one effect, and the retry gets its answer', async () => {
    // The commit itself takes a moment: long enough for the process to die while the database finishes.
    await app.sql(
      'create function slow_commit() returns trigger language plpgsql as $$ begin perform pg_sleep(0.5); return null; end $$',
    );
    await app.sql(
      "create constraint trigger slow_commit after insert on customer deferrable initially deferred for each row when (new.name = 'killed') execute function slow_commit()",
    );
    const url = await first.url();
    const variables = { name: 'killed', key: 'killed-1' };
    const unanswered = ask(url, app.alpha.admin.key, CREATE, variables).catch(() => 'no answer');
    while (
      Number((await app.sql("select count(*) as n from pg_stat_activity where wait_event = 'PgSleep'"))[0]?.n) === 0
    )
      await new Promise((resolve) => setTimeout(resolve, 5));
    await first.end('SIGKILL');
    expect(await unanswered).toBe('no answer');
    const retry = await ask(await second.url(), app.alpha.admin.key, CREATE, variables);
    expect(retry.body.errors).toBeUndefined();
    expect(await count('killed')).toBe(1);
    // What handlers make of it, such as scores, are events of their own.
    const events = await app.sql(
      `select 1 from (select record_id, operation from outbox union all select record_id, operation from event_log) e
       where operation = 'created' and record_id = (select id from customer where name = 'killed')`,
    );
    expect(events).toHaveLength(1);
    await app.sql('drop trigger slow_commit on customer; drop function slow_commit()');
  });
});
