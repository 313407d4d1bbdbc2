import type { UnitOfWork } from '@rapport/sdk';
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
