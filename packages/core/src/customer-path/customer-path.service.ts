import { findRecords, RapportError, type RequestContext, reject, uuidOf } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { type Estimate, shareOf } from '../statistics/index.ts';
import { type PathStage, peopleSql, STAGES, stagesSql } from './path-stages.ts';

export interface PathStep {
  readonly stage: PathStage;
  readonly reachedAt: string;
  readonly seconds: number;
}

export interface CustomerPath {
  readonly channel: string | null;
  readonly steps: readonly PathStep[];
}

interface StageRow {
  readonly stage: PathStage;
  readonly at: Date;
  readonly next_at: Date | null;
  readonly left_at: Date | null;
  readonly channel: string | null;
}

/** The stages of one customer with their dates, as his records tell them (M6). */
export async function pathOf(context: RequestContext, customerId: string): Promise<CustomerPath> {
  const [seen] = await findRecords(context, Customer, { filter: { id: { eq: customerId } }, fields: ['id'] });
  if (!seen) throw new RapportError('NOT_FOUND', 'customerId: there is no such Customer.', { field: 'customerId' });
  const rows = await context.reader.run<StageRow>({
    text: `with person as (${peopleSql('c.id = $2', 'false')}) ${stagesSql} order by s.rank`,
    values: [context.tenant.id, uuidOf(Customer, customerId)],
  });
  const now = Date.now();
  const secondsFrom = (from: Date, to: number) => Math.max(0, Math.round((to - from.getTime()) / 1_000));
  const steps = rows.map(({ stage, at, next_at, left_at }) => ({
    stage,
    reachedAt: at.toISOString(),
    seconds: secondsFrom(at, (next_at ?? left_at)?.getTime() ?? now),
  }));
  const last = rows.at(-1);
  const lost = last?.left_at && {
    stage: 'LOST' as const,
    reachedAt: last.left_at.toISOString(),
    seconds: secondsFrom(last.left_at, now),
  };
  return { channel: last?.channel ?? null, steps: lost ? [...steps, lost] : steps };
}

export interface PathQuestion {
  readonly from: string;
  readonly to: string;
  readonly by: PathGroup;
}

export type PathGroup = 'ALL' | 'CHANNEL' | 'MONTH';

export interface StageMeasure {
  readonly group: string | null;
  readonly stage: PathStage;
  readonly reached: number;
  readonly movedOn: number;
  readonly lost: number;
  readonly staying: number;
  readonly conversion: Estimate | null;
  readonly medianSeconds: number | null;
}

interface MeasureRow {
  readonly group: string | null;
  readonly stage: PathStage;
  readonly reached: number;
  readonly moved: number;
  readonly lost: number;
  readonly median: number | null;
}

const MAX_DAYS = 800;
const DAY_MS = 86_400_000;

/** From a fixed list, so it may stand in the text. */
const GROUPS: Readonly<Record<PathGroup, string>> = {
  ALL: 'null',
  CHANNEL: 's.channel',
  MONTH: "to_char(s.at at time zone 'UTC', 'YYYY-MM')",
};

/** Somebody can come to a stage in a time only by something that was noted of him in it. */
const BETWEEN = (column: string) => `${column} >= $2 and ${column} < $3`;
const OWN = (table: string, column: string) =>
  `select customer_id from ${table} where tenant_id = $1 and deleted_at is null and ${BETWEEN(column)}`;
const CUSTOMERS = `c.id in (
  select id from customer where tenant_id = $1 and deleted_at is null and ${BETWEEN('created_at')}
  union ${OWN('interaction', 'occurred_at')} union ${OWN('lead', 'received_at')} union ${OWN('lead', 'accepted_at')}
  union ${OWN('purchase', 'purchased_at')} union ${OWN('lifecycle_change', 'created_at')})`;
const LEADS = `(${BETWEEN('l.received_at')} or ${BETWEEN('l.accepted_at')})`;

/** What became of those who came to each stage in a time, until now (M6). */
export async function pathMeasures(
  { reader, tenant }: RequestContext,
  { from, to, by }: PathQuestion,
): Promise<StageMeasure[]> {
  const length = Date.parse(to) - Date.parse(from);
  if (length <= 0) reject('to', 'must be later than from.');
  if (length > MAX_DAYS * DAY_MS) reject('to', `must be at most ${MAX_DAYS} days after from.`);
  const rows = await reader.run<MeasureRow>({
    text: `
with person as (${peopleSql(CUSTOMERS, LEADS)}), staged as (${stagesSql})
select ${GROUPS[by]} as group, s.stage, count(*)::int as reached, count(s.next_at)::int as moved, count(s.left_at)::int as lost,
  (percentile_cont(0.5) within group (order by extract(epoch from s.next_at - s.at)))::float8 as median
from staged s where ${BETWEEN('s.at')} group by 1, 2, s.rank order by 1 nulls last, s.rank`,
    values: [tenant.id, from, to],
  });
  const groups = by === 'ALL' ? [null] : [...new Set(rows.map(({ group }) => group))];
  return groups.flatMap((group) =>
    STAGES.map((stage) => {
      const row = rows.find((each) => each.group === group && each.stage === stage);
      const { reached, moved, lost, median } = row ?? { reached: 0, moved: 0, lost: 0, median: null };
      return {
        group,
        stage,
        reached,
        movedOn: moved,
        lost,
        staying: reached - moved - lost,
        conversion: shareOf(moved, reached) ?? null,
        medianSeconds: median,
      };
    }),
  );
}
