import { SurveyAnswer, SurveyFollowUp, SurveyInvitation } from '@rapport/core';
import { idOf } from '@rapport/kernel';
import type { TestApp, TestTenant } from '@rapport/testing';
import type { OwnedKind } from './owned-records.ts';

const open = new WeakMap<TestTenant, Promise<{ surveyId: string; questionId: string }>>();
let occasions = 0;

/** An open survey of the tenant with one question. */
function openSurvey(tenant: TestTenant) {
  const made = async () => {
    const { id: surveyId } = await tenant.admin.create('Survey', { name: 'Probe', instrument: 'probe' });
    const question = { surveyId, position: 0, code: 'a', kind: 'RECOMMENDATION', text: 'A?' };
    const { id: questionId } = await tenant.admin.create('SurveyQuestion', question);
    await tenant.admin.get('mutation($id: ID!) { openSurvey(id: $id) { id } }', { id: surveyId });
    return { surveyId, questionId };
  };
  const known = open.get(tenant) ?? made();
  open.set(tenant, known);
  return known;
}

const invitation = async (tenant: TestTenant, customerId: string) => ({
  surveyId: (await openSurvey(tenant)).surveyId,
  customerId,
  occasion: 'ACTIVITY',
  occasionName: `Fair ${++occasions}`,
});

export async function giveAnswer(app: TestApp, tenant: TestTenant, customerId: string): Promise<string> {
  const { questionId } = await openSurvey(tenant);
  const { id } = await tenant.admin.create('SurveyInvitation', await invitation(tenant, customerId));
  await tenant.admin.get('mutation($id: ID!) { sendSurveyInvitation(id: $id) { id } }', { id });
  await tenant.admin.get(
    'mutation($id: ID!, $question: ID!) { answerSurvey(invitationId: $id, answers: [{ questionId: $question, score: 9 }]) { thanks } }',
    { id, question: questionId },
  );
  const [row] = await app.sql<{ id: string }>('select id from survey_answer where invitation_id = $1', [id.slice(4)]);
  return idOf(SurveyAnswer, row?.id ?? '');
}

export const ownedSurveys: readonly OwnedKind[] = [
  {
    record: SurveyInvitation,
    input: ({ tenant, customerId }) => invitation(tenant, customerId),
    change: 'mutation($id: ID!) { sendSurveyInvitation(id: $id) { id } }',
    inverse: 'surveyInvitations',
  },
  { record: SurveyAnswer, input: () => ({}), change: {}, inverse: 'surveyAnswers', make: giveAnswer },
  {
    record: SurveyFollowUp,
    input: async ({ app, tenant, customerId }) => ({
      answerId: await giveAnswer(app, tenant, customerId),
      assigneeId: null,
    }),
    change: { dueAt: '2026-03-01T10:00:00Z' },
    inverse: 'surveyFollowUps',
  },
];
