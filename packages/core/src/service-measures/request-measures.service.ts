import { type RequestContext, reject } from '@rapport/sdk';
import { type Interval, meanOf, shareIn } from './intervals.ts';
import { readMeasures } from './permissions.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 800;

/** What measures are taken apart by: SQL that names a group, over a request `r` and its customer `u`. */
const GROUPS = {
  ALL: { key: "'all'", name: "'all'", joins: '' },
  KIND: { key: 'r.kind', name: 'r.kind', joins: '' },
  CHANNEL: { key: 'r.channel', name: 'r.channel', joins: '' },
  LIFECYCLE: { key: 'u.lifecycle_state', name: 'u.lifecycle_state', joins: '' },
  QUEUE: {
    key: "'que_' || q.id",
    name: 'q.name',
    joins: 'left join queue q on q.tenant_id = $1 and q.id = r.queue_id',
  },
  OWNER: {
    key: "'usr_' || o.id",
    name: 'o.name',
    joins: 'left join user_account o on o.tenant_id = $1 and o.id = r.owner_id',
  },
  CONTRACT: {
    key: "'sct_' || k.id",
    name: 'k.name',
    joins: `left join entitlement e on e.tenant_id = $1 and e.id = r.entitlement_id
      left join service_contract k on k.tenant_id = $1 and k.id = e.contract_id`,
  },
  SEGMENT: {
    key: "'seg_' || g.id",
    name: 'g.name',
    joins: `left join segment_membership m on m.tenant_id = $1 and m.customer_id = r.customer_id and m.current and m.deleted_at is null
      left join segment g on g.tenant_id = $1 and g.id = m.segment_id and g.deleted_at is null`,
  },
} as const;
export type MeasureGroup = keyof typeof GROUPS;

export interface RequestMeasures {
  /** Id or value of the group; null for requests that have none. */
  readonly key: string | null;
  readonly name: string | null;
  readonly opened: number;
  readonly open: number;
  readonly openForDays: number | null;
  readonly responseSeconds: number | null;
  readonly responseSeconds90: number | null;
  readonly resolutionSeconds: number | null;
  readonly resolutionSeconds90: number | null;
  readonly breached: Interval | null;
  readonly reopened: Interval | null;
  readonly solvedAtOnce: Interval | null;
  readonly satisfaction: Interval | null;
  readonly effort: Interval | null;
}

interface Row extends Pick<RequestMeasures, 'key' | 'name' | 'opened' | 'open'> {
  readonly open_for_days: number | null;
  readonly response: number | null;
  readonly response90: number | null;
  readonly resolution: number | null;
  readonly resolution90: number | null;
  readonly clocks: number;
  readonly breaches: number;
  readonly solved: number;
  readonly reopened: number;
  readonly at_once: number;
  readonly satisfied: number;
  readonly satisfaction: number | null;
  readonly satisfaction_deviation: number | null;
  readonly eased: number;
  readonly effort: number | null;
  readonly effort_deviation: number | null;
}

export function assertSpan(from: string, until: string): void {
  const days = (Date.parse(until) - Date.parse(from)) / DAY_MS;
  if (!(days > 0)) reject('until', 'must be later than from.');
  if (days > MAX_DAYS) reject('until', `must be at most ${MAX_DAYS} days after from.`);
}

/**
 * How service was for requests that were opened between two instants (O10): speed in business time, accuracy, what
 * customers say, each with how sure that is. Times are those of clocks that stopped.
 */
export async function requestMeasures(
  { reader, access, tenant }: RequestContext,
  { from, until, group }: { readonly from: string; readonly until: string; readonly group: MeasureGroup },
): Promise<RequestMeasures[]> {
  access.requirePermission(readMeasures);
  assertSpan(from, until);
  const { key, name, joins } = GROUPS[group];
  const quantile = (milestone: string, share: number) =>
    `percentile_cont(${share}) within group (order by c_${milestone}.counted_seconds) filter (where c_${milestone}.state = 'STOPPED') / 1000.0`;
  const rows = await reader.run<Row>({
    text: `
with requests as (
  select r.*, ${key} as group_key, ${name} as group_name from service_request r
  join customer u on u.tenant_id = $1 and u.id = r.customer_id
  ${joins}
  where r.tenant_id = $1 and r.deleted_at is null and r.state <> 'REJECTED' and r.created_at >= $2 and r.created_at < $3)
select group_key as key, min(group_name) as name, count(*)::int as opened,
  count(*) filter (where r.open)::int as open,
  (avg(extract(epoch from now() - r.created_at)) filter (where r.open) / 86400)::float8 as open_for_days,
  (${quantile('first', 0.5)})::float8 as response, (${quantile('first', 0.9)})::float8 as response90,
  (${quantile('last', 0.5)})::float8 as resolution, (${quantile('last', 0.9)})::float8 as resolution90,
  (count(c_first.id) + count(c_last.id))::int as clocks,
  (count(c_first.breached_at) + count(c_last.breached_at))::int as breaches,
  count(*) filter (where r.resolved_at is not null or r.reopened_count > 0)::int as solved,
  count(*) filter (where r.reopened_count > 0)::int as reopened,
  count(*) filter (where r.resolved_at is not null and r.reopened_count = 0 and w.words <= 1)::int as at_once,
  count(r.satisfaction)::int as satisfied, avg(r.satisfaction)::float8 as satisfaction, stddev_samp(r.satisfaction)::float8 as satisfaction_deviation,
  count(r.effort)::int as eased, avg(r.effort)::float8 as effort, stddev_samp(r.effort)::float8 as effort_deviation
from requests r
left join sla_clock c_first on c_first.tenant_id = $1 and c_first.request_id = r.id and c_first.milestone = 'FIRST_RESPONSE'
left join sla_clock c_last on c_last.tenant_id = $1 and c_last.request_id = r.id and c_last.milestone = 'RESOLUTION'
left join lateral (
  select count(*) as words from service_message g
  where g.tenant_id = $1 and g.request_id = r.id and g.deleted_at is null and not g.from_customer and not g.automatic) w on true
group by group_key order by count(*) desc, group_key limit 200`,
    values: [tenant.id, from, until],
  });
  return rows.map((row) => ({
    key: row.key,
    name: row.name,
    opened: row.opened,
    open: row.open,
    openForDays: row.open_for_days,
    responseSeconds: row.response,
    responseSeconds90: row.response90,
    resolutionSeconds: row.resolution,
    resolutionSeconds90: row.resolution90,
    breached: shareIn(row.breaches, row.clocks),
    reopened: shareIn(row.reopened, row.solved),
    solvedAtOnce: shareIn(row.at_once, row.solved),
    satisfaction: meanOf(
      { count: row.satisfied, mean: row.satisfaction ?? 0, deviation: row.satisfaction_deviation ?? 0 },
      [1, 5],
    ),
    effort: meanOf({ count: row.eased, mean: row.effort ?? 0, deviation: row.effort_deviation ?? 0 }, [1, 7]),
  }));
}
