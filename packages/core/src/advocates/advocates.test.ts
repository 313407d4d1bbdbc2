import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
let survey: { id: string; question: string };
beforeAll(async () => {
  app = await createTestApp();
  const { admin } = app.alpha;
  const { id } = await admin.create('Survey', { name: 'Recommendation', instrument: 'recommendation' });
  const question = { surveyId: id, position: 0, code: 'a', kind: 'RECOMMENDATION', text: 'A?' };
  survey = { id, question: (await admin.create('SurveyQuestion', question)).id };
  await admin.get('mutation($id: ID!) { openSurvey(id: $id) { id } }', { id });
});
afterAll(() => app.close());

let waves = 0;
async function recommends(customerId: string, score: number): Promise<void> {
  const { admin } = app.alpha;
  const input = { surveyId: survey.id, customerId, wave: `wave ${++waves}` };
  const { id } = await admin.create('SurveyInvitation', input);
  await admin.get('mutation($id: ID!) { sendSurveyInvitation(id: $id) { id } }', { id });
  await admin.get(
    'mutation($id: ID!, $answers: [SurveyAnswerInput!]!) { answerSurvey(invitationId: $id, answers: $answers) { thanks } }',
    { id, answers: [{ questionId: survey.question, score }] },
  );
}
const customer = () => app.alpha.customer({ ownerId: app.alpha.users.seller });
const ASK = 'mutation($id: ID!) { askForReferral(customerId: $id, incentive: "A free service") { id score state } }';
const ask = async (id: string) =>
  (await app.alpha.as('seller').get<{ askForReferral: { id: string; score: number } }>(ASK, { id })).askForReferral;
async function brings(customerId: string): Promise<void> {
  const { id } = await ask(customerId);
  const lead = await app.alpha.admin.create('Lead', { name: 'A friend' });
  await app.alpha.admin.get(
    'mutation($id: ID!, $lead: ID!) { bringReferralRequest(id: $id, input: { leadId: $lead }) { state } }',
    { id, lead: lead.id },
  );
}

describe('asking for a referral', () => {
  test('[L11] needs a customer who is content, and something for him', async () => {
    const id = await customer();
    const seller = app.alpha.as('seller');
    expect(await seller.refused(ASK, { id })).toMatchObject({ message: expect.stringMatching(/never said/) });
    await recommends(id, 10);
    expect(await ask(id)).toMatchObject({ score: 10, state: 'ASKED' });
    // What he said last counts.
    await recommends(id, 8);
    expect(await seller.refused(ASK, { id })).toMatchObject({ code: 'INPUT_INVALID', field: 'customerId' });
    await app.alpha.admin.get(
      'mutation { setPluginSettings(plugin: "advocates", values: { leastScore: 8 }) { name } }',
    );
    expect(await ask(id)).toMatchObject({ score: 8 });
    await app.alpha.admin.get(
      'mutation { setPluginSettings(plugin: "advocates", values: { leastScore: 9 }) { name } }',
    );
    expect(
      await seller.refused('mutation($id: ID!) { askForReferral(customerId: $id, incentive: " ") { id } }', { id }),
    ).toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('advocates', () => {
  const passion = async (id: string) => {
    await app.drain();
    const { customer: found } = await app.alpha
      .as('marketer')
      .get<{ customer: { advocatesPassionScore: { value: number; band: string } | null } }>(
        'query($id: ID!) { customer(id: $id) { advocatesPassionScore { value band } } }',
        { id },
      );
    return found.advocatesPassionScore;
  };
  const bought = (customerId: string, years: number) =>
    app.alpha.admin.create('Purchase', {
      ...{ customerId, product: 'Boiler', amount: { amount: '100', currency: 'TWD' } },
      purchasedAt: new Date(Date.now() - years * 366 * 86_400_000).toISOString(),
    });

  test('[E14] are those who speak for us, bring others and have stayed: all three', async () => {
    const [all, two] = [await customer(), await customer()];
    for (const id of [all, two]) {
      await recommends(id, 10);
      await bought(id, 6);
    }
    expect(await passion(two)).toEqual({ value: 70, band: 'FRIEND' });
    for (let friend = 0; friend < 3; friend++) await brings(all);
    expect(await passion(all)).toEqual({ value: 100, band: 'ADVOCATE' });
    const { customers } = await app.alpha
      .as('marketer')
      .get<{ customers: { nodes: { id: string }[] } }>(
        '{ customers(filter: { advocatesPassionScore: { band: { eq: "ADVOCATE" } } }) { nodes { id } } }',
      );
    expect(customers.nodes).toEqual([{ id: all }]);
    await recommends(all, 3);
    expect(await passion(all)).toEqual({ value: 60, band: 'FRIEND' });
  });
});
