import { findRecords, idOf, RapportError, type RequestContext, uuidOf } from '@rapport/sdk';
import { knownAnswers } from './known-answers.ts';
import { Survey } from './survey.record.ts';
import { SurveyInvitation } from './survey-invitation.record.ts';
import { type QuestionKind, SurveyQuestion } from './survey-question.record.ts';
import { questionsOf, scaleOf } from './survey-questions.ts';

export interface AskedQuestion {
  readonly id: string;
  readonly kind: QuestionKind;
  readonly text: string;
  readonly choices: readonly string[];
  readonly required: boolean;
  readonly lowest: number | null;
  readonly highest: number | null;
}

export interface SurveyForm {
  readonly name: string;
  readonly introduction: string | null;
  readonly expiresAt: string | null;
  readonly questions: readonly AskedQuestion[];
}

/** What whoever holds an invitation in sight is still asked: neither what he answered nor what we know of him (iM5). */
export async function surveyForm(context: RequestContext, invitationId: string): Promise<SurveyForm> {
  const [invitation] = await findRecords(context, SurveyInvitation, {
    filter: { id: { eq: invitationId } },
    fields: ['surveyId', 'customerId', 'expiresAt'],
  });
  if (!invitation)
    throw new RapportError('NOT_FOUND', 'invitationId: there is no such SurveyInvitation.', { field: 'invitationId' });
  const { reader, tenant } = context;
  const surveyId = String(invitation.surveyId);
  const [survey] = await reader.run<{ name: string; introduction: string | null; answered: string[] }>({
    text: `
select name, introduction, array(select question_id::text from survey_answer
  where tenant_id = $1 and invitation_id = $3 and deleted_at is null) as answered
from survey where tenant_id = $1 and id = $2`,
    values: [tenant.id, uuidOf(Survey, surveyId), uuidOf(SurveyInvitation, invitationId)],
  });
  const { name = '', introduction = null, answered = [] } = survey ?? {};
  const questions = await questionsOf(reader, tenant.id, surveyId);
  const known = await knownAnswers(reader, tenant.id, String(invitation.customerId), questions);
  return {
    name,
    introduction,
    expiresAt: invitation.expiresAt === null ? null : String(invitation.expiresAt),
    questions: questions
      .filter(({ id }) => !answered.includes(id) && !known.has(id))
      .map(({ id, kind, text, choices, required }) => {
        const { lowest = null, highest = null } = scaleOf(kind) ?? {};
        return { id: idOf(SurveyQuestion, id), kind, text, choices, required, lowest, highest };
      }),
  };
}
