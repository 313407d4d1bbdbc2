import { type RequestContext, reject } from '@rapport/sdk';
import { differenceOf, type Estimate, shareOf } from '../statistics/index.ts';
import { type DealOutcome, DealQuestion, questionsOf } from './deal-questions.ts';

export interface OutcomeAnswers {
  readonly deals: number;
  readonly answered: number;
  readonly completeness: Estimate | null;
}

export interface TopicResult {
  readonly topic: string;
  readonly won: Estimate | null;
  readonly lost: Estimate | null;
  readonly difference: Estimate | null;
  readonly beyondChance: boolean;
}

export interface QuestionReasons {
  readonly question: DealQuestion;
  readonly won: OutcomeAnswers | null;
  readonly lost: OutcomeAnswers | null;
  readonly topics: readonly TopicResult[];
}

interface TopicRow {
  readonly outcome: DealOutcome;
  readonly question: DealQuestion;
  readonly topic: string;
  readonly count: number;
}

const MAX_DAYS = 800;
const DAY_MS = 86_400_000;
/** Further topics are too rare to say something. */
const MOST_TOPICS = 20;

/** What deals that were decided in a time say, question by question: how often it is known, and what differs by outcome (M8). */
export async function dealReasons(
  { reader, tenant }: RequestContext,
  from: string,
  to: string,
): Promise<QuestionReasons[]> {
  const length = Date.parse(to) - Date.parse(from);
  if (length <= 0) reject('to', 'must be later than from.');
  if (length > MAX_DAYS * DAY_MS) reject('to', `must be at most ${MAX_DAYS} days after from.`);
  const DECIDED = 'r.tenant_id = $1 and r.decided_at >= $2 and r.decided_at < $3 and r.deleted_at is null';
  const values = [tenant.id, from, to];
  const decided = await reader.run<{ outcome: DealOutcome; count: number }>({
    text: `select r.outcome, count(*)::int as count from deal_review r where ${DECIDED} group by 1`,
    values,
  });
  const rows = await reader.run<TopicRow>({
    text: `
select r.outcome, a.question, a.topic, count(*)::int as count from deal_review r
join deal_answer a on a.tenant_id = $1 and a.review_id = r.id and a.deleted_at is null
where ${DECIDED} group by 1, 2, 3 order by count(*) desc, a.topic`,
    values,
  });
  const dealsOf = (outcome: DealOutcome) => decided.find((row) => row.outcome === outcome)?.count ?? 0;
  return (Object.keys(DealQuestion) as DealQuestion[]).map((question) => {
    const of = (outcome: DealOutcome) => rows.filter((row) => row.question === question && row.outcome === outcome);
    const answered = (outcome: DealOutcome) => of(outcome).reduce((sum, { count }) => sum + count, 0);
    const answers = (outcome: DealOutcome): OutcomeAnswers | null =>
      questionsOf[outcome].includes(question)
        ? {
            deals: dealsOf(outcome),
            answered: answered(outcome),
            completeness: shareOf(answered(outcome), dealsOf(outcome)) ?? null,
          }
        : null;
    const share = (outcome: DealOutcome, topic: string) =>
      shareOf(of(outcome).find((row) => row.topic === topic)?.count ?? 0, answered(outcome)) ?? null;
    const topics = [
      ...new Set([...of('WON'), ...of('LOST')].sort((a, b) => b.count - a.count).map((row) => row.topic)),
    ];
    return {
      question,
      won: answers('WON'),
      lost: answers('LOST'),
      topics: topics.slice(0, MOST_TOPICS).map((topic) => resultOf(topic, share('WON', topic), share('LOST', topic))),
    };
  });
}

function resultOf(topic: string, won: Estimate | null, lost: Estimate | null): TopicResult {
  const difference = won && lost && differenceOf(lost, won);
  return {
    topic,
    won,
    lost,
    difference,
    beyondChance: difference !== null && (difference.low > 0 || difference.high < 0),
  };
}
