import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const seller = () => app.alpha.as('seller');
const customer = () => app.alpha.customer({ ownerId: app.alpha.users.seller });
let deals = 0;
const review = async (outcome: string, values: object = {}) =>
  (
    await seller().create('DealReview', {
      ...{ system: 'shop', reference: `D-${++deals}`, outcome, decidedAt: '2026-03-01T10:00:00Z' },
      ...values,
    })
  ).id;
const answer = (reviewId: string, question: string, topic: string) =>
  seller().create('DealAnswer', { reviewId, question, topic });
const state = async (id: string) =>
  (await seller().get<{ dealReview: object }>('query($id: ID!) { dealReview(id: $id) { answered complete } }', { id }))
    .dealReview;

const WON = ['WHY_BUY', 'VALUED', 'WHY_URGENT', 'WHY_THESE', 'HOW_CONTACTED'];

describe('why a deal came', () => {
  test('[M8] is asked question by question, and it is known when all of them are answered', async () => {
    const customerId = await customer();
    const id = await review('WON', { customerId });
    for (const [index, question] of WON.entries()) {
      expect(await state(id)).toEqual({ answered: index, complete: false });
      await answer(id, question, 'price');
    }
    expect(await state(id)).toEqual({ answered: 5, complete: true });
    expect(
      await seller().refusedToCreate('DealAnswer', { reviewId: id, question: 'VALUED', topic: 'x' }),
    ).toMatchObject({ code: 'DUPLICATE' });
    const { customer: shown } = await seller().get<{ customer: { timeline: { nodes: object[] } } }>(
      `query($id: ID!) { customer(id: $id) { timeline(first: 20) { nodes {
        ... on DealReview { outcome answers(first: 1, filter: { question: { eq: WHY_BUY } }) { nodes { topic } } } } } } }`,
      { id: customerId },
    );
    expect(shown.timeline.nodes).toContainEqual({ outcome: 'WON', answers: { nodes: [{ topic: 'price' }] } });
  });

  test('[M8] is not asked of a deal that did not, nor the other way round', async () => {
    const [won, lost] = [await review('WON'), await review('LOST')];
    for (const [reviewId, question] of [
      [won, 'WHY_NOT'],
      [lost, 'WHY_BUY'],
    ])
      expect(await seller().refusedToCreate('DealAnswer', { reviewId, question, topic: 'x' })).toMatchObject({
        code: 'RULE_BROKEN',
        rule: 'OTHER_OUTCOME',
        field: 'input.question',
      });
    await answer(lost, 'WHY_NOT', 'too dear');
    expect(await state(lost)).toMatchObject({ answered: 1 });
  });

  test('[M8] is told of a lead or of a deal elsewhere, once, and with the right customer', async () => {
    const customerId = await customer();
    const { id: leadId } = await app.alpha.admin.create('Lead', {
      ...{ name: 'Asks', customerId, assigneeId: app.alpha.users.seller },
    });
    const deal = { outcome: 'LOST', decidedAt: '2026-03-01T10:00:00Z' };
    const other = await customer();
    expect(await seller().refusedToCreate('DealReview', { ...deal, leadId, customerId: other })).toMatchObject({
      field: 'input.customerId',
    });
    const { customerId: filled } = await seller().create<{ customerId: string }>(
      'DealReview',
      { ...deal, leadId },
      'customerId',
    );
    expect(filled).toBe(customerId);
    expect(await seller().refusedToCreate('DealReview', { ...deal, leadId })).toMatchObject({ code: 'DUPLICATE' });
    expect(await seller().refusedToCreate('DealReview', deal)).toMatchObject({ field: 'input.leadId' });
    expect(await seller().refusedToCreate('DealReview', { ...deal, reference: 'D' })).toMatchObject({
      field: 'input.reference',
    });
    expect(
      await seller().refusedToCreate('DealReview', { ...deal, leadId, decidedAt: '2126-01-01T00:00:00Z' }),
    ).toMatchObject({ field: 'input.decidedAt' });
  });

  test('of answers at once counts them all', async () => {
    const id = await review('WON');
    await Promise.all(WON.map((question) => answer(id, question, 'price')));
    expect(await state(id)).toEqual({ answered: 5, complete: true });
  });
});

describe('what deals say', () => {
  interface Share {
    value: number;
    sample: number;
  }
  interface Reasons {
    question: string;
    won: { deals: number; answered: number; completeness: Share | null } | null;
    lost: { deals: number; answered: number; completeness: Share | null } | null;
    topics: { topic: string; won: Share | null; lost: Share | null; difference: Share | null; beyondChance: boolean }[];
  }
  const ASK = `query($from: DateTime!, $to: DateTime!) { dealReasons(from: $from, to: $to) { question
    won { deals answered completeness { value sample } } lost { deals answered completeness { value sample } }
    topics { topic won { value sample } lost { value sample } difference { value } beyondChance } } }`;

  test('[M8] differs by outcome: what is known, how often, and whether chance alone would do', async () => {
    const decidedAt = '2024-05-01T00:00:00Z';
    for (let n = 0; n < 10; n++) {
      const won = await review('WON', { decidedAt });
      const lost = await review('LOST', { decidedAt });
      await answer(won, 'VALUED', n < 9 ? 'quiet' : 'price');
      if (n < 8) await answer(lost, 'VALUED', n < 1 ? 'quiet' : 'price');
      if (n < 3) await answer(lost, 'WHY_NOT', 'too dear');
    }
    const { dealReasons } = await app.alpha
      .as('analyst')
      .get<{ dealReasons: Reasons[] }>(ASK, { from: '2024-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' });
    const of = (question: string) => dealReasons.find((each) => each.question === question);
    expect(of('VALUED')).toMatchObject({
      won: { deals: 10, answered: 10, completeness: { value: 1, sample: 10 } },
      lost: { deals: 10, answered: 8, completeness: { value: 0.8, sample: 10 } },
      topics: [
        { topic: 'quiet', won: { value: 0.9, sample: 10 }, lost: { value: 0.125, sample: 8 }, beyondChance: true },
        { topic: 'price', won: { value: 0.1, sample: 10 }, lost: { value: 0.875, sample: 8 }, beyondChance: true },
      ],
    });
    expect(of('WHY_NOT')).toMatchObject({
      won: null,
      lost: { answered: 3 },
      topics: [{ topic: 'too dear', won: null, lost: { value: 1 }, difference: null, beyondChance: false }],
    });
    expect(of('WHY_BUY')).toMatchObject({ won: { answered: 0 }, lost: null, topics: [] });
    expect(await seller().refused(ASK, { from: '2024-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' })).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
