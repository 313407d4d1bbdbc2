import { type UnitOfWork, User, uuidOf } from '@rapport/sdk';
import { openHoursOf } from '../calendars/index.ts';
import { type ClockCount, type ClockMode, type ClockTerms, dueOf, momentOf, startClock } from './clock-arithmetic.ts';
import type { SlaSignal } from './sla-clock.record.ts';
import type { SlaEscalation, SlaMilestone } from './sla-policy.record.ts';

/** What a policy says of the signals of its clocks. */
export interface SignalTerms {
  readonly warnAtPercent: number;
  readonly escalations: readonly SlaEscalation[];
}

/** A clock with all that its next turn needs. */
export interface Clock {
  readonly id: string;
  readonly requestId: string;
  readonly policyId: string;
  readonly calendarId: string;
  readonly startedAt: number;
  readonly terms: ClockTerms;
  readonly signals: SignalTerms;
  readonly count: ClockCount;
  readonly nextSignal: SlaSignal | null;
  readonly escalated: number;
}

/** A clock that begins to run with its request. */
export const newClock = (clock: Omit<Clock, 'count' | 'nextSignal' | 'escalated'>): Clock => ({
  ...clock,
  count: startClock(clock.startedAt, 'RUNNING'),
  nextSignal: 'WARNING',
  escalated: 0,
});

/** Columns of a clock that change, as they are written. */
export interface ClockColumns {
  readonly id: string;
  readonly state: ClockMode;
  readonly target_seconds: number;
  readonly counted_seconds: number;
  readonly counted_at: string;
  readonly paused_since: string | null;
  readonly due_at: string | null;
  readonly breached_at: string | null;
  readonly stopped_at: string | null;
  readonly next_signal: string | null;
  readonly next_signal_at: string | null;
  readonly escalations: number;
}

const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** When a clock tells what it tells next. */
function signalAt({ nextSignal, terms, signals, count, escalated }: Clock): number | null {
  switch (nextSignal) {
    case 'WARNING':
      return momentOf(count, Math.floor((terms.target * signals.warnAtPercent) / 100), terms);
    case 'BREACH':
      return count.mode === 'RUNNING' ? dueOf(count, terms) : null;
    case 'ESCALATION':
      return momentOf(count, terms.target + (signals.escalations[escalated]?.afterMinutes ?? 0) * 60_000, terms);
    default:
      return null;
  }
}

/** When the time of a clock is over, as long as it runs. */
export const clockDueAt = ({ count, terms }: Clock): number | null =>
  count.mode === 'RUNNING' ? dueOf(count, terms) : null;

export function columnsOf(clock: Clock): ClockColumns {
  const { id, terms, count, nextSignal, escalated } = clock;
  return {
    id,
    state: count.mode,
    // Decimals are kept in units of their last digit.
    target_seconds: terms.target,
    counted_seconds: count.counted,
    counted_at: new Date(count.at).toISOString(),
    paused_since: count.mode === 'PAUSED' ? instant(count.at) : null,
    due_at: instant(clockDueAt(clock)),
    breached_at: instant(count.breachedAt),
    stopped_at: count.mode === 'STOPPED' ? instant(count.at) : null,
    next_signal: nextSignal,
    next_signal_at: instant(signalAt(clock)),
    escalations: escalated,
  };
}

interface ClockRow {
  readonly id: string;
  readonly request_id: string;
  readonly milestone: SlaMilestone;
  readonly state: ClockMode;
  readonly target_seconds: string;
  readonly counted_seconds: string;
  readonly counted_at: Date;
  readonly started_at: Date;
  readonly breached_at: Date | null;
  readonly next_signal: Clock['nextSignal'];
  readonly escalations: number;
  readonly pauses_for_third: boolean;
  readonly policy_id: string;
  readonly calendar_id: string;
  readonly calendar_version: number;
  readonly warn_at_percent: number;
  readonly policy_escalations: readonly SlaEscalation[];
}

/** `which` is a condition on the clock `c`, from the texts of this module; the tenant is `$1`. */
async function readClocks(work: UnitOfWork, which: string, values: readonly unknown[]): Promise<Clock[]> {
  const tenantId = work.context.tenant.id;
  const rows = await work.run<ClockRow>({
    text: `
select c.*, b.version as calendar_version, p.warn_at_percent, p.escalations as policy_escalations
from sla_clock c
join sla_policy p on p.tenant_id = $1 and p.id = c.policy_id
join business_calendar b on b.tenant_id = $1 and b.id = c.calendar_id
where c.tenant_id = $1 and c.deleted_at is null and ${which}`,
    values: [tenantId, ...values],
  });
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      requestId: row.request_id,
      policyId: row.policy_id,
      calendarId: row.calendar_id,
      startedAt: row.started_at.getTime(),
      terms: {
        milestone: row.milestone,
        target: Number(row.target_seconds),
        pausesForThird: row.pauses_for_third,
        openHours: await openHoursOf(work, tenantId, row.calendar_id, row.calendar_version),
      },
      signals: { warnAtPercent: row.warn_at_percent, escalations: row.policy_escalations },
      count: {
        mode: row.state,
        counted: Number(row.counted_seconds),
        at: row.counted_at.getTime(),
        breachedAt: row.breached_at?.getTime() ?? null,
      },
      nextSignal: row.next_signal,
      escalated: row.escalations,
    })),
  );
}

