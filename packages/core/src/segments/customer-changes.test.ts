import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const uuid = (id: string | undefined) => id?.slice(4);
const marketer = () => app.alpha.as('marketer');

const buy = (customerId: string | undefined, amount: string, days: number, currency = 'EUR') =>
  app.alpha.admin.create('Purchase', {
    customerId,
    product: 'Tea',
    amount: { amount, currency },
    purchasedAt: daysAgo(days),
  });
const call = (customerId: string | undefined, days: number) =>
  app.alpha.admin.create('Interaction', {
    channel: 'PHONE',
    direction: 'OUTBOUND',
    subject: 'x',
    occurredAt: daysAgo(days),
    customerId,
  });

async function know(customerId: string, attribute: string, value: string, days: number, besides = false) {
  const { id } = await app.alpha.admin.create('ProfileValue', {
    customerId,
    attribute,
    value,
    besides,
    source: 'STAFF',
  });
  await app.sql('update profile_value set created_at = $2 where id = $1', [uuid(id), daysAgo(days)]);
}

/** As a scorer would have kept it. */
const score = (customerId: string | undefined, value: number, days: number) =>
  app.sql(
    `insert into score_change (tenant_id, scorer, id, value, band, base, terms, facts, evidence, version, tuning, changed_at, as_of)
     values ($1, 'service/churn-signal', $2, $3, 'LOW', 0, '[]', '{}', '{}', 1, 0, $4, $4)`,
    [app.alpha.id, uuid(customerId), value * 100, daysAgo(days)],
  );

const segmentOf = async (name: string, ...customerIds: string[]) => {
  const { id } = await marketer().create('Segment', { name, kind: 'STATIC' });
  await marketer().get('mutation($id: ID!, $c: [ID!]!) { addToSegment(id: $id, customerIds: $c) { entered } }', {
    id,
    c: customerIds,
  });
  return id;
};

const DOINGS = 'purchases spent { amount } contacts';
const ASK = `query($id: ID!, $since: DateTime!) { customerChanges(customerId: $id, since: $since, currency: "EUR") {
  now { ${DOINGS} } before { ${DOINGS} } profile { attribute before now } scores { scorer before now }
  segments { segment { name } others median { ${DOINGS} } scores { scorer customer median } } } }`;
const done = (purchases: number, amount: string, contacts: number) => ({ purchases, spent: { amount }, contacts });

