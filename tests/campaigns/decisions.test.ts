import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { aTemplate, reachable } from './reachable.ts';

let app: TestApp;
let n = 0;
beforeAll(async () => {
  app = await createTestApp();
  await aTemplate(app, { key: 'offer', purpose: 'MARKETING' });
  await aTemplate(app, { key: 'notice', purpose: 'SERVICE' });
});
afterAll(() => app.close());
beforeEach(() =>
  app.sql(
    'update frequency_cap set deleted_at = now(); update quiet_hour set deleted_at = now(); update quiet_day set deleted_at = now()',
  ),
);

interface Sent {
  state: string;
  refusedBy: string | null;
  decisionTrail: { rule: string; holds: boolean }[];
  dueAt: string;
}
const send = async (customerId: string, template = 'offer', input: object = {}): Promise<Sent> =>
  (
    await app.alpha.as('marketer').get<{ sendMessage: Sent }>(
      `mutation($input: SendMessageInput!) { sendMessage(input: $input) {
        state refusedBy dueAt decisionTrail { rule holds } } }`,
      { input: { customerId, template, key: `k${++n}`, ...input } },
    )
  ).sendMessage;
const run = (name: string, id: string, input: object = {}) =>
  app.alpha.admin.get(
    `mutation($id: ID!) { ${name}(id: $id${Object.entries(input)
      .map(([k, v]) => `, ${k}: ${JSON.stringify(v)}`)
      .join('')}) { id } }`,
    { id },
  );

describe('a message is decided by all rules', () => {
  test('[F1] who agreed and can be reached gets it; the trail tells every rule', async () => {
    const { customerId } = await reachable(app);
    const sent = await send(customerId);
    expect(sent).toMatchObject({ state: 'QUEUED', refusedBy: null });
    expect(sent.decisionTrail.length).toBe(14);
    expect(sent.decisionTrail.every(({ holds }) => holds)).toBe(true);
  });

  const refusals: [
    string,
    (of: { customerId: string; contactPointId: string; consentId: string }) => Promise<unknown>,
  ][] = [
    ['DO_NOT_CONTACT', ({ customerId }) => run('silenceCustomer', customerId)],
    ['NO_CONTACT_POINT', ({ contactPointId }) => run('deleteContactPoint', contactPointId)],
    ['CONTACT_POINT_UNUSABLE', ({ contactPointId }) => run('bounceContactPoint', contactPointId)],
    ['CONSENT_WITHDRAWN', ({ consentId }) => run('withdrawConsent', consentId)],
    ['NO_CONSENT', ({ consentId }) => run('expireConsent', consentId)],
    [
      'CHANNEL_UNWANTED',
      ({ customerId }) => app.alpha.admin.create('ContactPreference', { customerId, channel: 'EMAIL', wanted: false }),
    ],
    ['AVERSE', ({ customerId }) => app.alpha.admin.create('ContactFatigue', { customerId, state: 'AVERSE' })],
    [
      'RESTING',
      ({ customerId }) =>
        app.alpha.admin.create('ContactFatigue', {
          customerId,
          state: 'INDIFFERENT',
          restUntil: '2999-01-01T00:00:00Z',
        }),
    ],
    [
      'RHYTHM',
      async ({ customerId }) => {
        await app.alpha.admin.create('ContactPreference', { customerId, channel: 'ANY', atMostEveryDays: 7 });
        await send(customerId);
      },
    ],
    [
      'CAP',
      async ({ customerId }) => {
        await app.alpha.admin.create('FrequencyCap', { name: 'One a week', most: 1, windowHours: 168 });
        await send(customerId);
      },
    ],
    [
      'SUPPRESSED',
      async ({ contactPointId }) => {
        await app.alpha.admin.get(
          'mutation($value: String!) { suppressAddress(input: { channel: EMAIL, value: $value }, reason: COMPLAINT) { id } }',
          { value: await addressOf(contactPointId) },
        );
        // Suppression alone decides, also where the contact point was forgotten.
        await app.sql("update contact_point set state = 'ACTIVE' where id = $1", [contactPointId.slice(4)]);
      },
    ],
  ];

  test.each(refusals)('[F1] [F2] [F6] %s', async (rule, arrange) => {
    const who = await reachable(app);
    await arrange(who);
    const sent = await send(who.customerId);
    expect(sent).toMatchObject({ state: 'REFUSED', refusedBy: rule });
    expect(sent.decisionTrail.at(-1)).toEqual({ rule, holds: false });
    expect(sent.decisionTrail.slice(0, -1).every(({ holds }) => holds)).toBe(true);
    const { explainSend } = await app.alpha
      .as('marketer')
      .get<{ explainSend: object[] }>(
        'query($id: ID!) { explainSend(customerId: $id, purpose: MARKETING) { channel wouldSend refusedBy } }',
        { id: who.customerId },
      );
    expect(explainSend).toContainEqual({ channel: 'EMAIL', wouldSend: false, refusedBy: rule });
  });

  test('[F7] service and marketing are consents of their own', async () => {
    const { customerId, consentId } = await reachable(app);
    await run('withdrawConsent', consentId);
    expect(await send(customerId, 'notice')).toMatchObject({ state: 'QUEUED' });
    await app.alpha.admin.create('Consent', { customerId, purpose: 'SERVICE', state: 'WITHDRAWN' });
    expect(await send(customerId, 'notice')).toMatchObject({ refusedBy: 'CONSENT_WITHDRAWN' });
  });

  test('the last word about consent holds, be it about all channels', async () => {
    const { customerId } = await reachable(app);
    await app.alpha.admin.create('Consent', { customerId, purpose: 'MARKETING', state: 'WITHDRAWN' });
    expect(await send(customerId)).toMatchObject({ refusedBy: 'CONSENT_WITHDRAWN' });
  });

  test('[F3] a refused message is an event with its rule', async () => {
    const { customerId, consentId } = await reachable(app);
    await run('withdrawConsent', consentId);
    const events = await app.capture(app.alpha, ['messages.refused']);
    await send(customerId);
    expect(await events.events()).toEqual([
      expect.objectContaining({
        recordId: customerId,
        patch: expect.objectContaining({ rule: 'CONSENT_WITHDRAWN' }),
      }),
    ]);
  });

  test('[F6] who lets the last advertisements pass rests, and who answered one does not', async () => {
    const [silent, awake] = [await reachable(app), await reachable(app)];
    for (const { customerId } of [silent, awake]) for (let index = 0; index < 6; index++) await send(customerId);
    await app.sql("update message set state = 'SENT', sent_at = now() where customer_id = any($1)", [
      [silent, awake].map(({ customerId }) => customerId.slice(4)),
    ]);
    await app.sql(
      'update message set opened_at = now() where id = (select id from message where customer_id = $1 limit 1)',
      [awake.customerId.slice(4)],
    );
    await app.start();
    const { scheduledJobs } = await app.alpha.admin.get<{ scheduledJobs: { nodes: { id: string }[] } }>(
      '{ scheduledJobs(filter: { job: { eq: "learn-fatigue" } }) { nodes { id } } }',
    );
    await app.alpha.admin.get('mutation($id: ID!) { runScheduledJob(id: $id) { id } }', {
      id: scheduledJobs.nodes[0]?.id,
    });
    await app.drain();
    expect(await send(silent.customerId)).toMatchObject({ refusedBy: 'RESTING' });
    expect(await send(awake.customerId)).toMatchObject({ state: 'QUEUED' });
  });

  test('the same key decides once', async () => {
    const { customerId } = await reachable(app);
    const first = await send(customerId, 'offer', { key: 'same' });
    await app.alpha.admin.create('ContactFatigue', { customerId, state: 'AVERSE' });
    expect(await send(customerId, 'offer', { key: 'same' })).toEqual(first);
  });
});

