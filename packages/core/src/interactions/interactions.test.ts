import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { InteractionChannel } from './interaction.record.ts';

let app: TestApp;
let customerId: string;
beforeAll(async () => {
  app = await createTestApp();
  ({ id: customerId } = await app.alpha.as('seller').create('Customer', { kind: 'PERSON', name: '王小明' }));
});
afterAll(() => app.close());

const CREATE =
  'mutation($input: CreateInteractionInput!) { createInteraction(input: $input) { id channel customer { name } user { id } cost { amount currency } } }';
const input = (values: object = {}) => ({
  channel: 'PHONE',
  direction: 'INBOUND',
  subject: '保固查詢',
  occurredAt: '2026-03-01T09:30:00Z',
  customerId,
  ...values,
});

describe('interactions', () => {
  test('[G1] every channel has the same model', async () => {
    for (const channel of Object.keys(InteractionChannel)) {
      expect(await app.alpha.as('seller').get(CREATE, { input: input({ channel }) })).toMatchObject({
        createInteraction: { channel, customer: { name: '王小明' } },
      });
    }
    const { customer } = await app.alpha.admin.get<{ customer: { interactions: { totalCount: number } } }>(
      'query($id: ID!) { customer(id: $id) { interactions { totalCount } } }',
      { id: customerId },
    );
    expect(customer.interactions.totalCount).toBe(Object.keys(InteractionChannel).length);
  });

  test('stand in the timeline of their customer, newest first', async () => {
    const seller = app.alpha.as('seller');
    const { id } = await seller.create('Customer', { kind: 'PERSON', name: '林美玲' });
    for (const [subject, occurredAt] of [
      ['second', '2026-03-02T00:00:00Z'],
      ['third', '2026-03-03T00:00:00Z'],
      ['first', '2026-03-01T00:00:00Z'],
    ])
      await seller.get(CREATE, { input: input({ subject, occurredAt, customerId: id }) });
    const ask = `query($id: ID!) { customers(filter: { id: { eq: $id } }) { nodes {
      timeline(types: [INTERACTION]) { edges { at node { ... on Interaction { subject user { name } } } } } } } }`;
    const entry = (subject: string, day: number) => ({
      at: `2026-03-0${day}T00:00:00+00:00`,
      node: { subject, user: { name: 'seller' } },
    });
    expect(await seller.get(ask, { id })).toEqual({
      customers: { nodes: [{ timeline: { edges: [entry('third', 3), entry('second', 2), entry('first', 1)] } }] },
    });
    expect(await app.beta.admin.get(ask, { id })).toEqual({ customers: { nodes: [] } });
  });

  test('costs are exact and summed per currency', async () => {
    for (const cost of [
      { amount: '0.10', currency: 'TWD' },
      { amount: '0.20', currency: 'TWD' },
      { amount: 100, currency: 'JPY' },
    ]) {
      await app.alpha.as('service').get(CREATE, { input: input({ cost, subject: 'cost' }) });
    }
    const stats = await app.alpha.admin.get(
      '{ interactionStats(filter: { subject: { eq: "cost" } }) { groups { sum { cost { amount currency } } } } }',
    );
    expect(stats).toEqual({
      interactionStats: {
        groups: [
          {
            sum: {
              cost: [
                { amount: '100', currency: 'JPY' },
                { amount: '0.30', currency: 'TWD' },
              ],
            },
          },
        ],
      },
    });
  });

  test('are seen by those who see the customer, whoever took part', async () => {
    const stranger = await app.alpha.customer({ name: 'Stranger' });
    await app.alpha.admin.get(CREATE, {
      input: input({ customerId: stranger, subject: 'hidden', userId: app.alpha.users.seller }),
    });
    const { interactions } = await app.alpha
      .as('seller')
      .get<{ interactions: { totalCount: number } }>(
        '{ interactions(filter: { subject: { eq: "hidden" } }) { totalCount } }',
      );
    expect(interactions.totalCount).toBe(0);
    expect(await app.alpha.as('seller').refused(CREATE, { input: input({ customerId: stranger }) })).toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
      field: 'input.customerId',
    });
  });

  test("[G2] [G3] a conversation goes on through any channel and in anybody's hands, with all that was said", async () => {
    const { createThread } = await app.alpha
      .as('seller')
      .get<{ createThread: { id: string } }>(
        'mutation($customerId: ID!) { createThread(input: { title: "Boiler", customerId: $customerId }) { id } }',
        { customerId },
      );
    const said: Record<string, string> = {
      PHONE: 'It leaks.',
      MESSENGER: 'Here is a picture.',
      EMAIL: 'When do you come?',
    };
    for (const [index, channel] of Object.keys(said).entries()) {
      await app.alpha.as('seller').get(CREATE, {
        input: input({
          channel,
          threadId: createThread.id,
          said: said[channel],
          occurredAt: `2026-03-0${index + 1}T09:30:00Z`,
        }),
      });
    }
    await app.alpha
      .as('seller')
      .get('mutation($id: ID!, $input: UpdateThreadInput!) { updateThread(id: $id, input: $input) { id } }', {
        id: createThread.id,
        input: { summary: 'Seal is worn.', handlerId: app.alpha.users.service },
      });
    const { threads } = await app.alpha.as('service').get<{ threads: object }>(
      `query($me: ID!) { threads(filter: { handlerId: { eq: $me }, closed: { eq: false } }) { nodes {
        summary interactions(orderBy: [{ field: OCCURRED_AT }]) { nodes { channel said } } } } }`,
      { me: app.alpha.users.service },
    );
    expect(threads).toEqual({
      nodes: [
        {
          summary: 'Seal is worn.',
          interactions: { nodes: Object.entries(said).map(([channel, words]) => ({ channel, said: words })) },
        },
      ],
    });
  });

  test('[G10] what the customer said stands apart from what we said, with the need that he did not name', async () => {
    const words = { said: 'The old one is loud.', body: 'Offered the new one.', latentNeed: 'Sleeps next door.' };
    const { createInteraction } = await app.alpha
      .as('seller')
      .get<{ createInteraction: object }>(
        'mutation($input: CreateInteractionInput!) { createInteraction(input: $input) { said body latentNeed } }',
        { input: input(words) },
      );
    expect(createInteraction).toEqual(words);
  });

  test('[G16] every employee logs touches, ideas and referrals, in his own name', async () => {
    const referred = await app.alpha.customer({ name: 'Referred' });
    for (const role of ['manager', 'seller', 'service', 'marketer', 'analyst']) {
      for (const matter of ['RELATIONSHIP', 'IDEA', 'REFERRAL']) {
        expect(
          await app.alpha
            .as(role)
            .get(
              'mutation($input: CreateInteractionInput!) { createInteraction(input: $input) { matter user { id } } }',
              { input: input({ matter, subject: 'all hands' }) },
            ),
        ).toEqual({ createInteraction: { matter, user: { id: app.alpha.users[role] } } });
      }
    }
    const { createInteraction } = await app.alpha.as('analyst').get<{ createInteraction: { id: string } }>(CREATE, {
      input: input({ matter: 'REFERRAL' }),
    });
    const { createInteractionParticipant } = await app.alpha
      .as('analyst')
      .get<{ createInteractionParticipant: object }>(
        `mutation($input: CreateInteractionParticipantInput!) {
        createInteractionParticipant(input: $input) { role customer { name } } }`,
        { input: { interactionId: createInteraction.id, role: 'REFERRED', customerId: referred } },
      );
    expect(createInteractionParticipant).toEqual({ role: 'REFERRED', customer: { name: 'Referred' } });
    const { customers } = await app.alpha.admin.get<{ customers: { nodes: object[] } }>(
      '{ customers(filter: { participations: { some: { role: { eq: REFERRED } } } }) { nodes { name } } }',
    );
    expect(customers.nodes).toEqual([{ name: 'Referred' }]);
  });

  test('[G18] hours are summed by activity, for all customers and for those of a value', async () => {
    const loyal = await app.alpha.customer({ phone: '02 2345 6789' });
    const log = (customer: string, activity: string, durationSeconds: number) =>
      app.alpha.admin.get(CREATE, {
        input: input({ customerId: customer, activity, durationSeconds, subject: 'hours', direction: 'OUTBOUND' }),
      });
    await log(loyal, 'SELLING', 3_600);
    await log(loyal, 'TRAVELLING', 1_800);
    await log(customerId, 'SELLING', 7_200);
    const hours = async (filter: string) =>
      (
        await app.alpha.admin.get<{ interactionStats: { groups: object[] } }>(
          `{ interactionStats(filter: { subject: { eq: "hours" } ${filter} }, groupBy: [{ field: ACTIVITY }]) {
            groups { key { activity } sum { durationSeconds } } } }`,
        )
      ).interactionStats.groups;
    expect(await hours('')).toEqual([
      { key: { activity: 'SELLING' }, sum: { durationSeconds: 10_800 } },
      { key: { activity: 'TRAVELLING' }, sum: { durationSeconds: 1_800 } },
    ]);
    expect(await hours('customer: { phone: { isNull: false } }')).toEqual([
      { key: { activity: 'SELLING' }, sum: { durationSeconds: 3_600 } },
      { key: { activity: 'TRAVELLING' }, sum: { durationSeconds: 1_800 } },
    ]);
  });

  test('[G8] an inbound interaction with a customer whom we have no way to reach is counted as a leak', async () => {
    const [unknown, known, messenger] = [
      await app.alpha.customer(),
      await app.alpha.customer({ email: 'caller@example.com' }),
      await app.alpha.customer(),
    ];
    for (const [customer, direction] of [
      [unknown, 'INBOUND'],
      [known, 'INBOUND'],
      [messenger, 'INBOUND'],
      [unknown, 'OUTBOUND'],
    ])
      await app.alpha.admin.get(CREATE, { input: input({ customerId: customer, direction, subject: 'leak' }) });
    await app.alpha.admin.create('ContactPoint', { customerId: messenger, channel: 'LINE', value: 'caller' });
    const { interactionStats } = await app.alpha.admin.get<{ interactionStats: object }>(
      `{ interactionStats(
        filter: { subject: { eq: "leak" }, direction: { eq: INBOUND },
          customer: { email: { isNull: true }, phone: { isNull: true }, contactPoints: { none: { state: { eq: ACTIVE } } } } }
        groupBy: [{ field: CUSTOMER_ID }]) { groups { key { customerId } count } } }`,
    );
    expect(interactionStats).toEqual({ groups: [{ key: { customerId: unknown }, count: 1 }] });
  });

  test('[B20] what a device sends names the device', async () => {
    await app.alpha.as('automation').get(CREATE, {
      input: input({
        channel: 'DEVICE',
        source: 'DEVICE',
        assetId: 'AC-0042',
        subject: 'Filter is full',
        userId: null,
      }),
    });
    const { interactions } = await app.alpha
      .as('service')
      .get<{ interactions: object }>(
        '{ interactions(filter: { assetId: { eq: "AC-0042" } }) { nodes { subject source user { id } } } }',
      );
    expect(interactions).toEqual({ nodes: [{ subject: 'Filter is full', source: 'DEVICE', user: null }] });
  });

  test('[G7] reviewers and customers judge how good an interaction was', async () => {
    const { createInteraction } = await app.alpha.as('seller').get<{ createInteraction: { id: string } }>(CREATE, {
      input: input({ subject: 'judged' }),
    });
    const JUDGE = `mutation($input: CreateContactQualityInput!) { createContactQuality(input: $input) { reviewer { id } } }`;
    const judge = { interactionId: createInteraction.id, toThePoint: 4, attitude: 2 };
    expect(await app.alpha.as('manager').get(JUDGE, { input: judge })).toEqual({
      createContactQuality: { reviewer: { id: app.alpha.users.manager } },
    });
    expect(await app.alpha.as('manager').refused(JUDGE, { input: judge })).toMatchObject({ code: 'DUPLICATE' });
    await app.alpha.as('automation').get(JUDGE, { input: { ...judge, judge: 'CUSTOMER', attitude: 4 } });
    expect(await app.alpha.as('seller').refused(JUDGE, { input: judge })).toMatchObject({
      code: expect.stringMatching(/FORBIDDEN|GRAPHQL_VALIDATION_FAILED/),
    });
    expect(
      await app.alpha.as('manager').refused(JUDGE, { input: { interactionId: createInteraction.id, comment: 'Hm.' } }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.toThePoint' });
    const { contactQualityStats } = await app.alpha
      .as('analyst')
      .get<{ contactQualityStats: object }>(
        '{ contactQualityStats(groupBy: [{ field: JUDGE }]) { groups { key { judge } avg { attitude toThePoint } } } }',
      );
    expect(contactQualityStats).toEqual({
      groups: [
        { key: { judge: 'CUSTOMER' }, avg: { attitude: 4, toThePoint: 4 } },
        { key: { judge: 'REVIEWER' }, avg: { attitude: 2, toThePoint: 4 } },
      ],
    });
  });

  test('[A14] test calls to our own contact desk show whether it answers, and how soon', async () => {
    const RECORD =
      'mutation($input: CreateContactDeskTestInput!) { createContactDeskTest(input: $input) { tester { id } } }';
    const call = { channel: 'PHONE', question: 'Is the XR-5 in stock?', testedAt: '2026-03-01T09:30:00Z' };
    for (const values of [
      { answered: true, secondsToAnswer: 10, questionAnswered: true },
      { answered: true, secondsToAnswer: 50, questionAnswered: false },
      { answered: false },
    ])
      expect(await app.alpha.as('analyst').get(RECORD, { input: { ...call, ...values } })).toEqual({
        createContactDeskTest: { tester: { id: app.alpha.users.analyst } },
      });
    for (const values of [{ answered: true }, { answered: false, secondsToAnswer: 3 }])
      expect(await app.alpha.as('analyst').refused(RECORD, { input: { ...call, ...values } })).toMatchObject({
        code: 'INPUT_INVALID',
        field: 'input.secondsToAnswer',
      });
    const { contactDeskTestStats } = await app.alpha
      .as('manager')
      .get<{ contactDeskTestStats: object }>(
        '{ contactDeskTestStats(groupBy: [{ field: ANSWERED }]) { groups { key { answered } count avg { secondsToAnswer } } } }',
      );
    expect(contactDeskTestStats).toEqual({
      groups: [
        { key: { answered: false }, count: 1, avg: { secondsToAnswer: null } },
        { key: { answered: true }, count: 2, avg: { secondsToAnswer: 30 } },
      ],
    });
  });

  test('a conversation with somebody else is refused, and so is a participant who is two', async () => {
    const other = await app.alpha.customer({ name: 'Other' });
    const { createThread } = await app.alpha.admin.get<{ createThread: { id: string } }>(
      'mutation($customerId: ID!) { createThread(input: { title: "Other", customerId: $customerId }) { id } }',
      { customerId: other },
    );
    // Asked twice: the second time one statement would answer if no rule looked at it.
    for (const _time of ['first', 'second'])
      expect(await app.alpha.admin.refused(CREATE, { input: input({ threadId: createThread.id }) })).toMatchObject({
        code: 'INPUT_INVALID',
        field: 'input.threadId',
      });
    const { createInteraction } = await app.alpha.admin.get<{ createInteraction: { id: string } }>(CREATE, {
      input: input(),
    });
    const PARTICIPANT =
      'mutation($input: CreateInteractionParticipantInput!) { createInteractionParticipant(input: $input) { id } }';
    for (const [values, field] of [
      [{ name: 'Anna', customerId: other }, 'input.name'],
      [{}, 'input.customerId'],
    ] as const)
      expect(
        await app.alpha.admin.refused(PARTICIPANT, { input: { interactionId: createInteraction.id, ...values } }),
      ).toMatchObject({ code: 'INPUT_INVALID', field });
  });

  test.each([
    ['a negative duration', { durationSeconds: -1 }, 'input.durationSeconds'],
    ['a duration of more than a week', { durationSeconds: 604_801 }, 'input.durationSeconds'],
    ['a blank subject', { subject: ' ' }, 'input.subject'],
  ])('%s is refused', async (_what, values, field) => {
    expect(await app.alpha.admin.refused(CREATE, { input: input(values) })).toMatchObject({
      code: 'INPUT_INVALID',
      field,
    });
  });
});
