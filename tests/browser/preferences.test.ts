import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { type Browser, chromium } from 'playwright-core';
import { chromium as executablePath } from '../../tools/optional-programs.ts';
import { aTemplate, reachable } from '../campaigns/reachable.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-pages-'));
const sinkFile = path.join(folder, 'messages.jsonl');
let app: TestApp;
let browser: Browser;
let url: string;

beforeAll(async () => {
  const settings = path.join(folder, 'settings.json');
  fs.writeFileSync(settings, JSON.stringify({ messages: { sinkFile } }));
  app = await createTestApp({ environment: { PLUGIN_SETTINGS: settings } });
  url = await app.listen();
  await app.start();
  await app.alpha.admin.get(
    'mutation($values: JSON!) { setPluginSettings(plugin: "messages", values: $values) { name } }',
    {
      values: { publicUrl: url },
    },
  );
  await aTemplate(app, { key: 'offer', purpose: 'MARKETING', body: '{{ links.unsubscribe }} {{ links.preferences }}' });
  browser = await chromium.launch({ ...(executablePath && { executablePath }) });
});
afterAll(async () => {
  await browser?.close();
  await app.close();
  fs.rmSync(folder, { recursive: true });
});

/** Links of a message that was written to the file. */
async function linksTo(customerId: string): Promise<string[]> {
  const { sendMessage } = await app.alpha
    .as('marketer')
    .get<{ sendMessage: { id: string } }>('mutation($input: SendMessageInput!) { sendMessage(input: $input) { id } }', {
      input: { customerId, template: 'offer', key: customerId },
    });
  await app.drain();
  const lines = fs.readFileSync(sinkFile, 'utf8').trim().split('\n');
  const written = lines.map((line) => JSON.parse(line) as { id: string; text: string });
  return written.find(({ id }) => id === sendMessage.id.slice(4))?.text.split(' ') ?? [];
}
const agreed = async (consentId: string) =>
  (
    await app.alpha.admin.get<{ consent: { state: string } }>('query($id: ID!) { consent(id: $id) { state } }', {
      id: consentId,
    })
  ).consent.state;

test('a customer chooses what he gets, in his language and by keyboard alone', async () => {
  const { customerId, consentId } = await reachable(app, { language: 'zh-Hant-TW' });
  const [, link = ''] = await linksTo(customerId);
  const page = await browser.newPage();
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) elsewhere.push(request.url());
  });
  await page.goto(link);
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hant');
  const box = page.getByRole('checkbox', { name: '以電子郵件接收優惠訊息' });
  expect(await box.isChecked()).toBe(true);
  await page.keyboard.press('Tab');
  expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: '已儲存' }).waitFor({ timeout: 10_000 });
  expect(await agreed(consentId)).toBe('WITHDRAWN');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: '儲存' }).click();
  await page.getByRole('status').waitFor({ timeout: 10_000 });
  expect(await agreed(consentId)).toBe('GRANTED');
  expect(elsewhere).toEqual([]);
  await page.close();
});

test('a customer unsubscribes with one button; a link that nobody signed leads nowhere', async () => {
  const { customerId, consentId } = await reachable(app, { language: 'de' });
  const [link = ''] = await linksTo(customerId);
  const page = await browser.newPage();
  await page.goto(link);
  await page.getByRole('button', { name: 'Abbestellen' }).click();
  await page.getByRole('status').filter({ hasText: 'Erledigt' }).waitFor({ timeout: 10_000 });
  expect(await agreed(consentId)).toBe('WITHDRAWN');
  const forged = await page.goto(link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')));
  expect(forged?.status()).toBe(404);
  await page.close();
});
