import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Client, CursorExpiredError, createClient, memoryStore, type SubscribeOptions } from '@rapport/client';
import { createTestApp, type TestApp } from '@rapport/testing';
import { SignJWT } from 'jose';
import { RecentIds } from '../../packages/client/src/recent-ids.ts';
import { Random } from '../../packages/server/src/demo/random.ts';
import { type Issuer, startIssuer } from '../fixtures/oidc-issuer.ts';
import { RapportProcess } from '../product/rapport-process.ts';
import { type Fault, FaultProxy } from '../rel/fault-proxy.ts';

const AUDIENCE = 'https://rapport.example/api';

interface Event {
  readonly changes: {
    id: string;
    cursor: string;
    sequence: string;
    at: string;
    type: string;
    patch: { name?: string } | null;
  };
}

const CHANGES =
  'subscription($after: String, $types: [String!]) { changes(after: $after, types: $types) { id cursor sequence at type patch } }';
const TEAMS = { types: ['team.*'] };

let issuer: Issuer;
let app: TestApp;
let url: string;
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  issuer = await startIssuer(AUDIENCE);
  app = await createTestApp({ environment: { OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: AUDIENCE } });
  url = await app.listen();
  await app.alpha.admin.get('mutation($id: ID!) { updateUser(id: $id, input: { subject: "script" }) { id } }', {
    id: app.alpha.users.manager,
  });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(stops.splice(0).map((stop) => stop()));
});
afterAll(async () => {
  await app.close();
  issuer.stop();
});

