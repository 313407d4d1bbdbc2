import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import type { Locator, Page } from 'playwright-core';
import {
  buyer,
  contract,
  hold,
  makeEstate,
  startEstate,
  subscribe,
} from '../../plugins/real-estate/src/test-support/estate.ts';
import { ExamplePage, takePicture, takesPictures, until } from './example-page.ts';

let site: ExamplePage;
let app: TestApp;
let url: string;

beforeAll(async () => {
  site = await ExamplePage.build('sales-board');
  app = await startEstate({ CORS_ORIGINS: site.origin });
  url = await app.listen();
  await furnish();
}, 120_000);
afterAll(async () => {
  await site?.close();
  await app?.close();
});

/** A building on sale; a consultant and a manager, each with a customer of his own. */
async function furnish(): Promise<void> {
  const { alpha } = app;
  await makeEstate(alpha, { floors: 5, perFloor: 5, price: 8_250_000, project: { name: 'Harbour View' } });
  for (const [role, name, customer] of [
    ['seller', 'Pat', 'Mei-Ling Lin'],
    ['manager', 'Robin', 'Chih-Hao Chang'],
  ] as const) {
    await alpha.admin.get('mutation($id: ID!, $name: String!) { updateUser(id: $id, input: { name: $name }) { id } }', {
      id: alpha.users[role],
      name,
    });
    await alpha.customer({ name: customer, ownerId: alpha.users[role] });
  }
}

async function windowOf(role: 'seller' | 'manager'): Promise<Page> {
  const page = await site.window(url, app.alpha.as(role).key, 560);
  await page.waitForSelector('[data-unit="101"]');
  return page;
}

const cell = (page: Page, unit: string) => page.locator(`[data-unit="${unit}"]`);
const outcome = (page: Page) => page.locator('aside output');
const textOf = async (page: Page, unit: string) => (await cell(page, unit).textContent()) ?? '';
const stands = (page: Page, unit: string, state: string) => page.waitForSelector(`[data-unit="${unit}"].${state}`);

/** The moment that is shown, however it is written there. */
const endOf = async (where: Locator) => Date.parse((await where.locator('time').getAttribute('datetime')) ?? '');

/** Chooses a unit, and the customer for whom it is to be. */
async function choose(page: Page, unit: string, customer: string): Promise<void> {
  await cell(page, unit).click();
  await page.fill('aside [type=search]', customer);
  await page.locator('aside option', { hasText: customer }).waitFor({ state: 'attached' });
}

/** Presses, and reads what came of it. */
async function press(page: Page): Promise<string> {
  await page.click('aside button[type=submit]');
  return until(
    () => outcome(page).innerText(),
    (text) => text !== '',
  );
}

interface Held {
  readonly estateUnits: {
    readonly nodes: readonly {
      readonly id: string;
      readonly heldUntil: string;
      readonly claims: { totalCount: number };
    }[];
  };
}

/** What is kept of a unit, whoever may see it. */
async function kept(unit: string) {
  const { estateUnits } = await app.alpha.admin.get<Held>(
    `query($unit: String!) { estateUnits(filter: { unitNumber: { eq: $unit } }) {
      nodes { id heldUntil claims(filter: { stage: { eq: HELD } }) { totalCount } } } }`,
    { unit },
  );
  const [node] = estateUnits.nodes;
  if (!node) throw new Error(`There is no unit ${unit}.`);
  return node;
}

test('what one window holds and gives back, the other shows at once', async () => {
  const [mine, other] = [await windowOf('seller'), await windowOf('manager')];
  expect(await other.locator('.legend').textContent()).toContain('available 25');
  expect(await textOf(other, '302')).toContain('8.25M');

  await choose(mine, '302', 'Mei-Ling');
  expect(await press(mine)).toContain('Yours until');
  await stands(other, '302', 'HELD');
  expect(await textOf(other, '302')).toContain('Mei-Ling Lin');
  expect(await endOf(cell(other, '302'))).toBe(Date.parse((await kept('302')).heldUntil));
  expect(await other.locator('.legend').textContent()).toContain('available 24');
  await stands(mine, '302', 'mine');
  expect(await other.locator('.unit.mine').count()).toBe(0);

  await mine.click('text=Release');
  await stands(other, '302', 'AVAILABLE');
  expect(await textOf(other, '302')).not.toContain('Mei-Ling Lin');
  expect(site.problems).toEqual([]);
}, 120_000);

test('whoever comes too late is told until when, and by whom as far as he may see that', async () => {
  const [consultant, manager] = [await windowOf('seller'), await windowOf('manager')];
  await choose(manager, '201', 'Chih-Hao');
  await press(manager);
  await stands(consultant, '201', 'HELD');
  await choose(consultant, '201', 'Mei-Ling');
  expect(await press(consultant)).toMatch(/^Taken until /);
  expect(await endOf(outcome(consultant))).toBe(Date.parse((await kept('201')).heldUntil));
  expect(await consultant.locator('main').textContent()).not.toMatch(/Chih-Hao|Robin/);

  await choose(consultant, '202', 'Mei-Ling');
  await press(consultant);
  await stands(manager, '202', 'HELD');
  await choose(manager, '202', 'Chih-Hao');
  expect(await press(manager)).toMatch(/^Taken for Mei-Ling Lin by Pat until /);
  expect(site.problems).toEqual([]);
}, 120_000);

test('of two who press at once, one gets the unit; a reload shows the same', async () => {
  const [one, two] = [await windowOf('seller'), await windowOf('manager')];
  await choose(one, '503', 'Mei-Ling');
  await choose(two, '503', 'Chih-Hao');
  const told = await Promise.all([press(one), press(two)]);
  expect(told.map((text) => text.split(' ')[0]).sort()).toEqual(['Taken', 'Yours']);
  expect((await kept('503')).claims.totalCount).toBe(1);
  for (const page of [one, two]) {
    await stands(page, '503', 'HELD');
    const before = await textOf(page, '503');
    await page.reload();
    await stands(page, '503', 'HELD');
    expect(await textOf(page, '503')).toBe(before);
  }
  if (takesPictures) await picture(two);
  expect(site.problems).toEqual([]);
}, 120_000);

/** The picture of the README, with more in it than the tests need. */
async function picture(page: Page): Promise<void> {
  const { alpha } = app;
  const named = (name: string) => buyer(alpha, { name });
  await hold(alpha, (await kept('404')).id, await named('I-Chun Chen'));
  await subscribe(alpha, (await kept('303')).id, await named('Emma Novák'));
  await subscribe(alpha, (await kept('105')).id, await named('Anna Weiß'));
  await contract(alpha, (await kept('401')).id, await named('Jianguo Lin'), [
    { dueOn: '2026-01-01', amount: { amount: '8250000', currency: 'HKD' } },
  ]);
  await stands(page, '401', 'CONTRACTED');
  await choose(page, '404', 'Chih-Hao');
  await press(page);
  await takePicture(page, 'sales-board');
}
