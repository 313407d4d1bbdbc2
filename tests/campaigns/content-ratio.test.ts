import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { aTemplate, reachable } from './reachable.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
  await app.alpha.admin.get(
    'mutation { setPluginSettings(plugin: "messages", values: { publicUrl: "https://crm.example.com" }) { name } }',
  );
});
afterAll(() => app.close());

const marketer = () => app.alpha.as('marketer');
const template = (values: object) =>
  marketer().create<{ id: string; contentType: string }>(
    'MessageTemplate',
    { name: 'Probe', channel: 'EMAIL', ...values },
    'id contentType',
  );

interface Ratio {
  channel: string;
  month: string;
  published: boolean;
  selling: number;
  communicating: number;
  communicatingShare: number | null;
  counts: { type: string; count: number }[];
}
const ASK = `query($from: DateTime!, $to: DateTime!, $campaignId: ID) { contentRatio(from: $from, to: $to, campaignId: $campaignId) {
  channel month published selling communicating communicatingShare counts { type count } } }`;
const ratio = async (from: string, to: string, campaignId?: string) =>
  (await marketer().get<{ contentRatio: Ratio[] }>(ASK, { from, to, campaignId })).contentRatio;
const campaign = async () =>
  (
    await marketer().create('Campaign', {
      ...{ name: 'Spring', insight: 'They asked for advice.', insightSource: 'INTERACTIONS', media: ['FORUM'] },
    })
  ).id;

describe('content', () => {
  test('[L14] has a type, by the purpose of its template unless it is said, and never against it', async () => {
    expect(await template({ key: 'offer', purpose: 'MARKETING' })).toMatchObject({ contentType: 'SELLING' });
    expect(await template({ key: 'care', purpose: 'SERVICE' })).toMatchObject({ contentType: 'SERVICE' });
    const tips = { key: 'tips', purpose: 'MARKETING', contentType: 'ADVICE' };
    expect(await template(tips)).toMatchObject({ contentType: 'ADVICE' });
    for (const [purpose, contentType] of [
      ['SERVICE', 'SELLING'],
      ['MARKETING', 'SERVICE'],
    ])
      expect(
        await marketer().refusedToCreate('MessageTemplate', {
          ...{ name: 'Probe', channel: 'EMAIL', key: 'refused' },
          ...{ purpose, contentType },
        }),
      ).toMatchObject({ code: 'RULE_BROKEN', rule: 'CONTENT_AGAINST_PURPOSE', field: 'input.contentType' });
    expect(
      await marketer().refusedToCreate('CampaignStep', {
        ...{ campaignId: await campaign(), title: 'Answer questions', contentType: 'ADVICE' },
      }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.medium' });
  });

  test('[L14] is measured by channel and month: how much talks with customers, and how much sells', async () => {
    await aTemplate(app, { key: 'sell', purpose: 'MARKETING' });
    await aTemplate(app, { key: 'help', purpose: 'MARKETING', ...{ contentType: 'ADVICE' } });
    await aTemplate(app, { key: 'serve', purpose: 'SERVICE' });
    const { customerId } = await reachable(app);
    const sent = async (key: string, n: number, at: string | null) => {
      const { sendMessage } = await app.alpha.admin.get<{ sendMessage: { id: string; state: string } }>(
        'mutation($input: SendMessageInput!) { sendMessage(input: $input) { id state } }',
        { input: { customerId, template: key, key: `${key} ${n}` } },
      );
      expect(sendMessage.state).toBe('QUEUED');
      await app.sql('update message set decided_at = coalesce($2, decided_at), sent_at = $2 where id = $1', [
        sendMessage.id.slice(4),
        at,
      ]);
    };
    for (const n of [1, 2, 3]) await sent('sell', n, '2025-03-10T00:00:00Z');
    await sent('help', 1, '2025-03-20T00:00:00Z');
    await sent('serve', 1, '2025-03-20T00:00:00Z');
    await sent('help', 2, '2025-04-01T00:00:00Z');
    // What was not sent reached nobody.
    await sent('help', 3, null);
    const campaignId = await campaign();
    const publishes = (contentType: string, doneOn: string | null, of = campaignId) =>
      marketer().create('CampaignStep', { campaignId: of, title: 'Publish', medium: 'FORUM', contentType, doneOn });
    await publishes('QUESTION', '2025-03-31');
    await publishes('SELLING', '2025-03-01', await campaign());
    await publishes('STORY', null);
    const mail = { channel: 'EMAIL', published: false };
    const forum = { channel: 'FORUM', published: true, month: '2025-03' };
    expect(await ratio('2025-03-01T00:00:00Z', '2025-05-01T00:00:00Z')).toEqual([
      {
        ...{ ...mail, month: '2025-03', selling: 3, communicating: 1, communicatingShare: 0.25 },
        counts: [
          { type: 'ADVICE', count: 1 },
          { type: 'SELLING', count: 3 },
          { type: 'SERVICE', count: 1 },
        ],
      },
      {
        ...{ ...forum, selling: 1, communicating: 1, communicatingShare: 0.5 },
        counts: [
          { type: 'QUESTION', count: 1 },
          { type: 'SELLING', count: 1 },
        ],
      },
      {
        ...{ ...mail, month: '2025-04', selling: 0, communicating: 1, communicatingShare: 1 },
        counts: [{ type: 'ADVICE', count: 1 }],
      },
    ]);
    expect(await ratio('2025-03-01T00:00:00Z', '2025-05-01T00:00:00Z', campaignId)).toEqual([
      {
        ...{ ...forum, selling: 0, communicating: 1, communicatingShare: 1 },
        counts: [{ type: 'QUESTION', count: 1 }],
      },
    ]);
    expect(await ratio('2025-05-01T00:00:00Z', '2025-06-01T00:00:00Z')).toEqual([]);
  });

  test('is measured for whoever may see it, over a time that is one', async () => {
    const [from, to] = ['2025-01-01T00:00:00Z', '2025-02-01T00:00:00Z'];
    expect(await app.alpha.as('seller').refused(ASK, { from, to })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await marketer().refused(ASK, { from: to, to: from })).toMatchObject({ field: 'to' });
  });
});
