import { idOf, type RecordRef, type RequestContext, ref, reject, uuidOf } from '@rapport/sdk';
import { differenceOf, type Estimate, netPromoterScore, shareOf } from '../statistics/index.ts';
import { Survey } from './survey.record.ts';
import type { SurveyOccasion } from './survey-invitation.record.ts';
import { SurveyQuestion } from './survey-question.record.ts';
import { DETRACTORS_TO, type QuestionRow, questionsOf, scaleOf } from './survey-questions.ts';

type Context = Pick<RequestContext, 'reader' | 'tenant'>;

/** Which invitations of a survey count. */
export interface SurveySelection {
  readonly surveyId: string;
  readonly wave?: string | null;
  readonly occasion?: SurveyOccasion | null;
  readonly occasionName?: string | null;
}

export interface SurveyResult {
  readonly sent: number;
  readonly answered: number;
  readonly completed: number;
  readonly refused: number;
  readonly expired: number;
  readonly responseRate: Estimate | null;
  readonly questions: readonly QuestionResult[];
}

export interface QuestionResult {
  readonly question: RecordRef;
  readonly code: string;
  readonly answers: number;
  readonly unanswered: number;
  readonly score: Estimate | null;
  readonly counts: readonly AnswerCount[];
}

export interface AnswerCount {
  readonly answer: string;
  readonly count: number;
}

const SELECTED = `i.tenant_id = $1 and i.survey_id = $2 and i.deleted_at is null and i.state <> 'PLANNED'
  and ($3::text is null or i.wave = $3) and ($4::text is null or i.occasion = $4)
  and ($5::text is null or i.occasion_name = $5)`;

const parameters = ({ tenant }: Context, { surveyId, wave, occasion, occasionName }: SurveySelection) => [
  tenant.id,
  uuidOf(Survey, surveyId, 'surveyId'),
  wave ?? null,
  occasion ?? null,
  occasionName ?? null,
];

type Counts = Pick<SurveyResult, 'sent' | 'answered' | 'completed' | 'refused' | 'expired'>;

/** What a survey has brought: who answered, and of each question its score with the interval in which the true one lies (M4). */
export async function surveyResult(context: Context, selection: SurveySelection): Promise<SurveyResult> {
  const { reader } = context;
  const values = parameters(context, selection);
  const [counts = { sent: 0, answered: 0, completed: 0, refused: 0, expired: 0 }] = await reader.run<Counts>({
    text: `
select count(*)::int as sent, count(*) filter (where exists (
    select from survey_answer a where a.tenant_id = $1 and a.invitation_id = i.id and not a.known and a.deleted_at is null
  ))::int as answered,
  count(*) filter (where i.state = 'COMPLETED')::int as completed, count(*) filter (where i.state = 'REFUSED')::int as refused,
  count(*) filter (where i.state = 'EXPIRED')::int as expired
from survey_invitation i where ${SELECTED}`,
    values,
  });
  // What was known before was not asked, and says nothing of those who were.
  const given = await reader.run<{ question: string; answer: string; count: number; choosers: number }>({
    text: `
with given as (
  select a.question_id, a.invitation_id, c.answer from survey_invitation i
  join survey_answer a on a.tenant_id = $1 and a.invitation_id = i.id and a.deleted_at is null and not a.known
  cross join lateral (
    select a.score::text as answer where a.score is not null
    union all select jsonb_array_elements_text(a.choices)
    union all select '' where a.text is not null) c
  where ${SELECTED}),
answerers as (select question_id, count(distinct invitation_id)::int as choosers from given group by 1)
select g.question_id as question, g.answer, count(*)::int as count, min(n.choosers) as choosers
from given g join answerers n using (question_id) group by 1, 2`,
    values,
  });
  const questions = await questionsOf(reader, context.tenant.id, selection.surveyId);
  return {
    ...counts,
    responseRate: shareOf(counts.answered, counts.sent) ?? null,
    questions: questions.map((question) => {
      const own = given.filter((row) => row.question === question.id);
      return questionResult(question, own, own[0]?.choosers ?? 0, counts.sent);
    }),
  };
}

function questionResult(
  question: QuestionRow,
  counts: readonly AnswerCount[],
  answers: number,
  sent: number,
): QuestionResult {
  return {
    question: ref(SurveyQuestion, idOf(SurveyQuestion, question.id)),
    code: question.code,
    answers,
    unanswered: sent - answers,
    score: scoreOf(question, counts, answers) ?? null,
    counts: possibleAnswers(question).map((answer) => ({
      answer,
      count: counts.find((row) => row.answer === answer)?.count ?? 0,
    })),
  };
}

function possibleAnswers({ kind, choices }: QuestionRow): string[] {
  const scale = scaleOf(kind);
  if (!scale) return [...choices];
  return Array.from({ length: scale.highest - scale.lowest + 1 }, (_, step) => String(scale.lowest + step));
}

function scoreOf({ kind }: QuestionRow, counts: readonly AnswerCount[], answers: number): Estimate | undefined {
  const scale = scaleOf(kind);
  if (!scale) return undefined;
  const among = (from: number, to: number) =>
    counts
      .filter(({ answer }) => Number(answer) >= from && Number(answer) <= to)
      .reduce((sum, { count }) => sum + count, 0);
  const good = among(scale.good, scale.highest);
  return kind === 'RECOMMENDATION'
    ? netPromoterScore(good, among(scale.lowest, DETRACTORS_TO), answers)
    : shareOf(good, answers);
}

export interface ComparedQuestion {
  readonly code: string;
  readonly before: Estimate | null;
  readonly after: Estimate | null;
  readonly change: Estimate | null;
  readonly beyondChance: boolean;
}

/** Scores of the same instrument before and after something (L8, M3): what changed, and whether chance alone would do. */
export async function compareSurveys(
  context: Context,
  before: SurveySelection,
  after: SurveySelection,
): Promise<ComparedQuestion[]> {
  const instruments = await context.reader.run<{ instrument: string }>({
    text: 'select distinct instrument from survey where tenant_id = $1 and id = any($2::uuid[])',
    values: [context.tenant.id, [uuidOf(Survey, before.surveyId), uuidOf(Survey, after.surveyId)]],
  });
  if (instruments.length > 1)
    reject('after.surveyId', 'is a survey of another instrument: what they measure cannot be compared.');
  const [first, second] = [await surveyResult(context, before), await surveyResult(context, after)];
  return first.questions.flatMap(({ code, score }): ComparedQuestion[] => {
    const other = second.questions.find((question) => question.code === code);
    if (!other || !(score || other.score)) return [];
    const change = score && other.score && differenceOf(score, other.score);
    return [
      {
        code,
        before: score,
        after: other.score,
        change,
        beyondChance: change !== null && (change.low > 0 || change.high < 0),
      },
    ];
  });
}
