import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { blocksOf } from '../readme/readme.ts';
import { deliveriesOf, eventually, makeEndpoint, webhookEnvironment } from './endpoints.ts';

let app: TestApp;
let folder: string;
let receiver: ChildProcess | undefined;
beforeAll(async () => {
  app = await createTestApp({ environment: webhookEnvironment });
  await app.listen();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-receiver-'));
  fs.symlinkSync(path.join(import.meta.dirname, '../../node_modules'), path.join(folder, 'node_modules'));
});
afterAll(async () => {
  receiver?.kill();
  await app.close();
  fs.rmSync(folder, { recursive: true });
});

/** A port that nobody listens on at the moment. */
const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

test('the documented receiver takes what is signed for it, once, and refuses everything else', async () => {
  const code = blocksOf(path.join('docs', 'webhooks.md')).find(({ label }) => label === 'receiver')?.text ?? '';
  fs.writeFileSync(path.join(folder, 'receiver.mjs'), code);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const { id, secret } = await makeEndpoint(app.alpha.admin, { url, types: ['team.*'] });
  receiver = spawn(process.execPath, ['receiver.mjs'], {
    cwd: folder,
    env: { ...process.env, PORT: String(port), WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  receiver.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const forged = () =>
    fetch(url, { method: 'POST', body: '{}' }).then(
      ({ status }) => status,
      () => 0,
    );
  await eventually(async () => (await forged()) === 400);
  const team = await app.alpha.admin.create('Team', { name: 'Told' });
  await eventually(async () => (await deliveriesOf(app.alpha.admin, id)).length === 1);
  const [delivery] = await deliveriesOf(app.alpha.admin, id);
  await app.alpha.admin.get('mutation($id: ID!) { redeliverWebhook(id: $id) { id } }', { id: delivery?.id });
  await eventually(async () => (await deliveriesOf(app.alpha.admin, id)).length === 2);
  expect(await deliveriesOf(app.alpha.admin, id)).toMatchObject([
    { delivered: true, replayed: false },
    { delivered: true, replayed: true },
  ]);
  await eventually(async () => printed.includes('\n'));
  expect(printed).toBe(`team.created ${team.id}\n`);
});
