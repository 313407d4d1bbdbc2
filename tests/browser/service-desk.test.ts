import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import type { Page } from 'playwright-core';
import { ALL_DAYS } from '../fixtures/clocks.ts';
import { ExamplePage, takePicture, takesPictures, until } from './example-page.ts';

let desk: ExamplePage;
let app: TestApp;
let url: string;
let queueId: string;

beforeAll(async () => {
  desk = await ExamplePage.build('service-desk');
  app = await createTestApp({ environment: { CORS_ORIGINS: desk.origin } });
  url = await app.listen();
  queueId = await furnish();
}, 120_000);
afterAll(async () => {
  await desk?.close();
  await app?.close();
});

/** A queue with two members, and promises for what comes into it. */
async function furnish(): Promise<string> {
  const manager = app.alpha.as('manager');
  const { id: calendarId } = await manager.create('BusinessCalendar', {
    name: 'Always',
    timeZone: 'Asia/Taipei',
    hours: ALL_DAYS,
  });
  const targets = [
    { milestone: 'FIRST_RESPONSE', minutes: 60 },
    { milestone: 'FIRST_RESPONSE', priority: 1, minutes: 10 },
    { milestone: 'RESOLUTION', minutes: 480 },
  ];
  await manager.create('SlaPolicy', { name: 'Standard', calendarId, targets });
  const { id } = await manager.create('Queue', { name: 'Repairs' });
  for (const [role, name] of [
    ['service', 'Pat'],
    ['manager', 'Robin'],
  ] as const) {
    const userId = app.alpha.users[role];
    await app.alpha.admin.get(
      'mutation($id: ID!, $name: String!) { updateUser(id: $id, input: { name: $name }) { id } }',
      {
        id: userId,
        name,
      },
    );
    await manager.create('QueueMember', { queueId: id, userId });
  }
  return id;
}

const request = async (subject: string, name: string, input: object = {}) =>
  (
    await app.alpha.admin.create('ServiceRequest', {
      customerId: await app.alpha.customer({ name }),
      kind: 'FAULT',
      subject,
      queueId,
      ...input,
    })
  ).id;

async function windowOf(role: string): Promise<Page> {
  const page = await desk.window(url, app.alpha.as(role).key, 460);
  await page.waitForSelector('text=Take the next one');
  return page;
}

const list = (page: Page, title: string) => page.locator(`section[aria-label="${title}"] li`);
const subjects = (page: Page, title: string) => list(page, title).locator('strong').allTextContents();

test('what one window claims, the other sees at work, with its clocks', async () => {
  await request('Washing machine leaks', 'Mei-Ling Lin');
  await request('Air conditioner does not cool', 'Chih-Hao Chang', { impact: 'HIGH', urgency: 'HIGH' });
  await request('Where is my invoice?', 'Emma Novák', { kind: 'QUESTION' });
  const [mine, other] = [await windowOf('service'), await windowOf('manager')];
  for (const page of [mine, other])
    expect(
      await until(
        () => subjects(page, 'Waiting'),
        ({ length }) => length === 3,
      ),
    ).toContain('Air conditioner does not cool');

  const urgent = list(other, 'Waiting').first();
  expect(await urgent.locator('strong').textContent()).toBe('Air conditioner does not cool');
  const clock = urgent.locator('.clock b').first();
  const before = await clock.textContent();
  expect(before).toMatch(/^0:0\d:\d\d$/);
  await until(
    () => clock.textContent(),
    (text) => text !== before,
  );

  await mine.click('text=Take the next one');
  expect(
    await until(
      () => subjects(other, 'At work'),
      ({ length }) => length === 1,
    ),
  ).toEqual(['Air conditioner does not cool']);
  expect(await list(other, 'At work').first().textContent()).toContain('Pat');
  expect(
    await until(
      () => list(mine, 'At work').first().getAttribute('class'),
      (name) => name === 'mine',
    ),
  ).toBe('mine');
  expect(await subjects(other, 'Waiting')).toHaveLength(2);

  // Both ask at once, and each gets another one.
  await Promise.all([mine, other].map((page) => page.click('text=Take the next one')));
  for (const page of [mine, other])
    await until(
      () => subjects(page, 'At work'),
      ({ length }) => length === 3,
    );
  expect(await other.locator('section[aria-label="At work"] li.mine').count()).toBe(1);

  if (takesPictures) await picture(mine);
  expect(desk.problems).toEqual([]);
}, 120_000);

test('a request that comes, and one that is resolved, move in every window; a reload shows the same', async () => {
  const page = await windowOf('manager');
  const id = await request('Dishwasher hums', 'Anna Weiß');
  await until(
    () => subjects(page, 'Waiting'),
    (all) => all.includes('Dishwasher hums'),
  );
  const step = (name: string, input = '') =>
    app.alpha.admin.get(`mutation($id: ID!) { ${name}ServiceRequest(id: $id ${input}) { id } }`, { id });
  await step('assign', `, input: { ownerId: "${app.alpha.users.service}" }`);
  await until(
    () => subjects(page, 'At work'),
    (all) => all.includes('Dishwasher hums'),
  );
  await step('start');
  await step('awaitCustomer');
  const row = list(page, 'At work').filter({ hasText: 'Dishwasher hums' });
  await until(
    () => row.textContent(),
    (text) => /waits, [\d:]+ left/.test(text ?? ''),
  );
  await page.reload();
  await until(
    () => row.textContent(),
    (text) => /waiting customer/.test(text ?? ''),
  );
  await step('resume');
  await step('resolve', ', input: { resolution: "Levelled." }');
  await until(
    () => row.count(),
    (count) => count === 0,
  );
  expect(desk.problems).toEqual([]);
}, 120_000);

/** The picture of the README, with more in it than the test needs. */
async function picture(page: Page): Promise<void> {
  for (const [subject, name, input] of [
    ['Refrigerator is loud', 'I-Chun Chen', {}],
    ['Filter of the water cooler', 'Jianguo School', { kind: 'SERVICE', impact: 'HIGH' }],
    ['The bill is wrong', 'Anna Weiß', { kind: 'COMPLAINT', urgency: 'HIGH' }],
  ] as const)
    await request(subject, name, input);
  await until(
    () => subjects(page, 'Waiting'),
    ({ length }) => length === 3,
  );
  await takePicture(page, 'service-desk');
}
