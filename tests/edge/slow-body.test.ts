import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
let url: URL;
beforeAll(async () => {
  app = await createTestApp();
  url = new URL(await app.listen());
});
afterAll(() => app.close());

/** Sends bytes as they are; returns the socket and, when it has closed, what came back. */
function send(text: string) {
  const socket = net.connect(Number(url.port), url.hostname);
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString();
  });
  socket.on('error', () => undefined);
  socket.write(text);
  return { socket, answer: once(socket, 'close').then(() => received) };
}

const head = (length: number) =>
  `POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${app.alpha.admin.key}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

test('a body that drips in is answered with a code before its connection is closed', async () => {
  const { socket, answer } = send(head(1_000));
  const drip = setInterval(() => socket.write(' '), 500);
  const received = await answer;
  clearInterval(drip);
  expect(received).toMatch(/^HTTP\/1\.1 400 /);
  expect(received).toMatch(/\r\nconnection: close\r\n/i);
  expect(received).toContain('"code":"BODY_UNREADABLE"');
  expect(received).toContain('did not arrive in time');
});

test('a body that is too large is answered before its connection is closed, without being read to its end', async () => {
  const { socket, answer } = send(head(2_000_000));
  socket.write('x'.repeat(10_000));
  const received = await answer;
  expect(received).toMatch(/^HTTP\/1\.1 413 /);
  expect(received).toMatch(/\r\nconnection: close\r\n/i);
  expect(received).toContain('"code":"BODY_TOO_LARGE"');
});
