import { type BeforeHandler, idOf, type RecordInput, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { SurveyAnswer } from './survey-answer.record.ts';
import { SurveyFollowUp } from './survey-follow-up.record.ts';

/** It is about the customer who answered, and due as the survey says. */
async function fromAnswer(work: UnitOfWork, answerId: unknown, path: string): Promise<RecordInput> {
  const [answer] = await work.run<{ customer: string; days: number }>({
    text: `
select a.customer_id as customer, s.follow_up_days as days from survey_answer a
join survey_invitation i on i.tenant_id = $1 and i.id = a.invitation_id
join survey s on s.tenant_id = $1 and s.id = i.survey_id
where a.tenant_id = $1 and a.id = $2`,
    values: [work.context.tenant.id, uuidOf(SurveyAnswer, answerId, `${path}.answerId`)],
  });
  if (!answer) reject(`${path}.answerId`, 'is no answer that is there.');
  return {
    customerId: idOf(Customer, answer.customer),
    dueAt: new Date(Date.now() + answer.days * 86_400_000).toISOString(),
  };
}

export const surveyFollowUpRules: readonly BeforeHandler[] = [
  {
    record: SurveyFollowUp,
    on: ['created', 'updated'],
    run: async ({ operation, record, after, transition, path }, work) => {
      if (transition?.name === 'dismiss' && !transition.reason?.trim())
        reject('reason', 'is required to dismiss a SurveyFollowUp.');
      if (operation === 'updated') return undefined;
      const { customerId, dueAt } = await fromAnswer(work, record.answerId, path);
      return { customerId, ...(after.dueAt === undefined && { dueAt }) };
    },
  },
];
