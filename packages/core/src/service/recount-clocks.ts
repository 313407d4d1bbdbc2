import { type AfterHandler, idOf, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { BusinessCalendar, openHoursOf } from '../calendars/index.ts';
import { dueMoved } from './due-moved.event.ts';

/** Openings hold it shared from before they read a calendar: so those that counted with the former one are there to be found. */
export const OPENINGS_LOCK = "hashtextextended('service/openings', $1)";

/** Requests whose clocks one transaction counts: those who work on them wait for it. */
const BATCH = 1_000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** States of a request in which no clock of it runs; `WAITING_THIRD` is one where the clock says so. */
const STILL = "('RESOLVED', 'CLOSED', 'DUPLICATE', 'REJECTED', 'WAITING_CUSTOMER')";

const milliseconds = (at: string) => `round(extract(epoch from ${at}) * 1000)::float8`;
const instant = (at: string) => `to_timestamp(${at} / 1000)`;
/** Business time that has passed at a moment, since the first of the intervals. */
const passedAt = (at: string) =>
  `coalesce((select ($5::float8[])[i] + least(${at}, ($4::float8[])[i]) - ($3::float8[])[i] from width_bucket(${at}, $3::float8[]) i), 0)`;
/** The first moment at which so much has passed. Lengths are whole milliseconds. */
const momentAt = (passed: string) =>
  `(select ($3::float8[])[i] + ${passed} - ($5::float8[])[i] from width_bucket(${passed} - 0.5, $5::float8[]) i)`;
/** When a clock has counted so much if it goes on running. */
const countedAt = (counted: string) =>
  `case when n.state = 'RUNNING' then case when ${counted} <= n.counted then n.at else ${momentAt(`(${passedAt('n.at')} + ${counted} - n.counted)`)} end end`;
const AFTER = "coalesce((n.chain -> n.escalations ->> 'afterMinutes')::float8, 0) * 60000";

const COUNTS = "c.state <> 'STOPPED' and c.deleted_at is null";

/**
 * Clocks of a calendar that have not stopped, counted anew from the steps of their requests. What a clock has told stays told;
 * one that stands still and is over by this count tells so at once.
 */
const RECOUNT = `
with clock as materialized (
  select c.id, c.request_id, c.state, c.target_seconds::float8 as target, ${milliseconds('c.counted_at')} as at,
    ${milliseconds('c.breached_at')} as told_at, c.next_signal, c.escalations, c.pauses_for_third, p.warn_at_percent,
    p.escalations as chain
  from sla_clock c
  join sla_policy p on p.tenant_id = $1 and p.id = c.policy_id
  join service_request r on r.tenant_id = $1 and r.id = c.request_id and r.deleted_at is null
  where c.tenant_id = $1 and c.calendar_id = $2 and c.request_id > $6 and c.request_id <= $7 and ${COUNTS}),
step as (
  select s.request_id, s.to_state, ${milliseconds('s.taken_at')} as since,
    lead(${milliseconds('s.taken_at')}) over (partition by s.request_id order by s.taken_at, s.id) as until
  from service_request_step s where s.tenant_id = $1 and s.request_id in (select request_id from clock)),
ran as (
  select k.id, t.passed, t.length, sum(t.length) over (partition by k.id order by s.since) - t.length as before
  from clock k
  join step s on s.request_id = k.request_id and s.since < k.at
    and s.to_state not in ${STILL} and not (s.to_state = 'WAITING_THIRD' and k.pauses_for_third)
  cross join lateral (
    select ${passedAt('s.since')} as passed, ${passedAt('least(s.until, k.at)')} - ${passedAt('s.since')} as length) t),
counted as (
  select k.*, coalesce(r.counted, 0) as counted, coalesce(k.told_at, r.over_at) as over_at
  from clock k left join (
    select k.id, sum(r.length) as counted,
      min(${momentAt('(r.passed + k.target - r.before)')}) filter (where r.before < k.target and r.before + r.length >= k.target) as over_at
    from clock k join ran r on r.id = k.id group by k.id) r on r.id = k.id),
signal as (
  select n.*, case when n.told_at is null and n.over_at is not null then 'BREACH' else n.next_signal end as signal,
    case when n.state = 'RUNNING' then coalesce(n.over_at, ${countedAt('n.target')}) end as due
  from counted n),
anew as (
  select n.id, n.request_id, n.counted, n.over_at, n.signal, n.due,
    case n.signal
      when 'WARNING' then ${countedAt('floor(n.target * n.warn_at_percent / 100)')}
      when 'BREACH' then coalesce(n.over_at, n.due)
      when 'ESCALATION' then ${countedAt(`n.target + ${AFTER}`)} end as signal_at
  from signal n),
moved as (
  update sla_clock c set version = c.version + 1, updated_at = now(), counted_seconds = a.counted::bigint,
    due_at = ${instant('a.due')}, breached_at = ${instant('a.over_at')}, next_signal = a.signal, next_signal_at = ${instant('a.signal_at')}
  from anew a
  where c.tenant_id = $1 and c.id = a.id and (c.counted_seconds, c.due_at, c.next_signal, c.next_signal_at)
    is distinct from (a.counted::bigint, ${instant('a.due')}, a.signal, ${instant('a.signal_at')})),
due as (select request_id, ${instant('min(due)')} as at from anew group by request_id),
request as (
  update service_request r set due_at = d.at, updated_at = now() from due d
  where r.tenant_id = $1 and r.id = d.request_id and r.due_at is distinct from d.at returning r.id)
select coalesce((select array_agg(id) from request), '{}') as requests`;

/** The next requests that have such clocks, locked before their clocks as their steps do, and the last of them. */
const NEXT_REQUESTS = `
with next as (
  select distinct c.request_id from sla_clock c
  where c.tenant_id = $1 and c.calendar_id = $2 and c.request_id > $3 and ${COUNTS} order by c.request_id limit ${BATCH}),
locked as materialized (
  select r.id from service_request r
  where r.tenant_id = $1 and r.id in (select request_id from next) order by r.id for no key update)
select n.request_id as last, (select count(*) from locked) from next n order by n.request_id desc limit 1`;

/** Their clocks, locked; and what is to be counted: from the first beginning to the end of the longest promise. */
const STRETCH = `
with clock as materialized (
  select c.started_at, c.target_seconds, c.policy_id from sla_clock c
  where c.tenant_id = $1 and c.calendar_id = $2 and c.request_id > $3 and c.request_id <= $4 and ${COUNTS}
  order by c.id for no key update)
select ${milliseconds('min(c.started_at)')} as since, max(c.target_seconds)::float8 as target,
  max(coalesce((p.escalations -> -1 ->> 'afterMinutes')::float8, 0)) * 60000 as after
from clock c join sla_policy p on p.tenant_id = $1 and p.id = c.policy_id`;

/** Counts the clocks of a calendar anew that has changed. Doing it twice changes nothing more. */
export const recountCalendar: AfterHandler = {
  id: 'recount-clocks',
  events: ['businessCalendar.updated'],
  run: async ({ recordId }, { transaction }) => {
    if (!recordId) return;
    const calendar = uuidOf(BusinessCalendar, recordId);
    await transaction((work) =>
      work.run({ text: `select pg_advisory_xact_lock(${OPENINGS_LOCK})`, values: [work.context.tenant.id] }),
    );
    let last: string | undefined = BEFORE_ALL;
    while (last !== undefined) {
      const after: string = last;
      last = await transaction((work) => recountSome(work, calendar, after));
    }
  },
};

/** Counts those of the next requests, and tells which are due at another moment; the last of them, if there were any. */
async function recountSome(work: UnitOfWork, calendar: string, after: string): Promise<string | undefined> {
  const tenantId = work.context.tenant.id;
  const [next] = await work.run<{ last: string }>({ text: NEXT_REQUESTS, values: [tenantId, calendar, after] });
  if (!next) return undefined;
  // What follows sees requests and clocks as they are under the locks.
  const [stretch] = await work.run<{ since: number | null; target: number; after: number }>({
    text: STRETCH,
    values: [tenantId, calendar, after, next.last],
  });
  if (stretch?.since == null) return next.last;
  const openHours = await openHoursOf(work, tenantId, calendar);
  const now = Date.now();
  const until = openHours.add(now, stretch.target + stretch.after) ?? now;
  const { starts, ends, before } = openHours.intervals(stretch.since, until);
  const [counted] = await work.run<{ requests: string[] }>({
    text: RECOUNT,
    values: [tenantId, calendar, starts, ends, before, after, next.last],
  });
  const { requests = [] } = counted ?? {};
  if (requests.length > 0)
    await work.publishRows(dueMoved, {
      text: `
select id, jsonb_strip_nulls(jsonb_build_object('calendarId', $3::text, 'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) as payload
from service_request where tenant_id = $1 and id = any($2::uuid[])`,
      values: [tenantId, requests, idOf(BusinessCalendar, calendar)],
    });
  return next.last;
}