export const clocksOf = (work: UnitOfWork, requestUuid: string): Promise<Clock[]> =>
  readClocks(work, 'c.request_id = $2 order by c.milestone for no key update of c', [requestUuid]);

/** Those whose next signal is due, first those that are so longest. What another process is at is left to it. */
export const dueClocks = (work: UnitOfWork, limit: number): Promise<Clock[]> =>
  readClocks(
    work,
    `c.next_signal_at <= now() order by c.next_signal_at limit ${limit} for no key update of c skip locked`,
    [],
  );

/** Clocks of a calendar that have not stopped, after the one with this uuid. */
export const clocksOfCalendar = (work: UnitOfWork, calendarUuid: string, after: string, limit: number) =>
  readClocks(
    work,
    `c.calendar_id = $2 and c.state <> 'STOPPED' and c.id > $3 order by c.id limit ${limit} for no key update of c`,
    [calendarUuid, after],
  );

export interface NewStep {
  readonly requestId: string;
  readonly fromState: string | null;
  readonly toState: string;
  readonly takenAt: number;
  readonly reason: string | null;
}

/** Writes new clocks, clocks that turned, and steps, in one statement. No journal tells of them: the request's own does. */
export async function writeClocks(
  work: UnitOfWork,
  {
    started = [],
    turned = [],
    steps = [],
  }: {
    readonly started?: readonly Clock[];
    readonly turned?: readonly Clock[];
    readonly steps?: readonly NewStep[];
  },
): Promise<void> {
  if (started.length + turned.length + steps.length === 0) return;
  const { tenant, access } = work.context;
  const user = access.actor.userId;
  const newClocks = started.map((clock) => ({
    ...columnsOf(clock),
    request_id: clock.requestId,
    milestone: clock.terms.milestone,
    started_at: new Date(clock.startedAt).toISOString(),
    pauses_for_third: clock.terms.pausesForThird,
    policy_id: clock.policyId,
    calendar_id: clock.calendarId,
  }));
  const newSteps = steps.map(({ requestId, fromState, toState, takenAt, reason }) => ({
    request_id: requestId,
    from_state: fromState,
    to_state: toState,
    taken_at: new Date(takenAt).toISOString(),
    reason,
  }));
  await work.run({
    text: `
with started as (
  insert into sla_clock (tenant_id, id, request_id, milestone, started_at, pauses_for_third, policy_id, calendar_id, ${CHANGING})
  select $1, n.id, n.request_id, n.milestone, n.started_at, n.pauses_for_third, n.policy_id, n.calendar_id, ${prefixed('n')}
  from jsonb_to_recordset($2) n(request_id uuid, milestone text, started_at timestamptz, pauses_for_third boolean,
    policy_id uuid, calendar_id uuid, id uuid, ${TYPED})),
turned as (
  update sla_clock c set version = c.version + 1, updated_at = now(), (${CHANGING}) = (${prefixed('t')})
  from jsonb_to_recordset($3) t(id uuid, ${TYPED}) where c.tenant_id = $1 and c.id = t.id)
insert into service_request_step (tenant_id, id, request_id, from_state, to_state, taken_at, reason, user_id)
select $1, gen_random_uuid(), s.request_id, s.from_state, s.to_state, s.taken_at, s.reason, $5
from jsonb_to_recordset($4) s(request_id uuid, from_state text, to_state text, taken_at timestamptz, reason text)`,
    values: [
      tenant.id,
      JSON.stringify(newClocks),
      JSON.stringify(turned.map(columnsOf)),
      JSON.stringify(newSteps),
      user === undefined ? null : uuidOf(User, user),
    ],
  });
}

const COLUMNS = {
  state: 'text',
  target_seconds: 'bigint',
  counted_seconds: 'bigint',
  counted_at: 'timestamptz',
  paused_since: 'timestamptz',
  due_at: 'timestamptz',
  breached_at: 'timestamptz',
  stopped_at: 'timestamptz',
  next_signal: 'text',
  next_signal_at: 'timestamptz',
  escalations: 'integer',
} as const satisfies Record<Exclude<keyof ClockColumns, 'id'>, string>;
const CHANGING = Object.keys(COLUMNS).join(', ');
const TYPED = Object.entries(COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');
const prefixed = (alias: string) =>
  Object.keys(COLUMNS)
    .map((name) => `${alias}.${name}`)
    .join(', ');
