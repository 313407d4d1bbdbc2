import { type RequestContext, recordTypeOf, reject } from '@rapport/sdk';
import { ContactDeskTest } from './contact-desk-test.record.ts';

const MAX_DAYS = 1_100;
const DAY_MS = 86_400_000;
const MAX_ROWS = 1_000;

export interface DeskAuditRow {
  readonly question: string;
  /** Missing for our own desk. */
  readonly competitor: string | null;
  readonly tests: number;
  readonly answered: number;
  readonly questionAnswered: number;
  /** Missing where nobody answered. */
  readonly medianSecondsToAnswer: number | null;
}

/** How easily questions are answered at our desk and at those of competitors (A14, A15): one row for each question and desk. */
export async function deskAudit(
  { access, reader, tenant }: RequestContext,
  from: string,
  to: string,
): Promise<DeskAuditRow[]> {
  access.require(recordTypeOf(ContactDeskTest), 'read');
  const length = Date.parse(to) - Date.parse(from);
  if (length <= 0) reject('to', 'must be later than from.');
  if (length > MAX_DAYS * DAY_MS) reject('to', `must be at most ${MAX_DAYS} days after from.`);
  return reader.run<DeskAuditRow>({
    text: `
select question, competitor, count(*)::int as tests, (count(*) filter (where answered))::int as answered,
  (count(*) filter (where answered and question_answered))::int as "questionAnswered",
  percentile_cont(0.5) within group (order by seconds_to_answer) as "medianSecondsToAnswer"
from contact_desk_test
where tenant_id = $1 and deleted_at is null and tested_at >= $2 and tested_at < $3
group by question, competitor order by question, competitor nulls first limit ${MAX_ROWS}`,
    values: [tenant.id, from, to],
  });
}
