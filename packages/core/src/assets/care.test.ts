import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { addDays, dayOf } from './calendar-day.ts';
import { CareContact } from './care-contact.record.ts';
import { sellingPart } from './selling-content.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

let rules = 0;
let serials = 0;
const today = dayOf(new Date());
const service = () => app.alpha.as('service');
const rule = (input: object) =>
  app.alpha.as('manager').create('CareRule', {
    name: `Rule ${++rules}`,
    occasion: 'WARRANTY_ENDING',
    days: 30,
    channel: 'PHONE',
    message: 'Dear {customer}, the warranty of your {product} ({serial}) ends on {date}.',
    product: PRODUCT(),
    ...input,
  });
/** Each test has a product of its own, so that its rules concern nobody else. */
let product = 0;
const PRODUCT = () => `Product ${product}`;
beforeEach(() => {
  product++;
});
const asset = async (input: object = {}) =>
  (
    await service().create('Asset', {
      customerId: await app.alpha.customer({ name: '張先生' }),
      product: PRODUCT(),
      maker: 'Miele',
      serial: `M-${++serials}`,
      ...input,
    })
  ).id;
interface Contact {
  readonly id: string;
  readonly occasion: string;
  readonly dueOn: string;
  readonly message: string;
  readonly state: string;
}
const contacts = async () =>
  (
    await service().get<{ careContacts: { nodes: Contact[] } }>(
      `query($product: String!) { careContacts(filter: { asset: { product: { eq: $product } } }, orderBy: [{ field: DUE_ON }]) {
        nodes { id occasion dueOn message state } } }`,
      { product: PRODUCT() },
    )
  ).careContacts.nodes;
/** The job runs, and everything that follows from it. */
async function morning(): Promise<void> {
  await app.drain();
  const { scheduledJobs } = await app.alpha.admin.get<{ scheduledJobs: { nodes: { id: string }[] } }>(
    '{ scheduledJobs(filter: { plugin: { eq: "assets" }, job: { eq: "plan-care" } }) { nodes { id } } }',
  );
  await app.alpha.admin.get('mutation($id: ID!) { runScheduledJob(id: $id) { id } }', {
    id: scheduledJobs.nodes[0]?.id,
  });
  await app.drain();
}
const planned = async () => (await contacts()).map(({ occasion, dueOn }) => [occasion, dueOn]);
const MAKE = `mutation($id: ID!) { makeCareContact(id: $id, input: { outcome: REACHED, note: "All is well." }) {
  state interaction { direction matter activity body said customer { name } } } }`;

