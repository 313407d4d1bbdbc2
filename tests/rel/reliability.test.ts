import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withClient } from '@rapport/server';
import { createTestApp, type TestApp, type TestTenant } from '@rapport/testing';
import { Random } from '../../packages/server/src/demo/random.ts';
import { ask, type Environment, RapportProcess } from '../product/rapport-process.ts';
import { gapsIn, lostWrites, realTimeInversions, versionsOutOfOrder } from './checker.ts';
import { FaultProxy } from './fault-proxy.ts';
import { Recorder } from './recorder.ts';
import { Subscriber } from './subscriber.ts';
import { write } from './writer.ts';
import { logOf, type Sql, unaccounted, versionsOf } from './written.ts';

const SECONDS = Number(process.env.REL_SECONDS ?? 12);
const SEED = Number(process.env.REL_SEED ?? Date.now() % 2 ** 32);
const LEAST_KILLS = 5;
/** Between two kills: a sixth of a short run, ten seconds of a long one. */
const KILL_PAUSE_MS = Math.min(10, SECONDS / (LEAST_KILLS + 1)) * 1_000;
const WRITERS_PER_TENANT = 4;
const SUBSCRIBERS_PER_TENANT = 5;
const SETTLE_MS = 60_000;
/** Reading everything back takes its time after a long run. */
const READ_BACK_MS = 30_000 + SECONDS * 1_000;

const FAULTS = ['black hole', 'cut', 'delay', 'drip', 'half-close'];
/** So many times as long where not everybody has met a fault by then. */
const LONGEST = 5;
const random = new Random(SEED);
let app: TestApp;
let environment: Environment;
const servers: Server[] = [];
const subscribers: Subscriber[] = [];
let proxy: FaultProxy;
const sql: Sql = (text, values) => app.sql(text, values);

/** A server process that is started again whenever it was killed, on the same port. */
class Server {
  readonly port: number;
  private process: RapportProcess;

  constructor(port: number) {
    this.port = port;
    this.process = this.start();
  }

  get ready(): Promise<string> {
    return this.process.url();
  }

  async kill(): Promise<void> {
    await this.process.end('SIGKILL');
    this.process = this.start();
    await this.ready;
  }

  async stop(): Promise<void> {
    await this.process.end('SIGTERM');
  }

