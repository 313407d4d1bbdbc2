import {
  type BeforeHandler,
  type FieldValues,
  idOf,
  type RecordChange,
  type RecordInput,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { Customer, Purchase } from '../customers/index.ts';
import { Interaction } from '../interactions/index.ts';
import { knownAnswers } from './known-answers.ts';
import { Survey } from './survey.record.ts';
import { SurveyAnswer } from './survey-answer.record.ts';
import { SurveyInvitation } from './survey-invitation.record.ts';
import { SurveyQuestion } from './survey-question.record.ts';
import { type QuestionRow, questionsOf } from './survey-questions.ts';

/** What an occasion must name, and no other occasion may. */
const named: Readonly<Record<string, 'interactionId' | 'purchaseId' | 'occasionName'>> = {
  CONTACT: 'interactionId',
  PURCHASE: 'purchaseId',
  ACTIVITY: 'occasionName',
  ADVERTISEMENT: 'occasionName',
};
const NAMES = ['interactionId', 'purchaseId', 'occasionName'] as const;

function checkOccasion({ record, path }: RecordChange): void {
  const needed = named[String(record.occasion)];
  if (needed && record[needed] == null) reject(`${path}.${needed}`, `is needed with the occasion ${record.occasion}.`);
  const mayName = record.occasion === 'COMMUNITY' ? 'occasionName' : needed;
  const odd = NAMES.find((name) => name !== mayName && record[name] != null);
  if (odd) reject(`${path}.${odd}`, `does not belong to the occasion ${record.occasion}.`);
}

/** Nobody is asked about what happened to somebody else. */
async function requireOwn(work: UnitOfWork, { customerId, interactionId, purchaseId }: FieldValues, path: string) {
  const values = [work.context.tenant.id, uuidOf(Customer, customerId)];
  const [strange] = await work.run<{ name: string }>({
    text: `
select 'interactionId' as name from interaction where tenant_id = $1 and id = $3 and customer_id <> $2
union all select 'purchaseId' from purchase where tenant_id = $1 and id = $4 and customer_id <> $2`,
    values: [
      ...values,
      interactionId == null ? null : uuidOf(Interaction, interactionId),
      purchaseId == null ? null : uuidOf(Purchase, purchaseId),
    ],
  });
  if (strange) reject(`${path}.${strange.name}`, 'is about another customer.');
}

const invite: BeforeHandler = {
  record: SurveyInvitation,
  on: ['created'],
  run: async (change, work) => {
    const { record, path } = change;
    checkOccasion(change);
    await requireOwn(work, record, path);
    const survey = await surveyOf(work, record);
    if (survey.state !== 'OPEN') reject(`${path}.surveyId`, `is a survey that is ${survey.state}, and must be OPEN.`);
    const wave = String(record.wave ?? '');
    if (wave.includes('/')) reject(`${path}.wave`, 'must not contain a slash.');
    const about = NAMES.map((name) => record[name]).find((value) => value != null) ?? '';
    return { matter: `${record.occasion}/${wave}/${about}` };
  },
};

async function surveyOf(work: UnitOfWork, { surveyId }: FieldValues) {
  const [survey] = await work.run<{ state: string; days: number }>({
    text: 'select state, answer_days as days from survey where tenant_id = $1 and id = $2',
    values: [work.context.tenant.id, uuidOf(Survey, surveyId)],
  });
  return survey ?? { state: 'DELETED', days: 0 };
}

const step: BeforeHandler = {
  record: SurveyInvitation,
  on: ['updated'],
  run: async (change, work) => {
    switch (change.transition?.name) {
      case 'send':
        return send(change, work);
      case 'expire':
      case 'refuse':
        return { expiresAt: null };
      case 'complete':
        return complete(change, work);
      default:
        return undefined;
    }
  },
};

async function send({ record, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const { state, days } = await surveyOf(work, record);
  if (state !== 'OPEN') reject(`${path}.surveyId`, `is a survey that is ${state}, and must be OPEN.`);
  const now = Date.now();
  return { sentAt: new Date(now).toISOString(), expiresAt: new Date(now + days * 86_400_000).toISOString() };
}

/** Questions of the survey that have an answer, by uuid. */
async function answeredQuestions({ uuid }: RecordChange, work: UnitOfWork): Promise<Set<string>> {
  const answers = await work.run<{ question: string }>({
    text: 'select question_id as question from survey_answer where tenant_id = $1 and invitation_id = $2 and deleted_at is null',
    values: [work.context.tenant.id, uuid],
  });
  return new Set(answers.map(({ question }) => question));
}

/** What is known already counts as answered, and is kept beside the answers (B18). */
async function complete(change: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const { record, uuid, path } = change;
  const { tenant } = work.context;
  const answered = await answeredQuestions(change, work);
  const open = (await questionsOf(work, tenant.id, String(record.surveyId))).filter(({ id }) => !answered.has(id));
  const known = await knownAnswers(work, tenant.id, String(record.customerId), open);
  const missing = open.find(({ id, required }) => required && !known.has(id));
  if (missing) reject(path, `the question "${missing.code}" must be answered.`);
  if (answered.size === 0 && known.size < open.length) reject(path, 'nothing was answered.');
  for (const question of open) {
    const value = known.get(question.id);
    if (value !== undefined)
      work.afterWrite(keepKnown, { invitation: uuid, customer: record.customerId, question, value });
  }
  return { completedAt: new Date().toISOString(), expiresAt: null };
}

interface KnownAnswer {
  readonly invitation: string;
  readonly customer: unknown;
  readonly question: QuestionRow;
  readonly value: string;
}

const keepKnown = (work: UnitOfWork, answers: readonly KnownAnswer[]) =>
  work.unlimited.createAll(
    SurveyAnswer,
    answers.map(({ invitation, customer, question, value }) => ({
      input: {},
      path: 'input',
      kept: {
        invitationId: idOf(SurveyInvitation, invitation),
        customerId: customer,
        questionId: idOf(SurveyQuestion, question.id),
        kind: question.kind,
        known: true,
        ...(question.kind === 'CHOICE' ? { choices: [value] } : { text: value }),
      },
    })),
  );

export const surveyInvitationRules: readonly BeforeHandler[] = [invite, step];
