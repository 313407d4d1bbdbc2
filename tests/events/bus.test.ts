import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Heads, PostgresBus } from '@rapport/kernel';
import { withClient } from '@rapport/server';
import { createTestApp, type TestApp } from '@rapport/testing';
import { readHeads, writeHeads } from '../../packages/kernel/src/events/event-bus.ts';
import { twoProcessesShareEvents } from './two-processes.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

describe('without a bus, two processes', () => {
  twoProcessesShareEvents(
    () => app,
    () => 'none',
  );
});

describe('with LISTEN and NOTIFY, two processes', () => {
  // The connections of the bus are cut; they come back by themselves.
  twoProcessesShareEvents(
    () => app,
    () => 'postgres',
    async () => {
      const cut = await app.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ~ '^(listen|select pg_notify)'",
      );
      expect(cut).toHaveLength(2);
    },
  );
});

describe('the bus over Postgres', () => {
  const buses: PostgresBus[] = [];
  afterAll(() => Promise.all(buses.map((bus) => bus.close())));

  const open = async (hear: (heads: Heads) => void) => {
    const bus = new PostgresBus({ ...app.database.api, password: app.database.api.password ?? '' }, () => undefined);
    buses.push(bus);
    await bus.listen(hear);
    return bus;
  };

  test('gathers hints: many become few notifications, and the newest is among them', async () => {
    const heard: Heads[] = [];
    const last = Promise.withResolvers<void>();
    await open((heads) => {
      heard.push(heads);
      if (heads.get(1)?.seq === 500) last.resolve();
    });
    const teller = await open(() => undefined);
    for (let seq = 1; seq <= 500; seq++) {
      teller.tell(new Map([[1, { epoch: 1, seq }]]));
      if (seq % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await last.promise;
    expect(heard.length).toBeLessThan(20);
  });

  test('takes what strangers say for nothing', async () => {
    const heard: Heads[] = [];
    const end = Promise.withResolvers<void>();
    await open((heads) => {
      heard.push(heads);
      if (heads.has(7)) end.resolve();
    });
    await withClient(app.database.owner, async (client) => {
      for (const text of ['nonsense', '1:1:x', '1:2', '99999999999:1:1', '', "';--", '7:1:8'])
        await client.query('select pg_notify($1, $2)', ['rapport_events', text]);
    });
    await end.promise;
    expect(heard.flatMap((heads) => [...heads])).toEqual([[7, { epoch: 1, seq: 8 }]]);
    const heads = new Map([
      [1, { epoch: 5, seq: 2 }],
      [3, { epoch: 0, seq: 4 }],
    ]);
    expect(readHeads(writeHeads(heads))).toEqual(heads);
  });
});
