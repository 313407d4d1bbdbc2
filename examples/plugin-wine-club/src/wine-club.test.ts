import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestApp, type TestApp } from '@rapport/testing';
import wineClub from './index.ts';

let app: TestApp;
before(async () => {
  app = await createTestApp({ plugins: [wineClub] });
});
after(() => app.close());

const join = (joinedOn: string) => app.alpha.customer({ name: 'Anna Weiß', wineClub: { joinedOn } });

async function order(customerId: string, bottles: number): Promise<string> {
  return (await app.alpha.as('service').create('WineClubOrder', { label: 'Riesling', bottles, customerId })).id;
}

const send = (id: string) =>
  app.alpha.as('service').get('mutation($id: ID!) { sendWineClubOrder(id: $id) { state } }', { id });

const member = async (id: string) =>
  (
    await app.alpha.admin.get<{ customer: { wineClub: { points: number; level: string | null } } }>(
      'query($id: ID!) { customer(id: $id) { wineClub { points level } } }',
      { id },
    )
  ).customer.wineClub;

test('who is no member cannot order', async () => {
  const customerId = await app.alpha.customer();
  const refused = await app.alpha.as('service').refusedToCreate('WineClubOrder', {
    label: 'Riesling',
    bottles: 6,
    customerId,
  });
  assert.equal(refused.code, 'INPUT_INVALID');
  assert.match(refused.message, /no member of the wine club/);
});

test('bottles that are sent bring points, and points a level, as the settings say', async () => {
  const id = await join('2024-05-01');
  const levels = await app.capture(app.alpha, ['wineClub.levelReached']);
  await send(await order(id, 6));
  await app.drain();
  assert.deepEqual(await member(id), { points: 60, level: 'SILVER' });
  await app.alpha.admin.get('mutation { setPluginSettings(plugin: "wine-club", values: { goldFrom: 150 }) { name } }');
  await send(await order(id, 6));
  await app.drain();
  assert.deepEqual(await member(id), { points: 120, level: 'SILVER' });
  await send(await order(id, 6));
  await app.drain();
  assert.deepEqual(await member(id), { points: 180, level: 'GOLD' });
  assert.deepEqual(
    (await levels.events()).map(({ patch }) => patch),
    [{ level: 'SILVER' }, { level: 'GOLD' }],
  );
});

test('a day after a level was reached there is a task to congratulate', async () => {
  const id = await join('2024-05-01');
  await send(await order(id, 20));
  await app.drain();
  const tasks = async () =>
    (
      await app.alpha.admin.get<{ tasks: { nodes: { title: string }[] } }>(
        'query($id: ID!) { tasks(filter: { customerId: { eq: $id } }) { nodes { title } } }',
        { id },
      )
    ).tasks.nodes;
  assert.deepEqual(await tasks(), []);
  await app.tick('P2D');
  assert.deepEqual(await tasks(), [{ title: 'Congratulate Anna Weiß: GOLD' }]);
});

test('who has ordered nothing for a year loses the level; who orders keeps it', async () => {
  const [idle, fresh] = [await join('2020-01-01'), await join('2020-01-01')];
  const give = 'mutation($id: ID!) { giveWineClubLevel(customerId: $id, level: GOLD) { id } }';
  assert.equal((await app.alpha.as('seller').refused(give, { id: idle })).code, 'FORBIDDEN');
  for (const id of [idle, fresh]) await app.alpha.admin.get(give, { id });
  await order(fresh, 6);
  await app.tick('P1D');
  assert.equal((await member(idle)).level, null);
  assert.equal((await member(fresh)).level, 'GOLD');
});

test('orders stand in the timeline of the customer', async () => {
  const id = await join('2024-05-01');
  await order(id, 3);
  const { customer } = await app.alpha.admin.get<{ customer: { timeline: { nodes: object[] } } }>(
    'query($id: ID!) { customer(id: $id) { timeline(first: 1) { nodes { ... on WineClubOrder { label bottles state } } } } }',
    { id },
  );
  assert.deepEqual(customer.timeline.nodes, [{ label: 'Riesling', bottles: 3, state: 'OPEN' }]);
});

test('what a customer orders and calls off makes the score, which says why', async () => {
  const id = await join('2024-05-01');
  const orders = [await order(id, 6), await order(id, 4), await order(id, 1)];
  await app.alpha.as('service').get('mutation($id: ID!) { cancelWineClubOrder(id: $id) { state } }', { id: orders[2] });
  await app.drain();
  const { customer } = await app.alpha.admin.get<{
    customer: { wineClubThirstScore: object; scores: { id: string; terms: object[] }[] };
  }>(
    `query($id: ID!) { customer(id: $id) {
      wineClubThirstScore { value band } scores { id terms { name contribution evidence } } } }`,
    { id },
  );
  assert.deepEqual(customer.wineClubThirstScore, { value: 25, band: 'MEDIUM' });
  // Other plugins give the customer scores, too.
  const thirst = customer.scores.find((score) => score.id === 'wine-club/thirst');
  assert.deepEqual(thirst?.terms, [
    { name: 'bottles', contribution: 30, evidence: [orders[1], orders[0]] },
    { name: 'canceled', contribution: -10, evidence: [] },
  ]);
});
