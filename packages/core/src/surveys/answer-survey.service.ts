import {
  idOf,
  RapportError,
  type RecordInput,
  type RecordRef,
  ref,
  reject,
  type UnitOfWork,
  User,
  uuidOf,
} from '@rapport/sdk';
import { ProfileValue } from '../customers/index.ts';
import { knownAnswers } from './known-answers.ts';
import { Survey } from './survey.record.ts';
import { SurveyAnswer } from './survey-answer.record.ts';
import { SurveyFollowUp } from './survey-follow-up.record.ts';
import { SurveyInvitation } from './survey-invitation.record.ts';
import { SurveyQuestion } from './survey-question.record.ts';
import { type QuestionRow, questionsOf, scaleOf } from './survey-questions.ts';

const MAX_TEXT = 5_000;
/** What a profile value holds; a longer text is an answer and no more. */
const MAX_LEARNED = 500;

export interface GivenAnswer {
  readonly questionId: string;
  readonly score?: number | null;
  readonly choices?: readonly string[] | null;
  readonly text?: string | null;
}

export interface AnsweredSurvey {
  readonly invitation: RecordRef;
  readonly thanks: string | null;
}

/**
 * Takes answers to an invitation, all or none. What was answered before may be answered anew while the invitation is open.
 * With `complete`, required questions must have an answer now, or a known one.
 */
export async function answerSurvey(
  work: UnitOfWork,
  invitationId: string,
  answers: readonly GivenAnswer[],
  complete: boolean,
): Promise<AnsweredSurvey> {
  const invitation = await work.lock(SurveyInvitation, invitationId, 'invitationId');
  const { id: tenantId } = work.context.tenant;
  const [survey] = await work.run<{ state: string; thanks: string | null }>({
    text: 'select state, thanks from survey where tenant_id = $1 and id = $2',
    values: [tenantId, uuidOf(Survey, invitation.surveyId)],
  });
  assertOpen(survey?.state, invitation);
  const questions = await questionsOf(work, tenantId, String(invitation.surveyId));
  const given = readAnswers(questions, answers);
  await keepAnswers(work, { id: invitationId, customerId: String(invitation.customerId) }, given);
  // Whoever answers may take these steps only by answering.
  const { unlimited } = work;
  if (complete) await unlimited.transition(SurveyInvitation, invitationId, { transition: 'complete' }, PATHS);
  else if (invitation.state === 'SENT' && given.size > 0)
    await unlimited.transition(SurveyInvitation, invitationId, { transition: 'begin' }, PATHS);
  return { invitation: ref(SurveyInvitation, invitationId), thanks: complete ? (survey?.thanks ?? null) : null };
}

const PATHS = { paths: { id: 'invitationId', input: 'answers', expectedVersion: 'expectedVersion' } };

/** The clock is read here too: the alarm that ends invitations may come a moment later. */
function assertOpen(survey: string | undefined, { state, expiresAt }: RecordInput): void {
  const refuse = (why: string, now: unknown): never => {
    throw new RapportError('TRANSITION_REFUSED', `invitationId: ${why}`, {
      field: 'invitationId',
      state: now,
      allowed: [],
    });
  };
  if (survey !== 'OPEN') refuse('this survey takes no answers.', state);
  if (state !== 'SENT' && state !== 'PARTIAL') refuse(`this invitation is ${state}.`, state);
  if (expiresAt == null || Date.parse(String(expiresAt)) <= Date.now())
    refuse('the time to answer is over.', 'EXPIRED');
}

type Answered = ReadonlyMap<QuestionRow, RecordInput>;

/** Answers in the form in which they are kept, by question. */
function readAnswers(questions: readonly QuestionRow[], answers: readonly GivenAnswer[]): Answered {
  const read = new Map<QuestionRow, RecordInput>();
  for (const [index, answer] of answers.entries()) {
    const path = `answers[${index}]`;
    const uuid = uuidOf(SurveyQuestion, answer.questionId, `${path}.questionId`);
    const question = questions.find(({ id }) => id === uuid);
    if (!question)
      throw new RapportError('REFERENCE_NOT_FOUND', `${path}.questionId: this survey has no such question.`, {
        field: `${path}.questionId`,
      });
    if (read.has(question)) reject(`${path}.questionId`, 'is answered twice.');
    read.set(question, answerValue(question, answer, path));
  }
  return read;
}

