import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type WebSocket, WebSocketServer } from 'ws';
import { RapportError } from './errors.ts';
import { Socket } from './socket.ts';

let server: WebSocketServer;
let socket: Socket;
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  socket = new Socket(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => 'key', undefined);
  // Only what waits in the client itself.
  jest.useFakeTimers({
    doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setInterval'],
  });
});
afterEach(() => {
  jest.useRealTimers();
  for (const one of server.clients) one.terminate();
  server.close();
});

/** What ends a subscription. */
const subscribe = () =>
  new Promise<unknown>((resolve) => {
    socket.subscribe(
      { query: 'subscription { changes { id } }' },
      { next: resolve, error: resolve, complete: () => resolve('complete') },
    );
  });
const connection = async () => ((await once(server, 'connection')) as [WebSocket])[0];
const acknowledge = async (peer: WebSocket) => {
  await once(peer, 'message');
  peer.send('{"type":"connection_ack"}');
  await once(peer, 'message');
};

test('a server that never lets in is given up', async () => {
  const ended = subscribe();
  await once(await connection(), 'message');
  jest.advanceTimersByTime(15_000);
  expect(await ended).toMatchObject({ code: 'UNREACHABLE', passes: true });
});

test('a connection that has died without a word is given up', async () => {
  const ended = subscribe();
  const peer = await connection();
  await acknowledge(peer);
  jest.advanceTimersByTime(10_000);
  const [ping] = await once(peer, 'message');
  expect(String(ping)).toBe('{"type":"ping"}');
  jest.advanceTimersByTime(10_000);
  expect(await ended).toMatchObject({ code: 'UNREACHABLE', passes: true });
});

test('a connection that answers is kept', async () => {
  const ended = subscribe();
  const peer = await connection();
  await acknowledge(peer);
  for (let round = 0; round < 5; round++) {
    jest.advanceTimersByTime(10_000);
    await once(peer, 'message');
    peer.send('{"type":"pong"}');
    // The pong is taken before the clock goes on.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    peer.ping();
    await once(peer, 'pong');
  }
  peer.close(1001);
  expect(await ended).toMatchObject({ code: 'UNREACHABLE', message: expect.stringContaining('1001') });
});

test.each([
  [4400, 'BODY_TOO_LARGE', { code: 'BODY_TOO_LARGE', passes: false }],
  [4403, 'Forbidden', { code: 'UNAUTHENTICATED', wasLetIn: true }],
  [4500, 'Internal server error', { code: 'UNREACHABLE', passes: true }],
  [1013, 'TOO_MANY_SUBSCRIPTIONS', { code: 'UNREACHABLE', passes: true, message: expect.stringContaining('TOO_MANY') }],
])('close code %i %s is told apart', async (code, reason, expected) => {
  const ended = subscribe();
  const peer = await connection();
  await acknowledge(peer);
  peer.close(code, reason);
  const error = await ended;
  expect(error).toBeInstanceOf(RapportError);
  expect(error).toMatchObject(expected);
});