describe('times that are quiet', () => {
  test('[F3] by the clock of the customer a message waits for their end', async () => {
    const { customerId } = await reachable(app, { timeZone: 'Asia/Taipei' });
    const opens = new Date(Math.ceil(Date.now() / 3_600_000 + 1) * 3_600_000);
    const inTaipei = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(11, 16);
    await app.alpha.admin.create('QuietHour', {
      name: 'Now',
      from: inTaipei(new Date(opens.getTime() - 6 * 3_600_000)),
      until: inTaipei(opens),
    });
    const sent = await send(customerId);
    expect(sent.state).toBe('QUEUED');
    expect(Date.parse(sent.dueAt)).toBe(opens.getTime());
    expect(await send(customerId, 'offer', { expiresAt: new Date(Date.now() + 60_000).toISOString() })).toMatchObject({
      refusedBy: 'QUIET_HOURS',
    });
  });

  test('a cap of zero and a week without an open minute are refused', async () => {
    const marketer = app.alpha.as('marketer');
    expect(await marketer.refusedToCreate('FrequencyCap', { name: 'None', most: 0, windowHours: 24 })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.most',
    });
    await marketer.create('QuietHour', { name: 'Day', from: '08:00', until: '20:00' });
    expect(await marketer.refusedToCreate('QuietHour', { name: 'Night', from: '20:00', until: '08:00' })).toMatchObject(
      {
        code: 'INPUT_INVALID',
        field: 'input.from',
      },
    );
  });
});

async function addressOf(contactPointId: string): Promise<string> {
  const { contactPoint } = await app.alpha.admin.get<{ contactPoint: { value: string } }>(
    'query($id: ID!) { contactPoint(id: $id) { value } }',
    { id: contactPointId },
  );
  return contactPoint.value;
}
