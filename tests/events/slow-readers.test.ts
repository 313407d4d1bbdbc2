import { randomBytes } from 'node:crypto';
import net from 'node:net';
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import type { Client } from 'graphql-ws';
import { Topic } from '../../packages/server/src/subscriptions/topic.ts';
import { WebSocketEndpoint } from '../../packages/server/src/subscriptions/websocket-endpoint.ts';
import { connect, Followed } from './follow.ts';

const SLOW = 40;
const EVENTS = 400;
/** Characters of each event: together far more than sockets and their buffers hold. */
const LENGTH = 10_000;
const MEGABYTE = 1_000_000;

const FOLLOW =
  'subscription($after: String) { changes(after: $after) { id cursor sequence kind changedFields patch } }';

let app: TestApp;
let url: string;
let team: string;
let client: Client;
const sockets: net.Socket[] = [];

beforeAll(async () => {
  app = await createTestApp();
  url = await app.listen();
  client = connect(url, app.alpha.admin.key);
  const { createTeam } = await app.alpha.admin.get<{ createTeam: { id: string } }>(
    'mutation { createTeam(input: { name: "Loud" }) { id } }',
  );
  team = createTeam.id.slice(4);
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  await client.dispose();
  for (const socket of sockets) socket.destroy();
  await app.close();
});

/** A masked text frame, as clients must send it. */
function frame(value: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(value));
  const header = Buffer.alloc(8);
  header[0] = 0x81;
  header[1] = 0x80 | 126;
  header.writeUInt16BE(text.length, 2);
  const mask = randomBytes(4);
  mask.copy(header, 4);
  return Buffer.concat([header, text.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

/** Subscribes, and never reads what comes. */
async function subscribeAndStop(): Promise<net.Socket> {
  const { port } = new URL(url);
  const socket = net.connect(Number(port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write(
    `GET /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n`,
  );
  const hears = async (text: string) => {
    for (let heard = ''; !heard.includes(text); )
      heard += await new Promise<string>((resolve) =>
        socket.once('data', (chunk) => resolve(chunk.toString('latin1'))),
      );
  };
  await hears('101 Switching');
  socket.write(frame({ type: 'connection_init', payload: { authorization: `Bearer ${app.alpha.admin.key}` } }));
  await hears('connection_ack');
  socket.write(frame({ type: 'subscribe', id: '1', payload: { query: FOLLOW } }));
  await hears('CHECKPOINT');
  socket.pause();
  return socket;
}

/** Writes the events of a busy minute, and waits until somebody who reads has all of them. */
async function makeNoise(): Promise<Followed> {
  const { eventCursor: after } = await app.alpha.admin.get<{ eventCursor: string }>('{ eventCursor }');
  const fast = new Followed(client, FOLLOW, { after });
  await app.sql(
    `insert into outbox (tenant_id, type, record_type, record_id, version, operation, changed_fields, patch, actor, request_id, schema_version)
     select $1, 'team.updated', 'Team', $2, 1, 'updated', '{name}', jsonb_build_object('name', repeat('x', $3)), 'nobody', 'noise', 1
     from generate_series(1, $4)`,
    [app.alpha.id, team, LENGTH, EVENTS],
  );
  return fast.has(EVENTS);
}

// What nobody holds any more is no cost, however late it is collected.
v8.setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** How much more the process holds after noise, in megabytes. */
async function growth(): Promise<number> {
  const held = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / MEGABYTE;
  };
  const before = held();
  (await makeNoise()).stop();
  return held() - before;
}

const openSockets = async () =>
  Number(/^rapport_websockets (\d+)$/m.exec(await app.app.metrics.registry.metrics())?.[1]);

describe('[GU27] subscribers who never read', () => {
  test('cost less than a megabyte each, hold up nobody, are dropped, and can come back', async () => {
    await Promise.all(Array.from({ length: SLOW }, subscribeAndStop));
    expect(await openSockets()).toBe(SLOW);
    const { eventCursor: after } = await app.alpha.admin.get<{ eventCursor: string }>('{ eventCursor }');
    // All together they are owed a hundred and sixty megabytes.
    expect(await growth()).toBeLessThan(SLOW);
    while ((await openSockets()) > 1) await new Promise((resolve) => setTimeout(resolve, 200));
    const again = await new Followed(client, FOLLOW, { after }).has(EVENTS);
    const numbers = again.changes.map(({ sequence }) => Number(sequence));
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    again.stop();
  });

  test('would cost all that they are owed if sending did not wait for them: the test above can fail', async () => {
    const slow = 30;
    jest
      .spyOn(
        WebSocketEndpoint.prototype as unknown as {
          sendText: (peer: { socket: WebSocket }, text: string) => undefined;
        },
        'sendText',
      )
      .mockImplementation(({ socket }, text) => {
        socket.send(text);
      });
    await Promise.all(Array.from({ length: slow }, subscribeAndStop));
    expect(await growth()).toBeGreaterThan(2 * slow);
  });
});

test('whoever follows on holds nothing of what he was sent', async () => {
  const sent: WeakRef<object>[] = [];
  const inside = Topic.prototype as unknown as { tell: (chunk: object) => void };
  const { tell } = inside;
  jest.spyOn(inside, 'tell').mockImplementation(function (this: Topic, chunk) {
    sent.push(new WeakRef(chunk));
    tell.call(this, chunk);
  });
  const { recent } = app.app.topics as unknown as { recent: { clear: () => void } };
  const followed = new Followed(client, FOLLOW);
  await followed.until(({ events }) => events.length > 0);
  for (let round = 1; round <= 10; round++) {
    await app.alpha.admin.create('Team', { name: `Round ${round}` });
    await followed.has(round);
  }
  recent.clear();
  jest.restoreAllMocks();
  expect(sent.length).toBeGreaterThanOrEqual(10);
  // The newest may still be on its way to somebody, the longer the busier the machine is.
  const held = () => sent.filter((chunk) => chunk.deref() !== undefined).length;
  for (let look = 0; look < 100 && held() >= 4; look++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    collectGarbage();
  }
  expect(held()).toBeLessThan(4);
  followed.stop();
});
