import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lotOf } from '@rapport/core';
import { createTestApp, type TestApp } from '@rapport/testing';
import { aTemplate, reachable } from './reachable.ts';

let app: TestApp;
let template: string;
beforeAll(async () => {
  app = await createTestApp();
  template = await aTemplate(app, { key: 'offer', purpose: 'MARKETING' });
  await app.start();
});
afterAll(() => app.close());

const marketer = () => app.alpha.as('marketer');
let n = 0;
const listOf = async (customerIds: readonly string[], input: object = {}, origin = 'IMPORT'): Promise<string> => {
  const { id } = await marketer().create('TargetList', { name: `List ${++n}`, ...input });
  await add(id, customerIds, origin);
  return id;
};
const add = (id: string, customerIds: readonly string[], origin = 'IMPORT') =>
  marketer().get(
    'mutation($id: ID!, $c: [ID!]!, $origin: EntryOrigin!) { addCustomersToTargetList(id: $id, customerIds: $c, origin: $origin) }',
    { id, c: customerIds, origin },
  );
const freeze = (id: string) => marketer().get('mutation($id: ID!) { freezeTargetList(id: $id) { state } }', { id });
const step = (verb: string, id: string, role = 'marketer', more = '') =>
  app.alpha.as(role).get(`mutation($id: ID!) { ${verb}Campaign(id: $id${more}) { state } }`, { id });

/** A campaign that may begin, with one arm unless others are named. */
async function approved(customerIds: readonly string[], input: object = {}, arms: readonly string[] = ['Mail']) {
  const list = await listOf(customerIds);
  await freeze(list);
  const { id } = await marketer().create('Campaign', {
    name: `Campaign ${++n}`,
    insight: 'Half of those who asked for a brochure never heard from us again.',
    insightSource: 'QUESTIONNAIRE',
    hypothesis: 'A mail within a week brings one of fifty of them to order.',
    media: ['EMAIL'],
    budget: { amount: '1000.00', currency: 'EUR' },
    targetListId: list,
    ...input,
  });
  for (const name of arms) await marketer().create('CampaignArm', { campaignId: id, name, templateId: template });
  await step('plan', id);
  await step('approve', id, 'manager');
  return id;
}

