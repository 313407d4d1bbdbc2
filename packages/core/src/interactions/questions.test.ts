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
  const { id: customerId } = await seller.create('Customer', { kind: 'PERSON', name: '王小明' });
  const create = async (type: string, input: object, role = 'seller') =>
    (await app.alpha.as(role).create(type, input)).id;
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

test('[B16] one question answers what happened with a customer, what he costs and what is next', async () => {
  const seller = app.alpha.as('seller');
  const { id: customerId } = await seller.create('Customer', { kind: 'PERSON', name: '陳怡君' });
  const at = (day: number) => `2026-03-0${day}T10:00:00Z`;
  const call = { channel: 'PHONE', direction: 'INBOUND', customerId };
  await seller.create('Interaction', { ...call, matter: 'INFORMATION', subject: 'Brochure', occurredAt: at(1) });
  const cost = { amount: '150', currency: 'TWD' };
  await seller.create('Interaction', { ...call, matter: 'COMPLAINT', subject: 'Late', occurredAt: at(3), cost });
  await seller.create('Visit', { title: 'Survey', customerId, startsAt: at(2), endsAt: '2026-03-02T11:00:00Z' });
  await seller.create('Task', { title: 'Apologise', customerId, urgent: true });
  const answer = await app.alpha.as('service').get(
    `query($id: ID!) { customer(id: $id) {
      timeline(types: [INTERACTION, VISIT]) { nodes { __typename ... on Interaction { subject } ... on Visit { title } } }
      interactionsStats { groups { count sum { cost { amount currency } } } }
      contactRhythms { nodes { lastTouchAt } }
      tasks(filter: { state: { ne: DONE } }, orderBy: [{ field: QUADRANT }]) { nodes { title quadrant } } } }`,
    { id: customerId },
  );
  expect(answer).toEqual({
    customer: {
      timeline: {
        nodes: [
          { __typename: 'Interaction', subject: 'Late' },
          { __typename: 'Visit', title: 'Survey' },
          { __typename: 'Interaction', subject: 'Brochure' },
        ],
      },
      interactionsStats: { groups: [{ count: 2, sum: { cost: [{ amount: '150.00', currency: 'TWD' }] } }] },
      contactRhythms: { nodes: [{ lastTouchAt: '2026-03-03T10:00:00+00:00' }] },
      tasks: { nodes: [{ title: 'Apologise', quadrant: 3 }] },
    },
  });
});

test('a customer who serves himself sees when he was in touch and what he said, and nothing that we noted', async () => {
  const seller = app.alpha.as('seller');
  const [mine, other] = [
    await seller.create('Customer', { kind: 'PERSON', name: 'Mine' }),
    await seller.create('Customer', { kind: 'PERSON', name: 'Other' }),
  ];
  const call = { channel: 'PHONE', direction: 'INBOUND', subject: 'Difficult', occurredAt: '2026-03-01T10:00:00Z' };
  const noted = { ...call, said: 'It is loud.', body: 'He exaggerates.' };
  const logged = await seller.create('Interaction', { ...noted, customerId: mine.id });
  await seller.create('Interaction', { ...noted, customerId: other.id });
  await app.alpha.as('manager').create('ContactQuality', { interactionId: logged.id, attitude: 1 });
  await seller.create('Task', { title: 'Be careful', customerId: mine.id });
  const self = await app.alpha.asCustomer(mine.id);
  expect(await self.get('{ interactions { nodes { channel said customer { id } } } }')).toEqual({
    interactions: { nodes: [{ channel: 'PHONE', said: 'It is loud.', customer: { id: mine.id } }] },
  });
  for (const hidden of [
    'subject',
    'body',
    'latentNeed',
    'user { id }',
    'cost { amount }',
    'qualities { nodes { id } }',
  ])
    expect(await self.refused(`{ interactions { nodes { ${hidden} } } }`)).toMatchObject({
      code: expect.stringMatching(/GRAPHQL_VALIDATION_FAILED|FORBIDDEN/),
    });
  for (const hidden of ['tasks', 'contactQualities', 'threads', 'contactRhythms', 'contactDeskTests'])
    expect(await self.refused(`{ ${hidden} { nodes { id } } }`)).toMatchObject({ code: 'FORBIDDEN' });
  const window = 'from: "2026-03-01T00:00:00Z", to: "2026-03-02T00:00:00Z"';
  expect(
    await self.refused(`{ freeBusy(userIds: ["${app.alpha.users.seller}"], ${window}) { busy { startsAt } } }`),
  ).toMatchObject({ code: 'FORBIDDEN' });
  expect(
    await self.refused(
      `mutation { correctInteraction(id: "${logged.id}", input: { said: "No." }, reason: "No.") { id } }`,
    ),
  ).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
});