describe('[O1] [N9] contacts by rule', () => {
  test('are planned before a warranty ends, once for each end, however often the job runs', async () => {
    await rule({});
    const soon = addDays(today, 20);
    await asset({ warrantyUntil: soon, serial: 'M-SOON' });
    await asset({ warrantyUntil: addDays(today, 90) });
    const ended = await asset({ warrantyUntil: addDays(today, -3) });
    for (let run = 0; run < 3; run++) await morning();
    expect(await planned()).toEqual([['WARRANTY_ENDING', soon]]);
    expect((await contacts())[0]?.message).toBe(
      `Dear 張先生, the warranty of your ${PRODUCT()} (M-SOON) ends on ${soon}.`,
    );
    // A warranty that is prolonged ends anew.
    const later = addDays(today, 25);
    await service().get(
      'mutation($id: ID!, $until: Date!) { updateAsset(id: $id, input: { warrantyUntil: $until }) { id } }',
      { id: ended, until: later },
    );
    await morning();
    expect(await planned()).toEqual([
      ['WARRANTY_ENDING', soon],
      ['WARRANTY_ENDING', later],
    ]);
  });

  test('are planned for maintenance by date, and by usage as soon as the counter says so', async () => {
    await rule({ occasion: 'MAINTENANCE_DUE', days: 10, message: '{product}: maintenance on {date}' });
    const plan = (assetId: string, input: object) =>
      service().create('MaintenancePlan', { assetId, title: 'Sweep', ...input });
    const byDate = await asset({ installedOn: addDays(today, -360) });
    await plan(byDate, { everyMonths: 12 });
    const byUsage = await asset({ usageUnit: 'h' });
    await plan(byUsage, { everyUsage: 100 });
    await plan(await asset({ installedOn: addDays(today, -360) }), { everyMonths: 12, active: false });
    await morning();
    expect(await planned()).toHaveLength(1);
    await service().create('UsageReading', { assetId: byUsage, value: 120, readAt: new Date().toISOString() });
    await morning();
    expect(await planned()).toHaveLength(2);
  });

  test('are planned some days after an installation, of one product only, and not for what is retired', async () => {
    await rule({ occasion: 'RETURN_VISIT', days: 14 });
    const installedOn = addDays(today, -14);
    await asset({ installedOn });
    const gone = await asset({ installedOn });
    await service().get('mutation($id: ID!) { retireAsset(id: $id) { id } }', { id: gone });
    await asset({ installedOn, product: 'Another' });
    await morning();
    expect(await planned()).toEqual([['RETURN_VISIT', today]]);
  });

  test('are planned whatever customers are called, and as long as a message may be', async () => {
    await rule({ message: '{customer}'.repeat(100) });
    const customerId = await app.alpha.customer({ kind: 'ORGANISATION', name: 'Discount House of Coupons & Sons' });
    await asset({ customerId, warrantyUntil: addDays(today, 20) });
    await morning();
    expect((await contacts())[0]?.message).toMatch(/^Discount House.{2480,2490}$/);
  });

  test('are no flood: what is long past is not announced by a rule that is new', async () => {
    await asset({ installedOn: addDays(today, -400) });
    await rule({ occasion: 'RETURN_VISIT', days: 14 });
    await morning();
    expect(await planned()).toEqual([]);
  });

  test('are interactions once they are made, and stay as they were', async () => {
    await rule({});
    const id = await asset({ warrantyUntil: addDays(today, 20) });
    await morning();
    const [contact] = await contacts();
    expect(await service().get(MAKE, { id: contact?.id })).toMatchObject({
      makeCareContact: {
        state: 'MADE',
        interaction: {
          direction: 'OUTBOUND',
          matter: 'SERVICE',
          activity: 'CARING',
          body: contact?.message,
          said: 'All is well.',
          customer: { name: '張先生' },
        },
      },
    });
    expect(
      await service().refused('mutation($id: ID!) { updateCareContact(id: $id, input: { channel: EMAIL }) { id } }', {
        id: contact?.id,
      }),
    ).toMatchObject({ code: 'TRANSITION_REFUSED', state: 'MADE' });
    expect(
      await service().get('query($id: ID!) { asset(id: $id) { timeline { nodes { __typename } } } }', { id }),
    ).toEqual({ asset: { timeline: { nodes: [{ __typename: 'CareContact' }] } } });
  });

  test('are called off for a reason only', async () => {
    await rule({});
    await asset({ warrantyUntil: addDays(today, 20) });
    await morning();
    const [contact] = await contacts();
    const cancel =
      'mutation($id: ID!, $reason: String) { cancelCareContact(id: $id, reason: $reason) { state canceledBecause } }';
    expect(await service().refused(cancel, { id: contact?.id })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'reason',
    });
    expect(await service().get(cancel, { id: contact?.id, reason: 'He sold it.' })).toEqual({
      cancelCareContact: { state: 'CANCELED', canceledBecause: 'He sold it.' },
    });
  });
});