function answerValue({ kind, choices }: QuestionRow, answer: GivenAnswer, path: string): RecordInput {
  const scale = scaleOf(kind);
  const needed = scale ? 'score' : choices.length > 0 ? 'choices' : 'text';
  const odd = (['score', 'choices', 'text'] as const).find((name) => name !== needed && answer[name] != null);
  if (odd) reject(`${path}.${odd}`, `is no answer to this question: it takes ${needed}.`);
  if (scale) {
    const { score } = answer;
    if (score == null || score < scale.lowest || score > scale.highest)
      reject(`${path}.score`, `must lie between ${scale.lowest} and ${scale.highest}.`);
    return { score };
  }
  if (choices.length > 0) {
    const chosen = [...new Set(answer.choices ?? [])];
    if (chosen.length === 0 || (kind === 'CHOICE' && chosen.length > 1))
      reject(`${path}.choices`, kind === 'CHOICE' ? 'must be one answer.' : 'must be at least one answer.');
    if (!chosen.every((choice) => choices.includes(choice))) reject(`${path}.choices`, 'must be among the choices.');
    return { choices: chosen };
  }
  const text = answer.text?.trim() ?? '';
  if (text === '' || text.length > MAX_TEXT) reject(`${path}.text`, `must have 1 to ${MAX_TEXT} characters.`);
  return { text };
}

interface Answering {
  readonly id: string;
  readonly customerId: string;
}

async function keepAnswers(work: UnitOfWork, invitation: Answering, given: Answered): Promise<void> {
  const { unlimited, context } = work;
  const kept = await work.run<{ id: string; question: string }>({
    text: 'select id, question_id as question from survey_answer where tenant_id = $1 and invitation_id = $2 and deleted_at is null',
    values: [context.tenant.id, uuidOf(SurveyInvitation, invitation.id)],
  });
  for (const [question, value] of given) {
    const before = kept.find((answer) => answer.question === question.id);
    const answerId = before ? idOf(SurveyAnswer, before.id) : undefined;
    const answer = answerId
      ? await unlimited.update(SurveyAnswer, answerId, {}, { kept: value })
      : await unlimited.create(SurveyAnswer, {}, 'answers', {
          ...value,
          invitationId: invitation.id,
          customerId: invitation.customerId,
          questionId: idOf(SurveyQuestion, question.id),
          kind: question.kind,
        });
    await openFollowUp(unlimited, question, value, answer);
  }
  await learn(work, invitation.customerId, given);
}

/** An answer that asks for it is followed up, once. */
async function openFollowUp(work: UnitOfWork, question: QuestionRow, { score }: RecordInput, answer: RecordRef) {
  if (question.followUpTo === null || score == null || Number(score) > question.followUpTo) return;
  const [open] = await work.run<{ owner: string | null }>({
    text: `
select c.owner_id as owner from survey_answer a join customer c on c.tenant_id = $1 and c.id = a.customer_id
where a.tenant_id = $1 and a.id = $2 and not exists (
  select 1 from survey_follow_up f where f.tenant_id = $1 and f.answer_id = a.id and f.deleted_at is null)`,
    values: [work.context.tenant.id, answer.uuid],
  });
  if (!open) return;
  const assigneeId = open.owner && idOf(User, open.owner);
  await work.create(SurveyFollowUp, { answerId: idOf(SurveyAnswer, answer.uuid), assigneeId }, 'answers');
}

/** What an answer says of the customer is known from now on, and not asked again (B18). */
async function learn(work: UnitOfWork, customerId: string, given: Answered): Promise<void> {
  const known = await knownAnswers(work, work.context.tenant.id, customerId, [...given.keys()]);
  for (const [{ id, attribute }, { text, choices }] of given) {
    const [value] = [text ?? choices].flat().map(String);
    if (attribute === null || !value || value.length > MAX_LEARNED || known.get(id) === value) continue;
    await work.unlimited.create(ProfileValue, { customerId, attribute, value, source: 'TOLD' }, 'answers');
  }
}