/** A way to a server, whose address may change, on which these faults happen. */
async function proxyTo(target: () => string, faults: readonly Fault[]) {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const proxy = new FaultProxy({ target: () => Number(new URL(target()).port), random: new Random(seed), faults });
  stops.push(() => proxy.close());
  return { proxy, seed, url: `http://127.0.0.1:${await proxy.listen()}` };
}
const clientAt = (address: string) => createClient({ url: address, key: app.alpha.admin.key });
const follow = (client: Client, options: SubscribeOptions = {}) => {
  const events = client.subscribe<Event>(CHANGES, { variables: TEAMS, ...options });
  stops.push(() => events.return?.());
  return events;
};
const makeTeam = (name: string) => app.alpha.admin.create('Team', { name });
/** Makes a team whose event is in the log. */
async function makeAndLog(name: string): Promise<void> {
  await makeTeam(name);
  while ((await app.sql('select 1 from outbox limit 1')).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
}
const now = async () => (await app.alpha.admin.get<{ eventCursor: string }>('{ eventCursor }')).eventCursor;
const nameOf = ({ changes }: Event) => changes.patch?.name;

/** The next so many events; the last one is in hand, and not handled yet. */
async function take(events: AsyncIterator<Event, void>, count: number): Promise<Event[]> {
  const taken: Event[] = [];
  while (taken.length < count) {
    const { value } = await events.next();
    if (!value) break;
    taken.push(value);
  }
  return taken;
}
const names = async (events: AsyncIterator<Event, void>, count: number) => (await take(events, count)).map(nameOf);

describe('a subscription', () => {
  test('begins now, or after a cursor, and keeps the cursor of what was handled', async () => {
    const store = memoryStore();
    const after = await now();
    for (const name of ['one', 'two', 'three']) await makeTeam(name);
    const first = follow(clientAt(url), { store, after });
    const [one, two] = await take(first, 2);
    expect([one, two].map((event) => event && nameOf(event))).toEqual(['one', 'two']);
    expect(one?.changes.at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(store.get()).toBe(one?.changes.cursor);
    await first.return?.();
    // `two` was in hand when the consumer left: whether it was done, nobody knows.
    expect(await names(follow(clientAt(url), { store, after }), 2)).toEqual(['two', 'three']);
  });

  test('that begins now and ends before the first event comes back where it began', async () => {
    const store = memoryStore();
    const events = follow(clientAt(url), { store });
    const first = events.next();
    while (!store.get()) await new Promise((resolve) => setTimeout(resolve, 10));
    await events.return?.();
    expect(await first).toEqual({ done: true, value: undefined });
    await makeTeam('meanwhile');
    expect(await names(follow(clientAt(url), { store }), 1)).toEqual(['meanwhile']);
  });

  test('[GU6] misses and repeats nothing while its connections break in every way at random', async () => {
    const faults = ['cut', 'half-close', 'delay', 'drip', 'black hole'] as const;
    const { proxy, seed, url: faulty } = await proxyTo(() => url, faults);
    const events = follow(clientAt(faulty), { after: await now(), variables: {} });
    const writing = Promise.all(
      [0, 1, 2, 3].map(async (writer) => {
        for (let index = 0; index < 50; index++) await makeTeam(`faults ${writer} ${index}`);
      }),
    );
    const brought = await take(events, 200);
    await writing;
    const sequences = brought.map(({ changes }) => Number(changes.sequence));
    const begin = sequences[0] ?? 0;
    const wanted = Array.from({ length: 200 }, (_, index) => begin + index);
    expect({ seed, sequences }).toEqual({ seed, sequences: wanted });
    expect(proxy.happened.size).toBeGreaterThan(0);
  });

  test('[GU6] misses and repeats nothing when the server is killed and started again', async () => {
    const { host, user, password, database } = app.database.api;
    const environment = {
      DATABASE_URL: `postgres://${user}:${encodeURIComponent(password ?? '')}@localhost/${database}?host=${encodeURIComponent(host)}`,
      LOG_LEVEL: 'error',
    };
    const server = new RapportProcess(environment);
    stops.push(() => server.end('SIGKILL'));
    let target = await server.url();
    const { url: lasting } = await proxyTo(() => target, ['none']);
    const interruptions: string[] = [];
    const events = follow(clientAt(lasting), {
      after: await now(),
      onInterrupted: ({ code }) => interruptions.push(code),
    });
    await makeTeam('before');
    expect(await names(events, 1)).toEqual(['before']);
    const next = names(events, 3);
    await server.end('SIGKILL');
    await makeTeam('while it was down');
    const again = new RapportProcess(environment);
    stops.push(() => again.end('SIGKILL'));
    target = await again.url();
    await makeTeam('after');
    await again.end('SIGTERM');
    const third = new RapportProcess(environment);
    stops.push(() => third.end('SIGKILL'));
    target = await third.url();
    await makeTeam('at last');
    expect(await next).toEqual(['while it was down', 'after', 'at last']);
    expect(interruptions).toContain('UNREACHABLE');
  });

  test('[GU27] of a slow consumer takes in a bounded amount, and brings the rest when he comes for it', async () => {
    let received = 0;
    class Counting extends WebSocket {
      constructor(...address: ConstructorParameters<typeof WebSocket>) {
        super(...address);
        this.addEventListener('message', ({ data }) => {
          received += String(data).length;
        });
      }
    }
    const after = await now();
    const wanted = Array.from({ length: 1_000 }, (_, index) => `customer ${index}`);
    await app.alpha.admin.get(
      'mutation($inputs: [CreateCustomerInput!]!) { createCustomers(inputs: $inputs) { failed } }',
      { inputs: wanted.map((name) => ({ kind: 'PERSON', name })) },
    );
    const client = createClient({ url, key: app.alpha.admin.key, webSocket: Counting });
    const events = follow(client, { after, variables: { types: ['customer.*'] } });
    const [first] = await take(events, 1);
    // Nothing more comes in while he does nothing.
    for (let before = -1; before !== received; ) {
      before = received;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    const waited = received;
    const rest = await take(events, wanted.length - 1);
    expect([first, ...rest].map((event) => event && nameOf(event))).toEqual(wanted);
    expect(waited / received).toBeLessThan(0.6);
  });

  describe('drops what comes twice', () => {
    /** Everything that the server sends arrives two times. */
    class Stammering extends WebSocket {
      override set onmessage(listen: ((event: MessageEvent) => void) | null) {
        super.onmessage =
          listen &&
          ((event: MessageEvent) => {
            listen(event);
            listen(event);
          });
      }
    }
    const brought = async (wanted: readonly string[]) => {
      const client = createClient({ url, key: app.alpha.admin.key, webSocket: Stammering });
      const events = follow(client, { after: await now() });
      for (const name of wanted) await makeTeam(name);
      return names(events, wanted.length);
    };

    test('by the id of the event', async () => {
      expect(await brought(['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
    });

    test('and would not without looking at it', async () => {
      jest.spyOn(RecentIds.prototype, 'isNew').mockReturnValue(true);
      expect(await brought(['d', 'e', 'f'])).toEqual(['d', 'd', 'e']);
    });
  });

  test('ends by its signal, with the event in hand done', async () => {
    const store = memoryStore();
    const stop = new AbortController();
    const after = await now();
    for (const name of ['done', 'not begun']) await makeTeam(name);
    const handled: unknown[] = [];
    for await (const event of follow(clientAt(url), { store, after, signal: stop.signal })) {
      handled.push(nameOf(event));
      stop.abort();
    }
    expect(handled).toEqual(['done']);
    expect(await names(follow(clientAt(url), { store }), 1)).toEqual(['not begun']);
  });

  test('whose consumer throws brings the same event again', async () => {
    const store = memoryStore();
    const after = await now();
    for (const name of ['good', 'bad']) await makeTeam(name);
    const handle = async () => {
      for await (const event of follow(clientAt(url), { store, after }))
        if (nameOf(event) === 'bad') throw new Error('not today');
    };
    await expect(handle()).rejects.toThrow('not today');
    expect(await names(follow(clientAt(url), { store }), 1)).toEqual(['bad']);
  });

  test('[GU20] goes on with a new token when the old one has expired', async () => {
    let tokens = 0;
    const key = () => {
      tokens++;
      return new SignJWT({ tenant: 'alpha' })
        .setProtectedHeader({ alg: 'RS256', kid: 'test' })
        .setIssuer(issuer.url)
        .setAudience(AUDIENCE)
        .setSubject('script')
        .setIssuedAt()
        .setExpirationTime('2s')
        .sign(issuer.signingKey);
    };
    const wasLetIn: unknown[] = [];
    const events = follow(createClient({ url, key }), {
      after: await now(),
      onInterrupted: (error) => wasLetIn.push((error as { wasLetIn?: boolean }).wasLetIn),
    });
    await makeTeam('with the first token');
    expect(await names(events, 1)).toEqual(['with the first token']);
    const next = names(events, 1);
    while (tokens === 1) await new Promise((resolve) => setTimeout(resolve, 50));
    await makeTeam('with the second token');
    expect(await next).toEqual(['with the second token']);
    expect(wasLetIn).toContain(true);
  });

  test('ends with UNAUTHENTICATED when its key is not let in', async () => {
    const events = follow(createClient({ url, key: 'rk_wrong' }));
    await expect(events.next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', hint: expect.any(String) });
  });

  test.each([
    ['subscription($after: String) { changes(after: $after, types: ["nothing"]) { id cursor } }', 'INPUT_INVALID'],
    ['subscription($after: String) { nonsense(after: $after) { id cursor } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription { changes { id cursor } }', 'SUBSCRIPTION_NOT_RESUMABLE'],
    ['subscription($after: String) { changes(after: $after) { id } }', 'SUBSCRIPTION_NOT_RESUMABLE'],
  ])('%s ends with %s', async (document, code) => {
    const consume = async () => {
      for await (const event of clientAt(url).subscribe(document)) expect(event).toBeUndefined();
    };
    await expect(consume()).rejects.toMatchObject({ code, hint: expect.any(String) });
  });
});

describe('[GU7] a cursor that has expired', () => {
  const expire = async () => {
    const store = memoryStore();
    await store.set(await now());
    await makeAndLog(`no longer kept ${Math.random()}`);
    await app.sql('select raise_event_epochs()');
    // Whoever follows the same hears within a moment that the log is another one, and may be shown the former one until then.
    while (app.app.topics.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    return store;
  };

  test('is an error that says from where one can go on', async () => {
    const store = await expire();
    const error = await take(follow(clientAt(url), { store }), 1).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CURSOR_EXPIRED', oldestCursor: expect.any(String), field: 'after' });
    if (!(error instanceof CursorExpiredError)) throw error;
    await store.set(error.eventCursor);
    await makeTeam('after the gap');
    expect(await names(follow(clientAt(url), { store }), 1)).toEqual(['after the gap']);
  });

  test('is a choice of the consumer, and the subscription goes on', async () => {
    const store = await expire();
    await makeAndLog('still kept');
    const reasons: string[] = [];
    const events = follow(clientAt(url), {
      store,
      onExpired: ({ code, eventCursor }) => {
        reasons.push(code);
        return eventCursor;
      },
    });
    const next = names(events, 1);
    while (store.get() === undefined || reasons.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await makeTeam('from now on');
    expect(await next).toEqual(['from now on']);
    expect(reasons).toEqual(['CURSOR_EXPIRED']);
  });
});
