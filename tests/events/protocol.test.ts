import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import WebSocket from 'ws';

let app: TestApp;
let url: string;

beforeAll(async () => {
  app = await createTestApp({ environment: { CONNECTIONS_PER_ACTOR: '5', CORS_ORIGINS: 'https://crm.example.com' } });
  url = (await app.listen()).replace('http', 'ws');
});
afterAll(() => app.close());

interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A client that sends what it is told, right or wrong. */
class RawClient {
  readonly frames: Frame[] = [];
  readonly closed: Promise<number>;
  readonly socket: WebSocket;
  private wake: () => void = () => undefined;

  constructor(protocol: string | string[] = 'graphql-transport-ws', options: WebSocket.ClientOptions = {}) {
    this.socket = new WebSocket(`${url}/graphql`, protocol, options);
    this.socket.on('message', (data) => {
      this.frames.push(JSON.parse(String(data)));
      this.wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.once('close', resolve);
      this.socket.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
      this.socket.on('error', () => undefined);
    });
  }

  async send(...frames: unknown[]): Promise<void> {
    if (this.socket.readyState !== WebSocket.OPEN) await new Promise((resolve) => this.socket.once('open', resolve));
    for (const frame of frames) this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  async frame(count: number): Promise<Frame> {
    while (this.frames.length < count) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.frames[count - 1] as Frame;
  }
}

const init = () => ({ type: 'connection_init', payload: { authorization: `Bearer ${app.alpha.admin.key}` } });
const subscribe = (id: string, query = 'subscription { changes { cursor } }') => ({
  type: 'subscribe',
  id,
  payload: { query },
});
const nested = (levels: number) => `{"type":"ping","payload":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;

describe('the protocol of graphql-ws', () => {
  test.each<[string, number, () => unknown[]]>([
    ['subscribing before the connection is acknowledged', 4401, () => [subscribe('1')]],
    ['a second initialisation', 4429, () => [init(), init()]],
    ['an id that is in use', 4409, () => [init(), 'wait', subscribe('1'), subscribe('1')]],
    ['a message of no known type', 4400, () => [{ type: 'nonsense' }]],
    ['a message without a type', 4400, () => [{}]],
    ['what is not JSON', 4400, () => ['{']],
    ['JSON that is nested very deep', 4400, () => [nested(10_000)]],
    ['a subscription without a query', 4400, () => [init(), 'wait', { type: 'subscribe', id: '1', payload: {} }]],
    [
      'a credential that nobody knows',
      4403,
      () => [{ type: 'connection_init', payload: { authorization: 'Bearer x' } }],
    ],
    ['no credential', 4403, () => [{ type: 'connection_init' }]],
    ['a frame that is larger than a body may be', 1009, () => [init(), `"${'x'.repeat(1_000_001)}"`]],
  ])('%s closes with %s', async (_what, code, frames) => {
    const client = new RawClient();
    for (const frame of frames()) {
      if (frame === 'wait') await client.frame(1);
      else await client.send(frame);
    }
    expect(await client.closed).toBe(code);
  });

  test('a client that connects and says nothing is closed with 4408, and does not hold up others', async () => {
    const silent = new RawClient();
    const other = new RawClient();
    await other.send(init());
    expect(await other.frame(1)).toEqual({ type: 'connection_ack' });
    other.socket.close();
    expect(await silent.closed).toBe(4408);
  });

  test('another protocol is closed with 4406', async () => {
    expect(await new RawClient([]).closed).toBe(4406);
  });

  test('a ping is answered with its payload, and a completed subscription is silent', async () => {
    const client = new RawClient();
    await client.send(init(), { type: 'ping', payload: { n: 1 } });
    await client.frame(2);
    expect(client.frames).toEqual(
      expect.arrayContaining([{ type: 'connection_ack' }, { type: 'pong', payload: { n: 1 } }]),
    );
    await client.send(subscribe('a'));
    expect(await client.frame(3)).toMatchObject({ type: 'next', id: 'a' });
    await client.send({ type: 'complete', id: 'a' });
    await app.alpha.admin.get('mutation { createTeam(input: { name: "Silent" }) { id } }');
    await client.send(subscribe('b', '{ viewer { kind } }'));
    await client.frame(5);
    expect(client.frames.slice(3)).toMatchObject([
      { type: 'next', id: 'b', payload: { data: { viewer: { kind: 'API_KEY' } } } },
      { type: 'complete', id: 'b' },
    ]);
    client.socket.close();
    await client.closed;
  });

  test('queries, mutations and subscriptions have the limits that they have over HTTP', async () => {
    const client = new RawClient();
    await client.send(init());
    await client.frame(1);
    const deep = `{ users { nodes { ${'team { members { nodes { '.repeat(4)} id ${'} } } '.repeat(4)} } } }`;
    const wide = `{ ${'viewer { id } '.repeat(21)} }`;
    const aliases = `subscription { changes { ${Array.from({ length: 60 }, (_, index) => `a${index}: id`).join(' ')} } }`;
    const refused = [deep, wide, aliases, `{ ${'x'.repeat(100_001)} }`, '{ nothing }', '{'];
    for (const [index, query] of refused.entries()) await client.send(subscribe(String(index), query));
    const codes = new Map<string, unknown>();
    for (let count = 2; codes.size < refused.length; count++) {
      const { id = '', type, payload } = await client.frame(count);
      if (type === 'complete') continue;
      const errors = type === 'error' ? payload : (payload as { errors: unknown }).errors;
      codes.set(id, (errors as { extensions: { code: string } }[])[0]?.extensions.code);
    }
    expect([...codes].sort().map(([, code]) => code)).toEqual([
      'QUERY_TOO_COMPLEX',
      'QUERY_TOO_COMPLEX',
      'QUERY_TOO_COMPLEX',
      'BODY_TOO_LARGE',
      'GRAPHQL_VALIDATION_FAILED',
      'GRAPHQL_PARSE_FAILED',
    ]);
    client.socket.close();
    await client.closed;
  });

  test('one connection has so many subscriptions, and one credential so many connections', async () => {
    const client = new RawClient();
    await client.send(init());
    await client.frame(1);
    for (let index = 0; index <= 100; index++) await client.send(subscribe(String(index)));
    await client.frame(102);
    const errors = client.frames.filter(({ type }) => type === 'error');
    expect(errors).toMatchObject([{ payload: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }] }]);
    const others = Array.from({ length: 5 }, () => new RawClient());
    for (const other of others) await other.send(init());
    expect(await Promise.race(others.map(({ closed }) => closed))).toBe(1013);
    for (const { socket } of [client, ...others]) socket.close();
    await Promise.all([client, ...others].map(({ closed }) => closed));
    expect(
      await new Promise<string>((resolve) => {
        const again = new RawClient();
        again.send(init()).then(async () => {
          resolve((await again.frame(1)).type);
          again.socket.close();
        });
      }),
    ).toBe('connection_ack');
  });

  test.each([
    ['a site that is not on the list', 'https://evil.example', 403],
    ['a site with a name like ours', 'http://127.0.0.1.evil.example', 403],
    ['no site', 'null', 403],
  ])('%s may not connect', async (_what, origin, status) => {
    expect(await new RawClient('graphql-transport-ws', { origin }).closed).toBe(status);
  });

  test('a site on the list may, and the page that this server shows itself', async () => {
    for (const origin of ['https://crm.example.com', url.replace('ws', 'http')]) {
      const client = new RawClient('graphql-transport-ws', { origin });
      await client.send(init());
      expect(await client.frame(1)).toEqual({ type: 'connection_ack' });
      client.socket.close();
      await client.closed;
    }
  });

  test('there are WebSockets at /graphql and nowhere else', async () => {
    const { port } = new URL(url);
    const answer = await new Promise<string>((resolve) => {
      const socket = net.connect(Number(port), '127.0.0.1', () =>
        socket.write('GET /graphiql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
      );
      socket.once('data', (data) => resolve(String(data)));
    });
    expect(answer).toMatch(/^HTTP\/1.1 404 /);
  });
});

describe('[GU27] a client that floods', () => {
  test('with unfinished fragments is cut off, and the server goes on', async () => {
    const before = process.memoryUsage().rss;
    const client = new RawClient();
    await client.send(init());
    await client.frame(1);
    const { closed } = client;
    // A frame whose end never comes.
    const flood = (left: number): void => {
      if (left > 0 && client.socket.readyState === WebSocket.OPEN)
        client.socket.send('x'.repeat(1_000), { fin: false }, () => flood(left - 1));
    };
    flood(100_000);
    expect(await closed).toBe(1009);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    const other = new RawClient();
    await other.send(init());
    expect(await other.frame(1)).toEqual({ type: 'connection_ack' });
    other.socket.close();
  });
});
