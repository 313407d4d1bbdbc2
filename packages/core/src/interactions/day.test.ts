import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { blocksOf } from '../../../../tests/readme/readme.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

test('[G4] one documented question tells what a user did in a day, and what he has to do', async () => {
  const day = blocksOf('docs/interactions.md').find(({ text }) => text.startsWith('query Day'))?.text ?? '';
  const seller = app.alpha.as('seller');
  const { createCustomer } = await seller.get<{ createCustomer: { id: string } }>(
    'mutation { createCustomer(input: { kind: PERSON, name: "王小明" }) { id } }',
  );
  const customerId = createCustomer.id;
  const create = async (type: string, input: object, role = 'seller') =>
    (
      await app.alpha
        .as(role)
        .get<{ it: { id: string } }>(
          `mutation($input: Create${type}Input!) { it: create${type}(input: $input) { id } }`,
          { input },
        )
    ).it.id;
  const call = { channel: 'PHONE', direction: 'OUTBOUND', customerId };
  await create('Interaction', { ...call, subject: 'On the day', occurredAt: '2026-03-01T10:00:00Z' });
  await create('Interaction', { ...call, subject: 'Before', occurredAt: '2026-02-28T10:00:00Z' });
  await create('Interaction', { ...call, subject: "Another's", occurredAt: '2026-03-01T10:00:00Z' }, 'manager');
  const slot = { startsAt: '2026-03-01T11:00:00Z', endsAt: '2026-03-01T12:00:00Z', customerId };
  await create('Visit', { ...slot, title: 'Visit' });
  const done = await create('Task', { title: 'Done' });
  for (const step of ['start', 'finish'])
    await seller.get(`mutation($id: ID!) { ${step}Task(id: $id) { id } }`, { id: done });
  await create('Task', { title: 'Some day' });
  await create('Task', { title: 'Now', urgent: true, important: true });
  await create('Task', { title: 'Asked for', assigneeId: app.alpha.users.seller }, 'manager');

  const titles = (list: { nodes: { title?: string; subject?: string }[] } | undefined) =>
    list?.nodes.map(({ title, subject }) => title ?? subject);
  const ask = (from: string, to: string) =>
    seller.get<Record<string, { nodes: { title: string }[] }>>(day, { me: app.alpha.users.seller, from, to });
  const march = await ask('2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z');
  expect(titles(march.log)).toEqual(['On the day']);
  expect(titles(march.visits)).toEqual(['Visit']);
  expect(titles(march.done)).toEqual([]);
  expect(titles(march.plan)).toEqual(['Now', 'Some day']);
  expect(titles(march.toAnswer)).toEqual(['Asked for']);
  const now = Date.now();
  const today = await ask(new Date(now - 3_600_000).toISOString(), new Date(now + 3_600_000).toISOString());
  expect(titles(today.done)).toEqual(['Done']);
});
