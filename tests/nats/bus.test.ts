import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Heads } from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';
import { NatsBus } from '../../packages/server/src/events/nats-bus.ts';
import { natsServer } from '../../tools/optional-programs.ts';
import { twoProcessesShareEvents } from '../events/two-processes.ts';

let port = 0;
let broker: ChildProcess;
let app: TestApp;

async function startBroker(): Promise<void> {
  broker = spawn(natsServer ?? 'nats-server', ['-a', '127.0.0.1', '-p', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve) =>
    broker.stderr?.on('data', (lines: Buffer) => {
      if (lines.toString().includes('Server is ready')) resolve();
    }),
  );
}

beforeAll(async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  server.close();
  await startBroker();
  app = await createTestApp();
});
afterAll(async () => {
  broker.kill('SIGKILL');
  await app.close();
});

test('hints reach the others by NATS', async () => {
  const heard = Promise.withResolvers<Heads>();
  const [listener, teller] = [1, 2].map(() => new NatsBus(`nats://127.0.0.1:${port}`, () => undefined));
  await listener?.listen(heard.resolve);
  await teller?.listen(() => undefined);
  const heads = new Map([[1, { epoch: 7, seq: 2 }]]);
  const telling = setInterval(() => teller?.tell(heads), 20);
  expect(await heard.promise).toEqual(heads);
  clearInterval(telling);
  await Promise.all([listener?.close(), teller?.close()]);
});

describe('with NATS, whose server is killed and forgets everything, two processes', () => {
  twoProcessesShareEvents(
    () => app,
    () => `nats://127.0.0.1:${port}`,
    async () => {
      broker.kill('SIGKILL');
      await once(broker, 'exit');
      setTimeout(startBroker, 200);
    },
  );
});