describe('what changed of a customer', () => {
  let customer: string;
  beforeAll(async () => {
    customer = await app.alpha.customer({ ownerId: app.alpha.users.seller });
    // Since thirty days ago, the thirty days before that, and longer ago.
    await buy(customer, '40.00', 3);
    await buy(customer, '-10.00', 2);
    await buy(customer, '500.00', 2, 'USD');
    await buy(customer, '90.00', 45);
    await buy(customer, '900.00', 70);
    for (const days of [5, 40, 41, 80]) await call(customer, days);
    await know(customer, 'hobby', 'tea', 60);
    await know(customer, 'hobby', 'go', 10, true);
    await know(customer, 'car', 'none', 60);
    await know(customer, 'car', 'electric', 1);
    await know(customer, 'pet', 'cat', 60);
    await score(customer, 20, 50);
    await score(customer, 35, 40);
    await score(customer, 80, 4);
    // Five others: 1 to 5 purchases of 10.00, 0 to 4 contacts, scores of 10 to 50.
    const others = [];
    for (let n = 1; n <= 5; n += 1) {
      const other = await app.alpha.customer();
      others.push(other);
      for (let i = 0; i < n; i += 1) await buy(other, '10.00', 6);
      for (let i = 1; i < n; i += 1) await call(other, 6);
      await score(other, n * 10, 20);
    }
    await segmentOf('Many', customer, ...others);
    await segmentOf('Few', customer, ...others.slice(0, 4));
    await segmentOf('Without him', ...others);
  });

  test('[E9] is told against himself and against the medians of his segments', async () => {
    const { customerChanges } = await app.alpha
      .as('seller')
      .get<{ customerChanges: { segments: { segment: { name: string } }[] } }>(ASK, {
        id: customer,
        since: daysAgo(30),
      });
    const scorer = 'service/churn-signal';
    const { segments, ...himself } = customerChanges;
    expect(himself).toEqual({
      now: done(3, '30.00', 1),
      before: done(1, '90.00', 2),
      profile: [
        { attribute: 'car', before: ['none'], now: ['electric'] },
        { attribute: 'hobby', before: ['tea'], now: ['go', 'tea'] },
      ],
      scores: [{ scorer, before: 35, now: 80 }],
    });
    expect(segments.sort((a, b) => (a.segment.name < b.segment.name ? 1 : -1))).toEqual([
      {
        segment: { name: 'Many' },
        others: 5,
        median: done(3, '30.00', 2),
        scores: [{ scorer, customer: 80, median: 30 }],
      },
      // Four others would be recognised in what they did.
      { segment: { name: 'Few' }, others: 4, median: null, scores: [] },
    ]);
  });

  test('[E9] leads to a decision, which is kept as a task with what it was made upon', async () => {
    const { decideOnCustomerChanges: task } = await app.alpha.as('seller').get<{ decideOnCustomerChanges: object }>(
      `mutation($id: ID!, $since: DateTime!) { decideOnCustomerChanges(
        customerId: $id, since: $since, currency: "EUR", decision: "Ask what is wrong.", dueAt: "2030-01-01T00:00:00Z") {
        title state dueAt description customer { id } assignee { id } } }`,
      { id: customer, since: daysAgo(30) },
    );
    expect(task).toEqual({
      title: 'Ask what is wrong.',
      state: 'OPEN',
      dueAt: expect.stringContaining('2030-01-01'),
      customer: { id: customer },
      assignee: { id: app.alpha.users.seller },
      description: expect.stringMatching(
        /spent 30\.00 EUR, before 90\.00 EUR\ncontacts 1, before 2\ncar: electric, before none\nhobby: go, tea, before tea\nservice\/churn-signal 80, before 35$/,
      ),
    });
  });

  test('is told to roles that may read all that it tells, and to no other', async () => {
    const seen = (recordType: string, denyRead: string[] = []) => ({ recordType, read: 'ALL', denyRead });
    const told = ['Customer', 'Interaction', 'ProfileValue', 'SegmentMembership', 'Segment'].map((type) => seen(type));
    const asRole = async (key: string, purchase: object) => {
      const { createRole } = await app.alpha.admin.get<{ createRole: { id: string } }>(
        'mutation($input: CreateRoleInput!) { createRole(input: $input) { id } }',
        { input: { key, name: key, grants: [...told, purchase] } },
      );
      const { createApiKey } = await app.alpha.admin.get<{ createApiKey: { secret: string } }>(
        'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
        { input: { name: key, roleId: createRole.id } },
      );
      return app.client(createApiKey.secret);
    };
    const SPENT = `query($id: ID!, $since: DateTime!) { customerChanges(customerId: $id, since: $since, currency: "EUR") {
      now { spent { amount } } } }`;
    const asked = { id: customer, since: daysAgo(30) };
    const [open, closed] = [
      await asRole('open', seen('Purchase')),
      await asRole('closed', seen('Purchase', ['amount'])),
    ];
    expect(await open.get(SPENT, asked)).toEqual({ customerChanges: { now: { spent: { amount: '30.00' } } } });
    expect(await closed.refused(SPENT, asked)).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('Purchase.amount'),
    });
  });

  test('is told of nobody out of sight, and of no time to come', async () => {
    const stranger = await app.alpha.customer();
    const asked = { id: stranger, since: daysAgo(30) };
    expect(await app.alpha.as('seller').refused(ASK, asked)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await app.beta.admin.refused(ASK, asked)).toMatchObject({ code: 'NOT_FOUND' });
    for (const days of [-1, 801])
      expect(await marketer().refused(ASK, { id: stranger, since: daysAgo(days) })).toMatchObject({
        code: 'INPUT_INVALID',
      });
  });
});
