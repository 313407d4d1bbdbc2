import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ErrorEntry, errorCatalogue } from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';
import { blocksOf } from './readme.ts';

const script = blocksOf(path.join('docs', 'api.md')).find(({ label }) => label === 'retry')?.text ?? '';

let app: TestApp;
let url: string;
let folder: string;
beforeAll(async () => {
  app = await createTestApp();
  url = await app.listen();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-retry-'));
});
afterAll(async () => {
  fs.rmSync(folder, { recursive: true });
  await app.close();
});

const refusal = (code: string) => JSON.stringify({ data: null, errors: [{ message: code, extensions: { code } }] });

/** What goes wrong on the way, one trouble per request. */
const troubles: ((response: ServerResponse, body: string) => unknown)[] = [
  (response) => response.writeHead(503, { 'content-type': 'application/json' }).end(refusal('DATABASE_UNAVAILABLE')),
  (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(refusal('BUSY')),
  // The answer is lost after the command took effect.
  async (response, body) => {
    await forward(body);
    response.destroy();
  },
  (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
];

const forward = async (body: string) =>
  (
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${app.alpha.admin.key}` },
      body,
    })
  ).text();

test('the documented retry gets its answer through every trouble, and the command takes effect once', async () => {
  let requests = 0;
  const front = http.createServer(async (request, response) => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
    const trouble = troubles[requests++];
    if (trouble) await trouble(response, body);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(await forward(body));
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const file = path.join(folder, 'retry.mjs');
  fs.writeFileSync(file, script);
  const { stdout } = await promisify(execFile)(process.execPath, [file], {
    env: { RAPPORT_URL: `http://127.0.0.1:${(front.address() as AddressInfo).port}`, RAPPORT_KEY: app.alpha.admin.key },
  });
  front.close();
  expect(requests).toBe(troubles.length + 1);
  expect(stdout).toMatch(/id: 'cus_/);
  expect(await app.sql("select 1 from customer where name = '林志玲'")).toHaveLength(1);
});

test('the script retries what the catalogue says is worth a retry', () => {
  const worth = Object.entries<ErrorEntry>(errorCatalogue).filter(([, { retry }]) => retry);
  const named = /WORTH_A_RETRY = \[([^\]]*)\]/.exec(script)?.[1]?.match(/[A-Z_]+/g);
  expect(named).toEqual(worth.map(([code]) => code).sort());
});

test('an error that comes up in a field has status 200, one of the whole request that of its code', async () => {
  const post = (query: string, key = app.alpha.admin.key) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query }),
    });
  const invalid = await post('mutation { createCustomer(input: { kind: PERSON, name: " " }) { id } }');
  expect(invalid.status).toBe(200);
  expect(await invalid.json()).toMatchObject({ errors: [{ extensions: { code: 'INPUT_INVALID' } }] });
  expect((await post('{ viewer { id } }', 'rk_unknown')).status).toBe(401);
});