describe('[F7] service outreach', () => {
  test.each([
    ['Get 20 % off your next boiler.', '20 % off'],
    ['A special offer for you', 'special offer'],
    ['See https://example.com/?utm_campaign=spring', 'utm_campaign='],
    ['保養到期,現在享優惠', '優惠'],
    ['限时特价', '限时'],
  ])('that sells is refused: %s', async (message, found) => {
    expect(sellingPart(message)).toBe(found);
    expect(
      await app.alpha.as('manager').refusedToCreate('CareRule', {
        name: `Selling ${message}`,
        occasion: 'RETURN_VISIT',
        days: 1,
        channel: 'PHONE',
        message,
      }),
    ).toMatchObject({ code: 'RULE_BROKEN', rule: 'SELLING_IN_SERVICE', field: 'input.message', found });
  });

  test.each([
    'Your warranty ends on 1 March.',
    '您的鍋爐保養到期了',
    'We discounted nothing; the part is wholesale grade.',
  ])('that serves is let through: %s', (message) => {
    expect(sellingPart(message)).toBeUndefined();
  });

  test('cannot be made to sell by hand either, unless the rule is taken away', async () => {
    await rule({});
    await asset({ warrantyUntil: addDays(today, 20) });
    await morning();
    const [contact] = await contacts();
    const change = `mutation($id: ID!) { updateCareContact(id: $id, input: { message: "Use this coupon!" }) { message } }`;
    expect(await service().refused(change, { id: contact?.id })).toMatchObject({ rule: 'SELLING_IN_SERVICE' });
    const guards = app.app.installation.before.filter(({ record }) => record === CareContact);
    const off = guards.map((guard) => jest.spyOn(guard, 'run').mockResolvedValue(undefined));
    expect(await service().get(change, { id: contact?.id })).toEqual({
      updateCareContact: { message: 'Use this coupon!' },
    });
    for (const spy of off) spy.mockRestore();
  });

  test('asks for the consent to service, and for no other', async () => {
    await rule({});
    const withdraw = async (purpose: string) => {
      const customerId = await app.alpha.customer();
      await app.alpha.admin.create('Consent', { customerId, purpose, channel: 'PHONE', state: 'WITHDRAWN' });
      await asset({ customerId, warrantyUntil: addDays(today, purpose === 'SERVICE' ? 20 : 21) });
    };
    await withdraw('SERVICE');
    await withdraw('MARKETING');
    await morning();
    const [service1, marketing] = await contacts();
    expect(await service().refused(MAKE, { id: service1?.id })).toMatchObject({ rule: 'CONTACT_REFUSED' });
    expect(await service().get(MAKE, { id: marketing?.id })).toMatchObject({ makeCareContact: { state: 'MADE' } });
    // By another channel he did not refuse it.
    await service().get('mutation($id: ID!) { updateCareContact(id: $id, input: { channel: EMAIL }) { id } }', {
      id: service1?.id,
    });
    expect(await service().get(MAKE, { id: service1?.id })).toMatchObject({ makeCareContact: { state: 'MADE' } });
  });
});

test('[O8] the proactive ratio is the share of contacts for service that we began; a conversation counts once', async () => {
  const customerId = await app.alpha.customer();
  const { id: threadId } = await service().create('Thread', { title: 'Leak', customerId });
  const log = (direction: string, hour: number, input: object = {}) =>
    service().create('Interaction', {
      customerId,
      channel: 'PHONE',
      matter: 'SERVICE',
      subject: 'Call',
      direction,
      occurredAt: `2020-05-01T${String(hour).padStart(2, '0')}:00:00Z`,
      ...input,
    });
  const ask = (from: string, to: string, role = 'analyst') =>
    app.alpha
      .as(role)
      .ask<{ proactiveRatio: object }>(`{ proactiveRatio(from: "${from}", to: "${to}") { contacts opened ratio } }`);
  await log('INBOUND', 1, { threadId });
  await log('OUTBOUND', 2, { threadId });
  await log('OUTBOUND', 3);
  await log('INBOUND', 4, { matter: 'COMPLAINT' });
  await log('INBOUND', 5, { matter: 'OFFER' });
  await log('INBOUND', 6, { channel: 'EMAIL' });
  const answer = await ask('2020-05-01T00:00:00Z', '2020-05-02T00:00:00Z');
  expect(answer.data?.proactiveRatio).toEqual({ contacts: 4, opened: 1, ratio: 0.25 });
  expect((await ask('2020-06-01T00:00:00Z', '2020-06-02T00:00:00Z')).data?.proactiveRatio).toEqual({
    contacts: 0,
    opened: 0,
    ratio: null,
  });
  const code = async (...question: Parameters<typeof ask>) => (await ask(...question)).errors?.[0]?.extensions?.code;
  expect(await code('2020-05-02T00:00:00Z', '2020-05-01T00:00:00Z')).toBe('INPUT_INVALID');
  expect(await code('2020-05-01T00:00:00Z', '2020-05-02T00:00:00Z', 'seller')).toBe('FORBIDDEN');
});
