import { type BeforeHandler, type RecordChange, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Survey } from './survey.record.ts';
import { SurveyQuestion } from './survey-question.record.ts';
import { scaleOf } from './survey-questions.ts';

const MAX_QUESTIONS = 100;
const MAX_CHOICES = 50;

/** What is asked of nobody cannot be opened. */
const requireQuestions: BeforeHandler = {
  record: Survey,
  on: ['updated'],
  run: async ({ transition, uuid, path }, work) => {
    if (transition?.name !== 'open') return undefined;
    const [found] = await work.run<{ questions: number }>({
      text: 'select count(*)::int as questions from survey_question where tenant_id = $1 and survey_id = $2 and deleted_at is null',
      values: [work.context.tenant.id, uuid],
    });
    const { questions = 0 } = found ?? {};
    if (questions === 0) reject(path, 'the survey has no question yet.');
    if (questions > MAX_QUESTIONS) reject(path, `the survey has more than ${MAX_QUESTIONS} questions.`);
    return undefined;
  },
};

/** Answers to a question that was changed meanwhile could not be compared. */
async function requireDraft(work: UnitOfWork, { record, path }: RecordChange): Promise<void> {
  const [survey] = await work.run<{ state: string }>({
    // Opening the survey waits for the question, or this for the opening.
    text: 'select state from survey where tenant_id = $1 and id = $2 for share',
    values: [work.context.tenant.id, uuidOf(Survey, record.surveyId)],
  });
  if (survey && survey.state !== 'DRAFT')
    reject(
      `${path}.surveyId`,
      `is a survey that is ${survey.state}: its questions stay as they are.`,
      'Make another edition of the instrument.',
    );
}

function checkChoices({ record, path }: RecordChange): void {
  const chosen = record.kind === 'CHOICE' || record.kind === 'CHOICES';
  const choices = record.choices as readonly string[];
  if (!chosen && choices.length > 0) reject(`${path}.choices`, 'belongs to CHOICE and CHOICES.');
  if (!chosen) return;
  if (choices.length < 2 || choices.length > MAX_CHOICES)
    reject(`${path}.choices`, `must be 2 to ${MAX_CHOICES} answers.`);
  if (new Set(choices).size < choices.length) reject(`${path}.choices`, 'must differ from each other.');
}

const checkQuestion: BeforeHandler = {
  record: SurveyQuestion,
  on: ['created', 'updated', 'deleted', 'restored'],
  run: async (change, work) => {
    await requireDraft(work, change);
    const { record, path } = change;
    checkChoices(change);
    if (record.attribute != null && record.kind !== 'TEXT' && record.kind !== 'CHOICE')
      reject(`${path}.attribute`, 'belongs to TEXT and CHOICE: other answers are no profile value.');
    const scale = scaleOf(record.kind);
    if (record.followUpTo != null && (!scale || Number(record.followUpTo) > scale.highest))
      reject(`${path}.followUpTo`, 'must be a score of the question.');
    return undefined;
  },
};

export const surveyRules: readonly BeforeHandler[] = [requireQuestions, checkQuestion];
