import { afterAll, describe, test } from '@jest/globals';
import { encyclopediaPlugin, expectationsPlugin, partnersPlugin, responsesPlugin, surveysPlugin } from '@rapport/core';
import { contractOf, pluginContract, type TestTenant } from '@rapport/testing';

let surveys = 0;
let occasions = 0;

/** A survey that takes answers. */
async function openSurvey({ admin }: TestTenant): Promise<string> {
  const { id } = await admin.create('Survey', { name: 'Contract', instrument: `contract ${++surveys}` });
  await admin.create('SurveyQuestion', { surveyId: id, position: 0, code: 'a', kind: 'TEXT', text: 'A?' });
  await admin.get('mutation($id: ID!) { openSurvey(id: $id) { id } }', { id });
  return id;
}

async function answerId(tenant: TestTenant): Promise<string> {
  const { admin } = tenant;
  const surveyId = await openSurvey(tenant);
  const { id } = await admin.create('SurveyInvitation', { surveyId, customerId: await tenant.customer() });
  await admin.get('mutation($id: ID!) { sendSurveyInvitation(id: $id) { id } }', { id });
  const { survey } = await admin.get<{ survey: { questions: { nodes: { id: string }[] } } }>(
    'query($id: ID!) { survey(id: $id) { questions { nodes { id } } } }',
    { id: surveyId },
  );
  await admin.get(
    'mutation($id: ID!, $answers: [SurveyAnswerInput!]!) { answerSurvey(invitationId: $id, answers: $answers) { thanks } }',
    { id, answers: [{ questionId: survey.questions.nodes[0]?.id, text: 'B.' }] },
  );
  const { surveyAnswers } = await admin.get<{ surveyAnswers: { nodes: { id: string }[] } }>(
    'query($id: ID!) { surveyAnswers(filter: { invitationId: { eq: $id } }) { nodes { id } } }',
    { id },
  );
  return surveyAnswers.nodes[0]?.id ?? '';
}

describe('the contract of the plugin surveys', () => {
  const contract = contractOf(surveysPlugin, {
    samples: {
      SurveyQuestion: () => ({ kind: 'TEXT', choices: [], attribute: null, followUpTo: null }),
      SurveyInvitation: async (tenant) => ({
        surveyId: await openSurvey(tenant),
        ...{ occasion: 'ACTIVITY', occasionName: `Fair ${++occasions}`, interactionId: null, purchaseId: null },
      }),
      SurveyFollowUp: async (tenant) => ({ answerId: await answerId(tenant) }),
    },
  });
  afterAll(() => contract.close());
  // Advocates require it, so no tenant of the whole product can switch it off by itself.
  const checks = contract.checks.filter(({ name }) => !name.startsWith('can be switched off'));
  for (const { name, run } of checks) test(name, run, 120_000);
});
pluginContract(expectationsPlugin, {
  samples: {
    CustomerNeed: () => ({ interactionId: null }),
    CustomerPromise: () => ({
      ...{ interactionId: null, promisedAt: '2026-01-01T00:00:00Z', dueAt: '2126-01-01T00:00:00Z' },
    }),
  },
});
pluginContract(encyclopediaPlugin, {
  samples: { MarketingAsset: () => ({ kind: 'PRODUCT', price: null, revisesId: null }) },
});
pluginContract(partnersPlugin, { samples: { Partner: () => ({ attributes: ['NAME'] }) } });
pluginContract(responsesPlugin, {
  samples: {
    Campaign: () => ({ media: ['RADIO'] }),
    CampaignResponse: () => ({ people: 1, respondedAt: '2026-01-01T00:00:00Z' }),
  },
});