  private start(): RapportProcess {
    return new RapportProcess({ ...environment, PORT: String(this.port) });
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

beforeAll(async () => {
  app = await createTestApp();
  // Transactions take their numbers in one order and end in another; a part of them ends slowly.
  await app.sql(`
create function linger() returns trigger language plpgsql as $$
begin
  if random() < 0.1 then perform pg_sleep(random() * 0.02); end if;
  return null;
end $$;
create constraint trigger linger after insert or update on customer deferrable initially deferred for each row execute function linger();
-- What a reader would page through who took the numbers of the outbox for the order of the commits.
create table naive_log (tenant_id integer not null, id bigint primary key);
create function note() returns trigger language plpgsql security definer as $$
begin
  insert into naive_log values (new.tenant_id, new.id);
  return null;
end $$;
create trigger note after insert on outbox for each row execute function note();`);
  const { host, user, password, database } = app.database.api;
  environment = {
    DATABASE_URL: `postgres://${user}:${encodeURIComponent(password ?? '')}@localhost/${database}?host=${encodeURIComponent(host)}`,
    LOG_LEVEL: 'error',
    RATE_LIMIT_PER_SECOND: '10000000',
  };
  servers.push(new Server(await freePort()), new Server(await freePort()));
  await Promise.all(servers.map(({ ready }) => ready));
  proxy = new FaultProxy({ target: () => random.pick(servers).port, random });
}, 60_000);
afterAll(async () => {
  for (const subscriber of subscribers) subscriber.stop();
  await proxy?.close();
  await Promise.all(servers.map((server) => server.stop()));
  await app.close();
});

const anyUrl = () => `http://127.0.0.1:${random.pick(servers).port}`;

/** Pages by number, as often as it can; returns what it has seen. */
async function readNaively(stop: { readonly asked: boolean }): Promise<Set<string>> {
  const seen = new Set<string>();
  await withClient(app.database.superuser, async (client) => {
    for (let after = '0'; !stop.asked; ) {
      const { rows } = await client.query<{ id: string }>(
        'select id from naive_log where id > $1 order by id limit 1000',
        [after],
      );
      for (const { id } of rows) seen.add(id);
      after = rows.at(-1)?.id ?? after;
      await pause(1);
    }
  });
  return seen;
}

describe(`under faults, for ${SECONDS} s with seed ${SEED}`, () => {
  const recorders = new Map<TestTenant, Recorder>();
  /** `last`: where the log ended when nobody wrote any more. What follows changes by itself may still go on. */
  const followed = new Map<TestTenant, { first: number; last: number; subscribers: Subscriber[] }>();
  let naive: Set<string>;
  let kills = 0;

  beforeAll(
    async () => {
      const port = await proxy.listen();
      for (const tenant of [app.alpha, app.beta, await app.tenant('gamma'), await app.tenant('delta')]) {
        const url = `http://127.0.0.1:${servers[0]?.port}`;
        // What the preparation wrote is in the log before anybody begins to count.
        await pause(500);
        const { body } = await ask(url, tenant.admin.key, '{ eventCursor }');
        const { eventCursor } = body.data as unknown as { eventCursor: string };
        const [head] = await app.sql('select seq from event_head where tenant_id = $1', [tenant.id]);
        const all = Array.from(
          { length: SUBSCRIBERS_PER_TENANT },
          () => new Subscriber(`ws://127.0.0.1:${port}/graphql`, tenant.admin.key, eventCursor),
        );
        for (const subscriber of all) subscriber.run();
        subscribers.push(...all);
        followed.set(tenant, { first: Number(head?.seq) + 1, last: Number(head?.seq), subscribers: all });
        recorders.set(tenant, new Recorder());
      }
      const begun = performance.now();
      const isEnough = () =>
        kills >= LEAST_KILLS && proxy.happened.size === FAULTS.length && subscribers.every(({ breaks }) => breaks > 0);
      const goesOn = () => {
        const seconds = (performance.now() - begun) / 1_000;
        return seconds < SECONDS || (seconds < LONGEST * SECONDS && !isEnough());
      };
      const stop = { asked: false };
      const reading = readNaively(stop);
      const killing = (async () => {
        while (goesOn()) {
          await pause(KILL_PAUSE_MS);
          // A crash counts only when somebody waits for an answer.
          while (goesOn() && ![...recorders.values()].some(({ inFlight }) => inFlight > 0)) await pause(1);
          if (!goesOn()) return;
          kills++;
          await random.pick(servers).kill();
        }
      })();
      await Promise.all(
        [...recorders].flatMap(([tenant, recorder]) =>
          Array.from({ length: WRITERS_PER_TENANT }, (_, index) =>
            write({ url: anyUrl, key: tenant.admin.key }, `${tenant.slug}-${index}`, { recorder, random, goesOn }),
          ),
        ),
      );
      await killing;
      proxy.off = true;
      const deadline = Date.now() + SETTLE_MS;
      for (const [tenant, one] of followed) {
        const { first, subscribers: all } = one;
        for (;;) {
          const [head] = await app.sql<{ seq: string; waiting: string }>(
            'select seq, (select count(*) from outbox) as waiting from event_head where tenant_id = $1',
            [tenant.id],
          );
          const last = Number(head?.seq);
          followed.set(tenant, { ...one, last });
          const events = last - first + 1;
          if (head?.waiting === '0' && all.every(({ sequence }) => sequence.length >= events)) break;
          if (Date.now() > deadline) break;
          await pause(50);
        }
      }
      stop.asked = true;
      naive = await reading;
    },
    LONGEST * SECONDS * 1_000 + SETTLE_MS + 120_000,
  );

  test('there was something to survive', () => {
    expect(kills).toBeGreaterThanOrEqual(LEAST_KILLS);
    expect([...proxy.happened.keys()].sort()).toEqual(FAULTS);
    expect(Math.min(...subscribers.map(({ breaks }) => breaks))).toBeGreaterThan(0);
    for (const { acknowledged } of recorders.values()) expect(acknowledged.length).toBeGreaterThan(3 * SECONDS);
  });

  test('[GU6] every subscriber got every event once, in order, across all breaks', async () => {
    for (const { first, last, subscribers: all } of followed.values()) {
      for (const { sequence } of all)
        expect(
          gapsIn(
            sequence.filter((number) => number <= last),
            first,
            last,
          ),
        ).toEqual([]);
    }
  });

  test(
    '[GU6] paging the log brings the same',
    async () => {
      for (const [tenant, { last }] of followed) {
        const numbers: number[] = [];
        for (let after: string | null = null, more = true; more; ) {
          interface Page {
            events: { nodes: { sequence: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
          }
          const page: Page = await tenant.admin.get<Page>(
            'query($after: String) { events(after: $after, first: 200) { nodes { sequence } pageInfo { endCursor hasNextPage } } }',
            { after },
          );
          numbers.push(...page.events.nodes.map(({ sequence }) => Number(sequence)));
          after = page.events.pageInfo.endCursor;
          more = page.events.pageInfo.hasNextPage;
        }
        expect(numbers.at(-1)).toBeGreaterThanOrEqual(last);
        expect(gapsIn(numbers, 1, Number(numbers.at(-1)))).toEqual([]);
      }
    },
    READ_BACK_MS,
  );

  test('[GU6] a reader that takes the numbers of the outbox for the order of commits misses events: the test above can fail', async () => {
    const rows = await app.sql<{ id: string }>('select id from naive_log');
    const missed = rows.filter(({ id }) => !naive.has(id));
    expect(missed.length).toBeGreaterThan(0);
  });

  test(
    '[GU1] no acknowledged write is lost',
    async () => {
      for (const [tenant, recorder] of recorders) {
        expect(lostWrites(await logOf(sql, tenant.id), recorder.operations)).toEqual([]);
        const versions = await versionsOf(sql, tenant.id);
        for (const { id = '', version = 0 } of recorder.acknowledged)
          expect(versions.get(id) ?? 0).toBeGreaterThanOrEqual(version);
      }
    },
    READ_BACK_MS,
  );

  test(
    '[GU3] every version of every record has one event and one audit entry, and nothing that was undone has any',
    async () => {
      for (const tenant of followed.keys()) expect(await unaccounted(sql, tenant.id)).toEqual([]);
    },
    READ_BACK_MS,
  );

  test(
    '[GU5] the log has the order of the versions of each record, and that in which writes were acknowledged',
    async () => {
      for (const [tenant, recorder] of recorders) {
        const log = await logOf(sql, tenant.id);
        expect(versionsOutOfOrder(log)).toEqual([]);
        expect(realTimeInversions(log, recorder.operations)).toEqual([]);
      }
    },
    READ_BACK_MS,
  );
});
