import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';

let app: TestApp;
let surveyId: string;
const questions: Record<string, string> = {};
beforeAll(async () => {
  app = await createTestApp();
  const { admin } = app.alpha;
  surveyId = (await admin.create('Survey', { name: 'After the purchase', instrument: 'purchase' })).id;
  for (const [position, kind] of ['SATISFACTION', 'RECOMMENDATION'].entries())
    questions[kind] = (
      await admin.create('SurveyQuestion', { surveyId, position, code: kind, kind, text: 'How is it?' })
    ).id;
  await admin.get('mutation($id: ID!) { openSurvey(id: $id) { id } }', { id: surveyId });
});
afterAll(() => app.close());

async function says(customerId: string, product: string, scores: Record<string, number>): Promise<void> {
  const { admin } = app.alpha;
  const { id: purchaseId } = await admin.create('Purchase', {
    ...{ customerId, product, purchasedAt: '2026-01-01T00:00:00Z', amount: { amount: '1', currency: 'TWD' } },
  });
  const { id } = await admin.create('SurveyInvitation', { surveyId, customerId, occasion: 'PURCHASE', purchaseId });
  await admin.get('mutation($id: ID!) { sendSurveyInvitation(id: $id) { id } }', { id });
  await admin.get(
    'mutation($id: ID!, $answers: [SurveyAnswerInput!]!) { answerSurvey(invitationId: $id, answers: $answers) { thanks } }',
    { id, answers: Object.entries(scores).map(([kind, score]) => ({ questionId: questions[kind], score })) },
  );
}
const agrees = async (customerId: string, values: object = {}) =>
  (
    await app.alpha.admin.create('Consent', {
      ...{ customerId, purpose: 'PUBLICATION', state: 'GRANTED', proof: 'Form 12' },
      ...values,
    })
  ).id;
async function rates(product: string, score: number): Promise<string> {
  const id = await app.alpha.customer();
  await says(id, product, { SATISFACTION: score });
  return id;
}
/** So many who agreed and rated. */
async function rated(product: string, ...scores: number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const score of scores) {
    const id = await rates(product, score);
    await agrees(id);
    ids.push(id);
  }
  return ids;
}

interface Shown {
  level: string;
  ratings: {
    count: number;
    content: { value: number; low: number; high: number; sample: number } | null;
    byScore: { score: number; count: number }[];
  };
  recommendations: number;
  recommendation: { value: number; sample: number } | null;
  advocates: number;
}
const ASK = `query($product: String) { reputation(product: $product) { level
  ratings { count content { value low high sample } byScore { score count } }
  recommendations recommendation { value sample } advocates } }`;
const reputation = async (product: string | null, client: TestClient = app.alpha.as('seller')) =>
  (await client.get<{ reputation: Shown }>(ASK, { product })).reputation;

describe('the reputation', () => {
  test('[L12] counts whoever agreed that it is shown, and nobody else', async () => {
    await rated('Kettle', 5, 5, 4, 1);
    const silent = await rates('Kettle', 1);
    expect((await reputation('Kettle')).ratings.count).toBe(4);
    await agrees(silent, { state: 'REQUESTED', proof: null });
    expect((await reputation('Kettle')).ratings.count).toBe(4);
    const gone = await rates('Kettle', 1);
    const consentId = await agrees(gone);
    expect((await reputation('Kettle')).ratings.count).toBe(5);
    await app.alpha.admin.get('mutation($id: ID!) { withdrawConsent(id: $id) { id } }', { id: consentId });
    expect((await reputation('Kettle')).ratings.count).toBe(4);
    const late = await rates('Kettle', 1);
    await agrees(late);
    await app.sql("update consent set expires_at = now() - interval '1 day' where customer_id = $1", [late.slice(4)]);
    expect((await reputation('Kettle')).ratings.count).toBe(4);
  });

  test('[L12] is never a share without its number and interval, and few good ratings are no great one', async () => {
    await rated('Toaster', 5, 5, 5, 5);
    expect(await reputation('Toaster')).toMatchObject({
      level: 'NEW',
      ratings: { count: 4, content: null, byScore: [] },
    });
    const [last] = await rated('Toaster', 4);
    const { level, ratings } = await reputation('Toaster');
    expect(level).toBe('GOOD');
    expect(ratings).toMatchObject({ count: 5, content: { value: 1, high: 1, sample: 5 } });
    expect(ratings.content?.low).toBeCloseTo(0.566, 3);
    expect(ratings.byScore.map(({ count }) => count)).toEqual([0, 0, 0, 1, 4]);
    // What somebody said last is what he says.
    await says(String(last), 'Toaster', { SATISFACTION: 1 });
    expect(await reputation('Toaster')).toMatchObject({
      level: 'KNOWN',
      ratings: { count: 5, content: { value: 0.8, sample: 5 } },
    });
    await rated('Fan', ...Array.from({ length: 9 }, () => 5));
    expect((await reputation('Fan')).level).toBe('TRUSTED');
    await rated('Fan', ...Array.from({ length: 14 }, () => 5));
    expect((await reputation('Fan')).level).toBe('OUTSTANDING');
  });

  test('[L12] is for newcomers and for whoever serves himself, who see nothing else by it', async () => {
    const [one] = await rated('Lamp', 5, 5, 5, 5, 5);
    const { id: formId } = await app.alpha.admin.create('LeadForm', { name: 'Home page' });
    const { createLeadFormKey } = await app.alpha.admin.get<{ createLeadFormKey: { secret: string } }>(
      'mutation($id: ID!) { createLeadFormKey(formId: $id, expiresAt: "2126-01-01T00:00:00Z") { secret } }',
      { id: formId },
    );
    for (const newcomer of [await app.alpha.asCustomer(String(one)), app.client(createLeadFormKey.secret)]) {
      expect(await reputation('Lamp', newcomer)).toMatchObject({ level: 'GOOD', ratings: { count: 5 } });
      expect(await newcomer.refused('{ surveyAnswers { nodes { id } } }')).toMatchObject({ code: expect.any(String) });
    }
    expect(await reputation('Lamp', app.beta.as('seller'))).toMatchObject({ level: 'NEW', ratings: { count: 0 } });
  });

  test('[L12] is also that of us as a whole: who recommends us, and who brings others', async () => {
    const before = await reputation(null);
    const ids = await rated('Stove', 5, 5, 5, 5, 5);
    for (const [index, id] of ids.entries()) await says(id, 'Stove', { RECOMMENDATION: index < 4 ? 10 : 0 });
    await app.sql("update customer set lifecycle_state = 'ADVOCATE' where id = any($1)", [
      ids.map((id) => id.slice(4)),
    ]);
    const now = await reputation(null);
    expect(now.ratings.count).toBe(before.ratings.count + 5);
    expect(now.recommendation).toMatchObject({ value: 0.6, sample: 5 });
    expect(await app.alpha.as('seller').get('{ reputation { advocates } }')).toEqual({ reputation: { advocates: 5 } });
    expect([before.recommendation, before.advocates, now.advocates]).toEqual([null, 0, 5]);
  });
});
