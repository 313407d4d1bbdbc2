import type { OpenHours } from '../calendars/index.ts';
import type { SlaMilestone } from './sla-policy.record.ts';

export type ClockMode = 'RUNNING' | 'PAUSED' | 'STOPPED';

/** How far a clock is. Instants and lengths are milliseconds. */
export interface ClockCount {
  readonly mode: ClockMode;
  /** Business time that had passed at `at`. */
  readonly counted: number;
  readonly at: number;
  readonly breachedAt: number | null;
}

/** What a clock was promised. */
export interface ClockTerms {
  readonly milestone: SlaMilestone;
  readonly target: number;
  readonly pausesForThird: boolean;
  readonly openHours: OpenHours;
}

/** A step of a request: from `at` on it is in this state. */
export interface StateStep {
  readonly at: number;
  readonly state: string;
}

/** What a clock does in a state of its request. A first answer stops the clock that waits for it for good. */
export function modeIn(
  state: string,
  { milestone, pausesForThird }: Pick<ClockTerms, 'milestone' | 'pausesForThird'>,
  responded: boolean,
): ClockMode {
  if (milestone === 'FIRST_RESPONSE' && responded) return 'STOPPED';
  switch (state) {
    case 'RESOLVED':
    case 'CLOSED':
    case 'DUPLICATE':
    case 'REJECTED':
      return 'STOPPED';
    case 'WAITING_CUSTOMER':
      return 'PAUSED';
    case 'WAITING_THIRD':
      return pausesForThird ? 'PAUSED' : 'RUNNING';
    default:
      return 'RUNNING';
  }
}

export const startClock = (at: number, mode: ClockMode): ClockCount => ({ mode, counted: 0, at, breachedAt: null });

/** The clock at a later moment, from which on it does something else. */
export function turnClock(
  count: ClockCount,
  at: number,
  mode: ClockMode,
  { target, openHours }: ClockTerms,
): ClockCount {
  if (count.mode !== 'RUNNING') return { ...count, mode, at };
  const counted = count.counted + openHours.elapsed(count.at, at);
  const isOver = count.breachedAt === null && counted >= target;
  const breachedAt = isOver ? (openHours.add(count.at, target - count.counted) ?? at) : count.breachedAt;
  return { mode, counted, at, breachedAt };
}

/** When the time of a running clock is over; of one that is over already, when it was. */
export function dueOf(count: ClockCount, { target, openHours }: ClockTerms): number | null {
  if (count.breachedAt !== null) return count.breachedAt;
  if (count.mode !== 'RUNNING') return null;
  return openHours.add(count.at, Math.max(0, target - count.counted)) ?? null;
}

/** When so much business time has passed of a running clock; null when it does not run. */
export function momentOf(count: ClockCount, counted: number, { openHours }: ClockTerms): number | null {
  if (count.mode !== 'RUNNING') return null;
  return openHours.add(count.at, Math.max(0, counted - count.counted)) ?? null;
}

/**
 * A clock worked out anew from the steps of its request, in order, and the moment of the first answer (iS1): what is kept
 * of it must be the same.
 */
export function replayClock(
  steps: readonly StateStep[],
  respondedAt: number | null,
  terms: ClockTerms,
): ClockCount | undefined {
  const [first, ...later] = steps;
  if (!first) return undefined;
  const turns = [
    ...later.map(({ at, state }) => ({ at, state })),
    ...(respondedAt === null ? [] : [{ at: respondedAt, state: null }]),
  ];
  turns.sort((a, b) => a.at - b.at);
  let state = first.state;
  let count = startClock(first.at, modeIn(state, terms, respondedAt !== null && respondedAt <= first.at));
  for (const turn of turns) {
    state = turn.state ?? state;
    const mode = modeIn(state, terms, respondedAt !== null && respondedAt <= turn.at);
    if (mode !== count.mode) count = turnClock(count, turn.at, mode, terms);
  }
  return count;
}
