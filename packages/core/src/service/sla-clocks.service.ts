import { idOf, RapportError, ref, type UnitOfWork } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Task } from '../interactions/index.ts';
import { type Policy, type Promised, targetsOf } from './agreement.service.ts';
import { modeIn, startClock, turnClock } from './clock-arithmetic.ts';
import { ServiceRequest } from './service-request.record.ts';
import { slaAlert } from './sla-alert.event.ts';
import { SlaClock, type SlaSignal } from './sla-clock.record.ts';
import { type Clock, clockDueAt, clocksOf, columnsOf, dueClocks, newClock } from './sla-clock.store.ts';
import { writeClocks } from './sla-clock.writes.ts';

/** Clocks that one transaction lets signal. */
const BATCH = 200;

/** The clocks of a new request. */
export function newClocks(
  { policy, targets, openHours }: Promised,
  requestId: string,
  at: number,
  state: string,
): Clock[] {
  return targets.map(({ milestone, target }) => {
    const terms = { milestone, target, pausesForThird: policy.pausesForThird, openHours };
    const { id: policyId, calendarId } = policy;
    const clock = { id: crypto.randomUUID(), requestId, policyId, calendarId, startedAt: at, terms, signals: policy };
    return { ...newClock(clock), count: startClock(at, modeIn(state, terms, false)) };
  });
}

/** The moment that matters next: the earliest at which one of the clocks runs out, or did and still runs. */
export function nextDueAt(clocks: readonly Clock[]): string | null {
  const due = clocks.map(clockDueAt).filter((at) => at !== null);
  return due.length === 0 ? null : new Date(Math.min(...due)).toISOString();
}

/** A change of a request that may make its clocks do something else. */
export interface Turn {
  readonly requestUuid: string;
  readonly at: number;
  readonly state: string;
  readonly respondedAt: number | null;
  /** Targets in milliseconds by milestone, where they are others now. */
  readonly targets?: ReadonlyMap<string, number>;
}

/** The clocks of a request as a change leaves them; they are locked, and not written yet. */
export async function turnClocks(
  work: UnitOfWork,
  { requestUuid, at, state, respondedAt, targets }: Turn,
): Promise<Clock[]> {
  const clocks = await clocksOf(work, requestUuid);
  return clocks.map((clock) => {
    const target = clock.count.breachedAt === null ? targets?.get(clock.terms.milestone) : undefined;
    const terms = { ...clock.terms, ...(target !== undefined && { target }) };
    const responded = respondedAt !== null;
    const mode = modeIn(state, terms, responded);
    // The first answer may lie before this moment, as when it is noted later.
    const turnedAt = terms.milestone === 'FIRST_RESPONSE' && responded ? Math.max(respondedAt, clock.count.at) : at;
    const count = mode === clock.count.mode ? clock.count : turnClock(clock.count, turnedAt, mode, terms);
    return { ...clock, terms, count };
  });
}

/** Writes clocks that turned, and tells what they could not tell any more: a clock that stopped too late. */
export async function keepTurned(work: UnitOfWork, clocks: readonly Clock[]): Promise<Clock[]> {
  const kept: Clock[] = [];
  for (const clock of clocks) {
    const isUntold =
      clock.count.breachedAt !== null && (clock.nextSignal === 'WARNING' || clock.nextSignal === 'BREACH');
    if (isUntold) await tell(work, clock, 'BREACH');
    kept.push(isUntold ? { ...clock, nextSignal: afterBreach(clock) } : clock);
  }
  return kept;
}

const afterBreach = ({ signals }: Clock): SlaSignal | null => (signals.escalations.length > 0 ? 'ESCALATION' : null);

/** Lets clocks signal that are due; true when there may be more of them. */
export async function ringClocks(work: UnitOfWork): Promise<boolean> {
  const due = await dueClocks(work, BATCH);
  const rung: Clock[] = [];
  for (const clock of due) {
    const signal = clock.nextSignal;
    if (signal) await tell(work, clock, signal);
    rung.push(afterSignal(clock));
  }
  await writeClocks(work, { turned: rung });
  return due.length === BATCH;
}

function afterSignal(clock: Clock): Clock {
  const { nextSignal, count, signals, escalated, terms } = clock;
  if (nextSignal === 'WARNING') return { ...clock, nextSignal: 'BREACH' };
  if (nextSignal === 'BREACH') {
    const breachedAt = count.breachedAt ?? clockDueAt(clock) ?? Date.now();
    return { ...clock, count: { ...count, breachedAt }, nextSignal: afterBreach(clock), terms };
  }
  const more = escalated + 1 < signals.escalations.length;
  return { ...clock, escalated: escalated + 1, nextSignal: more ? 'ESCALATION' : null };
}

async function tell(work: UnitOfWork, clock: Clock, signal: SlaSignal): Promise<void> {
  const { next_signal_at, breached_at, due_at } = columnsOf(clock);
  const at = signal === 'BREACH' ? (breached_at ?? due_at) : next_signal_at;
  const userId = signal === 'ESCALATION' ? clock.signals.escalations[clock.escalated]?.userId : undefined;
  await work.publish(
    slaAlert,
    {
      milestone: clock.terms.milestone,
      signal,
      at: at ?? new Date().toISOString(),
      clockId: idOf(SlaClock, clock.id),
      ...(userId !== undefined && { userId }),
    },
    ref(ServiceRequest, idOf(ServiceRequest, clock.requestId)),
  );
  if (userId !== undefined) await callIn(work, clock, userId);
}

/** Whoever is called in gets a task that cannot wait. */
async function callIn(work: UnitOfWork, { requestId }: Clock, userId: string): Promise<void> {
  const [request] = await work.run<{ subject: string; customer_id: string }>({
    text: 'select subject, customer_id from service_request where tenant_id = $1 and id = $2 and deleted_at is null',
    values: [work.context.tenant.id, requestId],
  });
  if (!request) return;
  const task = {
    title: `Overdue: ${request.subject}`.slice(0, 300),
    description: idOf(ServiceRequest, requestId),
    urgent: true,
    important: true,
    assigneeId: userId,
    customerId: idOf(Customer, request.customer_id),
  };
  // Whoever has left since cannot be called in; the alert tells it, and other clocks must not wait for him.
  const all = work.unlimited;
  await all
    .nested(() => all.create(Task, task))
    .catch((error: unknown) => {
      if (!(error instanceof RapportError)) throw error;
    });
}

/** Targets of a request's clocks for another priority, in milliseconds by milestone. */
export async function targetsAt(work: UnitOfWork, requestUuid: string, priority: number): Promise<Map<string, number>> {
  const rows = await work.run<Pick<Policy, 'targets'>>({
    text: `
select p.targets from sla_policy p
where p.tenant_id = $1 and p.id = (select policy_id from sla_clock where tenant_id = $1 and request_id = $2 limit 1)`,
    values: [work.context.tenant.id, requestUuid],
  });
  return new Map(
    rows.flatMap((policy) => targetsOf(policy, priority).map(({ milestone, target }) => [milestone, target])),
  );
}

/** Lets the clocks of a request tell nothing any more, or tell again. */
export async function silenceClocks(work: UnitOfWork, requestUuid: string, silent: boolean): Promise<void> {
  if (!silent) return writeClocks(work, { turned: await clocksOf(work, requestUuid) });
  await work.run({
    text: 'update sla_clock set next_signal_at = null where tenant_id = $1 and request_id = $2',
    values: [work.context.tenant.id, requestUuid],
  });
}