/** A mailbox provider tells that somebody marked a message as unwanted (RFC 5965). */
const complain = (message: string) =>
  app.alpha.as('automation').get('mutation($raw: String!) { reportMailboxMessage(raw: $raw) }', {
    raw: [
      'Content-Type: multipart/report; report-type=feedback-report; boundary=x',
      '',
      '--x',
      'Content-Type: message/feedback-report',
      '',
      'Feedback-Type: abuse',
      '--x',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${message}@message.rapport>`,
      '--x--',
    ].join('\r\n'),
  });

interface Progress {
  targeted: number;
  dealt: number;
  heldOut: number;
  undecided: number;
  queued: number;
  sent: number;
  failed: number;
  refused: { rule: string; count: number }[];
}
const progressOf = async (id: string): Promise<Progress> =>
  (
    await marketer().get<{ campaignProgress: Progress }>(
      'query($id: ID!) { campaignProgress(id: $id) { targeted dealt heldOut undecided queued sent failed refused { rule count } } }',
      { id },
    )
  ).campaignProgress;

describe('a target list', () => {
  const entriesOf = async (id: string) => {
    const { targetList } = await marketer().get<{
      targetList: { entries: { nodes: { excludedBy: string | null; customer: { name: string } }[] } };
    }>('query($id: ID!) { targetList(id: $id) { entries(first: 50) { nodes { excludedBy customer { name } } } } }', {
      id,
    });
    return Object.fromEntries(targetList.entries.nodes.map(({ excludedBy, customer }) => [customer.name, excludedBy]));
  };

  test('[L3] leaves out doubles by person and by household, and what is suppressed, and is frozen then', async () => {
    const born = { birthDate: '1980-02-03' };
    const [first, double] = [
      await app.alpha.customer({ name: 'Lin Mei', ...born }),
      (
        await app.alpha.admin.get<{ it: { id: string } }>(
          'mutation($input: CreateCustomerInput!) { it: createCustomer(input: $input, insist: true) { id } }',
          { input: { kind: 'PERSON', name: 'Lin mei', ...born } },
        )
      ).it.id,
    ];
    const [head, wife] = [await app.alpha.customer({ name: 'Head' }), await app.alpha.customer({ name: 'Wife' })];
    const party = await app.alpha.admin.create('BuyingParty', { kind: 'HOUSEHOLD', name: 'Wang', headId: head });
    await app.alpha.admin.create('BuyingPartyMember', { partyId: party.id, customerId: wife, role: 'USER' });
    const silent = await app.alpha.customer({ name: 'Silent' });
    await app.alpha.admin.get('mutation($id: ID!) { silenceCustomer(id: $id) { id } }', { id: silent });
    const id = await listOf([wife, double, first, head, silent]);
    await add(id, [await app.alpha.customer({ name: 'Seed' })], 'SEED');
    await freeze(id);
    expect(await entriesOf(id)).toEqual({
      'Lin Mei': null,
      'Lin mei': 'DUPLICATE_PERSON',
      Head: null,
      Wife: 'SAME_HOUSEHOLD',
      Silent: 'SUPPRESSED',
      Seed: null,
    });
    expect(
      await marketer().refused('mutation($id: ID!) { addCustomersToTargetList(id: $id, customerIds: []) }', { id }),
    ).toMatchObject({ code: 'TRANSITION_REFUSED' });
  });

  test('[L3] is put together from segments and other lists', async () => {
    const [a, b] = [await app.alpha.customer({ name: 'In segment' }), await app.alpha.customer({ name: 'On list' })];
    const segment = await marketer().create('Segment', { name: 'For a list', kind: 'STATIC' });
    await marketer().get('mutation($id: ID!, $c: [ID!]!) { addToSegment(id: $id, customerIds: $c) { entered } }', {
      id: segment.id,
      c: [a],
    });
    const other = await listOf([b]);
    const id = await listOf([]);
    const { addSegmentToTargetList, addTargetListToTargetList } = await marketer().get<Record<string, number>>(
      `mutation($id: ID!, $segmentId: ID!, $otherId: ID!) {
        addSegmentToTargetList(id: $id, segmentId: $segmentId)
        addTargetListToTargetList(id: $id, otherId: $otherId) }`,
      { id, segmentId: segment.id, otherId: other },
    );
    expect([addSegmentToTargetList, addTargetListToTargetList]).toEqual([1, 1]);
    expect(await entriesOf(id)).toEqual({ 'In segment': null, 'On list': null });
  });
});

describe('a campaign', () => {
  test('[L1] [L9] is planned with its reasons, approved by who may, and fixed then', async () => {
    const refused = await marketer().refusedToCreate('Campaign', {
      name: 'Because others do it',
      insight: ' ',
      insightSource: 'DATA',
      media: ['RADIO'],
    });
    expect(refused).toMatchObject({ code: 'INPUT_INVALID', field: 'input.insight' });
    const { id } = await marketer().create('Campaign', {
      name: 'Early',
      insight: 'x',
      insightSource: 'DATA',
      media: ['RADIO'],
    });
    expect(await marketer().refused('mutation($id: ID!) { planCampaign(id: $id) { id } }', { id })).toMatchObject({
      code: 'INPUT_INVALID',
    });
    const ready = await approved([await app.alpha.customer()]);
    const change = (input: object) =>
      marketer().refused(
        'mutation($id: ID!, $input: UpdateCampaignInput!) { updateCampaign(id: $id, input: $input) { id } }',
        {
          id: ready,
          input,
        },
      );
    expect(await change({ holdOutPercent: '50' })).toMatchObject({
      code: 'TRANSITION_REFUSED',
      field: 'input.holdOutPercent',
    });
    const second = await marketer().create('Campaign', {
      name: 'Second',
      insight: 'x',
      insightSource: 'DATA',
      media: ['RADIO'],
    });
    expect(
      await marketer().refused('mutation($id: ID!) { approveCampaign(id: $id) { id } }', { id: second.id }),
    ).toMatchObject({ code: 'TRANSITION_REFUSED' });
  });

  test('[iM2] those who are held out get nothing, and who they are is worked out again by anybody', async () => {
    const people = await Promise.all(Array.from({ length: 30 }, () => reachable(app)));
    const id = await approved(
      people.map(({ customerId }) => customerId),
      { holdOutPercent: '40' },
      ['Blue', 'Red'],
    );
    const progressed = await app.capture(app.alpha, ['campaigns.progressed']);
    await step('start', id);
    await app.drain();
    const { campaign } = await marketer().get<{
      campaign: {
        members: {
          nodes: {
            heldOut: boolean;
            arm: { name: string } | null;
            customer: { id: string; messages: { nodes: object[] } };
          }[];
        };
      };
    }>(
      `query($id: ID!) { campaign(id: $id) { members(first: 50) { nodes { heldOut arm { name }
        customer { id messages(filter: { source: { eq: "${id}" } }) { nodes { state } } } } } } }`,
      { id },
    );
    for (const { heldOut, arm, customer } of campaign.members.nodes) {
      expect(heldOut).toBe(lotOf(id.slice(4), 'hold-out', customer.id.slice(4)) < 0.4);
      expect(arm === null).toBe(heldOut);
      expect(customer.messages.nodes).toHaveLength(heldOut ? 0 : 1);
    }
    const heldOut = campaign.members.nodes.filter((member) => member.heldOut).length;
    expect(await progressOf(id)).toMatchObject({
      targeted: 30,
      dealt: 30,
      heldOut,
      undecided: 0,
      queued: 30 - heldOut,
    });
    expect((await progressed.events()).length).toBeGreaterThan(0);
  });

  test('[B14] whose address was bought gets no advertising', async () => {
    const { customerId } = await reachable(app);
    const list = await listOf([customerId], {}, 'PURCHASED');
    await freeze(list);
    const id = await approved([], { targetListId: list, holdOutPercent: '0' });
    await step('start', id);
    await app.drain();
    expect((await progressOf(id)).refused).toEqual([{ rule: 'PURCHASED_LIST', count: 1 }]);
  });

  test('that is paused sends nothing until it is resumed, and nothing any more once it is called off', async () => {
    const { customerId } = await reachable(app);
    const id = await approved([customerId], { holdOutPercent: '0' });
    await step('start', id);
    await app.drain();
    const due = async () =>
      (
        await app.sql<{ due: boolean; state: string }>(
          'select due_at <= now() as due, state from message where source = $1',
          [id],
        )
      )[0];
    expect(await due()).toEqual({ due: true, state: 'QUEUED' });
    await step('pause', id, 'marketer', ', reason: "Wrong price."');
    expect(await due()).toEqual({ due: false, state: 'QUEUED' });
    await step('resume', id);
    expect(await due()).toEqual({ due: true, state: 'QUEUED' });
    await step('cancel', id);
    expect(await due()).toMatchObject({ state: 'CANCELED' });
    expect(await progressOf(id)).toMatchObject({ queued: 0, failed: 1 });
  });

  test('[F4] [F5] that offends more than its limit pauses by itself, and says why', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => reachable(app)));
    const id = await approved(
      people.map(({ customerId }) => customerId),
      {
        holdOutPercent: '0',
        brakeFrom: 4,
        offendedPerOrderLimit: '1',
        // The first of them is one too many for this limit as it is by default.
        complaintPercentLimit: '100',
      },
    );
    await step('start', id);
    await app.drain();
    const messages = await app.sql<{ id: string }>(
      "update message set state = 'SENT', sent_at = now() where source = $1 returning id",
      [id],
    );
    await app.tick('PT2M');
    const campaign = async () =>
      (
        await marketer().get<{ campaign: object }>('query($id: ID!) { campaign(id: $id) { state pauseReason } }', {
          id,
        })
      ).campaign;
    expect(await campaign()).toEqual({ state: 'RUNNING', pauseReason: null });
    for (const message of messages.slice(2)) await complain(message.id);
    // Not when it is looked at again, which may be hours away: as soon as they complain.
    await app.drain();
    expect(await campaign()).toEqual({ state: 'PAUSED', pauseReason: '2 customers were offended for 0 who ordered.' });
  });

  test('is looked at while it runs, soon as long as messages are on their way, and not at all afterwards', async () => {
    const { customerId } = await reachable(app);
    const id = await approved([customerId], { holdOutPercent: '0' });
    const waits = async () => {
      const [row] = await app.sql<{ minutes: number | null }>(
        'select (extract(epoch from conduct_at - now()) / 60)::float8 as minutes from campaign where id = $1',
        [id.slice(4)],
      );
      return row?.minutes ?? null;
    };
    expect(await waits()).toBeNull();
    await step('start', id);
    await app.drain();
    expect(await waits()).toBeLessThanOrEqual(1);
    await app.sql("update message set state = 'SENT', sent_at = now() where source = $1", [id]);
    await app.tick('PT2M');
    expect(await waits()).toBeGreaterThan(300);
    await step('finish', id);
    expect(await waits()).toBeNull();
  });

  test('[L2] [L10] is analysed against those who were held out, or says why nothing can be claimed', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => reachable(app)));
    const id = await approved(
      people.map(({ customerId }) => customerId),
      { holdOutPercent: '50', strategy: 'Write soon' },
    );
    await step('start', id);
    await app.drain();
    await app.alpha.admin.create('Purchase', {
      customerId: people[0]?.customerId,
      product: 'Tea',
      amount: { amount: '20.00', currency: 'EUR' },
      purchasedAt: new Date().toISOString(),
    });
    await marketer().create('CampaignCost', {
      campaignId: id,
      title: 'Printing',
      state: 'SPENT',
      amount: { amount: '5.00', currency: 'EUR' },
    });
    const { campaignResults, campaignBudget } = await app.alpha.as('analyst').get<{
      campaignResults: { arms: { reason: string; lift: unknown }[] };
      campaignBudget: object;
    }>(
      `query($id: ID!) {
        campaignResults(id: $id) { arms { arm group { size buyers revenue { amount } } lift { incrementalBuyers } reason } cost { amount } }
        campaignBudget(id: $id) { planned { amount } committed { amount } spent { amount } } }`,
      { id },
    );
    expect(campaignResults.arms[0]).toMatchObject({
      lift: null,
      reason: expect.stringContaining('Too small a sample'),
    });
    expect(campaignBudget).toEqual({
      planned: { amount: '1000.00' },
      committed: { amount: '0.00' },
      spent: { amount: '5.00' },
    });
    await step('finish', id);
    await marketer().get(
      'mutation($id: ID!) { analyseCampaign(id: $id, input: { conclusion: "Too few to tell." }) { state results } }',
      { id },
    );
    const { strategyHistory } = await marketer().get<{ strategyHistory: object[] }>(
      '{ strategyHistory(strategy: "Write soon") { strategy arm lift campaign { conclusion } } }',
    );
    expect(strategyHistory).toEqual([
      { strategy: 'Write soon', arm: 'Mail', lift: null, campaign: { conclusion: 'Too few to tell.' } },
    ]);
  });

  test('[L4] has a budget beside what was ordered, what was paid and what it will cost in the end', async () => {
    const euros = (amount: string) => ({ amount, currency: 'EUR' });
    const id = await approved([], { budget: euros('1000.00'), costForecast: euros('1150.00') });
    const budget = async () =>
      (
        await app.alpha.as('analyst').get<{ campaignBudget: object }>(
          `query($id: ID!) { campaignBudget(id: $id) {
            planned { amount currency } committed { amount } spent { amount } forecast { amount } } }`,
          { id },
        )
      ).campaignBudget;
    const untouched = { planned: euros('1000.00'), committed: { amount: '0.00' }, spent: { amount: '0.00' } };
    expect(await budget()).toEqual({ ...untouched, forecast: { amount: '1150.00' } });
    const cost = async (title: string, state: string, amount: string) =>
      (await marketer().create('CampaignCost', { campaignId: id, title, state, amount: euros(amount) })).id;
    const print = await cost('Printing', 'COMMITTED', '300.50');
    await cost('Photographs', 'COMMITTED', '120.00');
    await cost('Texts', 'SPENT', '80.25');
    expect(await budget()).toMatchObject({ committed: { amount: '420.50' }, spent: { amount: '80.25' } });
    await marketer().get('mutation($id: ID!) { updateCampaignCost(id: $id, input: { state: SPENT }) { state } }', {
      id: print,
    });
    expect(await budget()).toMatchObject({ committed: { amount: '120.00' }, spent: { amount: '380.75' } });
    expect(
      await app.alpha.as('seller').refused('mutation($id: ID!) { deleteCampaignCost(id: $id) { id } }', { id: print }),
    ).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('[F10] counts from the list over those who got something to those of them who ordered', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => reachable(app)));
    const ids = people.map(({ customerId }) => customerId);
    const id = await approved(ids, { holdOutPercent: '0' });
    await step('start', id);
    await app.drain();
    await app.sql(
      "update message set state = 'SENT', sent_at = now() where source = $1 and customer_id = any($2::uuid[])",
      [id, ids.slice(0, 2).map((each) => each.slice(4))],
    );
    // One who got it, and one who bought without it.
    for (const customerId of [ids[0], ids[3]])
      await app.alpha.admin.create('Purchase', {
        customerId,
        product: 'Tea',
        amount: { amount: '20.00', currency: 'EUR' },
        purchasedAt: new Date().toISOString(),
      });
    const { campaignResults } = await app.alpha.as('analyst').get<{ campaignResults: object }>(
      `query($id: ID!) { campaignResults(id: $id) {
        listed contacted ordered orderShare { value } beliefs { believed verdict } arms { group { buyers } } } }`,
      { id },
    );
    // Wilson's interval of one of two begins at 0.095, so it is more than is believed.
    expect(campaignResults).toEqual({
      listed: 4,
      contacted: 2,
      ordered: 1,
      orderShare: { value: 0.5 },
      beliefs: [
        { believed: 0.01, verdict: 'MORE' },
        { believed: 0.005, verdict: 'MORE' },
      ],
      arms: [{ group: { buyers: 2 } }],
    });
  });
});
