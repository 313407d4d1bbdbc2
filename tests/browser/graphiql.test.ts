import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asOwner, seedDemo } from '@rapport/server';
import { createTestApp, type TestApp } from '@rapport/testing';
import { type Browser, chromium } from 'playwright-core';
import { chromium as executablePath } from '../../tools/optional-programs.ts';
import { readmeBlock } from '../readme/readme.ts';

let app: TestApp;
let browser: Browser;
let url: string;

beforeAll(async () => {
  app = await createTestApp();
  await asOwner(app.database.owner, (queryRunner) =>
    seedDemo(queryRunner, app.app.installation, { now: Date.parse('2026-03-01T00:00:00Z'), report: () => undefined }),
  );
  url = await app.listen({ demoKey: app.alpha.admin.key });
  await app.alpha.admin.get('mutation { createCustomer(input: { kind: PERSON, name: "王小明" }) { id } }');
  browser = await chromium.launch({ ...(executablePath && { executablePath }) });
});
afterAll(async () => {
  await browser?.close();
  await app.close();
});

test("GraphiQL opens with the key filled in and runs the README's query, with nothing from elsewhere", async () => {
  const page = await browser.newPage();
  const elsewhere: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(`${url}/graphiql?query=${encodeURIComponent(readmeBlock('graphql', 'query'))}`);
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.locator('.result-window', { hasText: /"totalCount": \d+[\s\S]*明/ }).waitFor({ timeout: 10_000 });
  expect(elsewhere).toEqual([]);
  expect(problems).toEqual([]);
  await page.close();
});

test('GraphiQL follows a subscription with the key of its headers', async () => {
  const page = await browser.newPage();
  const query = 'subscription { changes(types: ["team.created"]) { kind patch } }';
  await page.goto(`${url}/graphiql?query=${encodeURIComponent(query)}`);
  await page.getByRole('button', { name: /Execute query/ }).click();
  const result = page.locator('.result-window');
  await result.filter({ hasText: '"CHECKPOINT"' }).waitFor({ timeout: 10_000 });
  await app.alpha.admin.create('Team', { name: 'Night shift' });
  await result.filter({ hasText: '"Night shift"' }).waitFor({ timeout: 10_000 });
  await page.close();
});
