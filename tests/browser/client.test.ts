import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { chromium as executablePath } from '../../tools/optional-programs.ts';

/** Writes down the name of every new customer, and what a mutation of its own answered. */
const PAGE = `
import { createClient, localStorageStore } from '@rapport/client';
const { url, key } = window.settings;
const client = createClient({ url, key });
const keep = (name, value) => localStorage.setItem(name, JSON.stringify([...JSON.parse(localStorage.getItem(name) ?? '[]'), value]));
client.mutate('mutation { createTerritory(input: { name: "From a page" }) { name } }', {}, { idempotencyKey: 'page' })
  .then(({ createTerritory }) => keep('written', createTerritory.name));
const document = 'subscription($after: String) { customerChanged(after: $after) { id cursor kind node { name } } }';
for await (const { customerChanged: { kind, node } } of client.subscribe(document, { store: localStorageStore('cursor') }))
  if (kind === 'CREATED') keep('seen', node.name);
`;

let app: TestApp;
let site: http.Server;
let browser: Browser;
let origin: string;

beforeAll(async () => {
  const root = path.join(import.meta.dirname, '../..');
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  const settings = () => JSON.stringify({ url, key: app.alpha.admin.key });
  site = http.createServer((_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(
        `<script>window.settings = ${settings()}</script><script type="module">${outputFiles[0]?.text ?? ''}</script>`,
      ),
  );
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  app = await createTestApp({ environment: { CORS_ORIGINS: origin } });
  const url = await app.listen();
  browser = await chromium.launch({ ...(executablePath && { executablePath }) });
});
afterAll(async () => {
  await browser?.close();
  site.close();
  await app.close();
});

test('a page that is loaded again and again misses nothing and repeats nothing', async () => {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(origin);
  await page.waitForFunction(() => localStorage.getItem('cursor') !== null);
  const names = Array.from({ length: 40 }, (_, index) => `customer ${index}`);
  const writing = (async () => {
    for (const name of names) {
      await app.alpha.admin.create('Customer', { kind: 'PERSON', name });
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
    }
  })();
  for (let load = 0; load < 5; load++) {
    await page.waitForTimeout(Math.random() * 300);
    await page.reload();
  }
  await writing;
  await page.waitForFunction((count) => JSON.parse(localStorage.getItem('seen') ?? '[]').length >= count, names.length);
  expect(await page.evaluate(() => localStorage.getItem('seen'))).toBe(JSON.stringify(names));
  expect(await page.evaluate(() => localStorage.getItem('written'))).toContain('From a page');
  expect(await app.sql("select 1 from territory where name = 'From a page'")).toHaveLength(1);
  expect(problems).toEqual([]);
});
