import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OpenHours, TAIWAN_HOLIDAYS } from '../calendars/index.ts';
import {
  type ClockTerms,
  dueOf,
  modeIn,
  replayClock,
  type StateStep,
  startClock,
  turnClock,
} from './clock-arithmetic.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-02-10T00:00:00Z');
const zones = fc.constantFrom('Asia/Taipei', 'Europe/Berlin', 'America/New_York');
const termsOf = (
  timeZone: string,
  milestone: ClockTerms['milestone'],
  target: number,
  pausesForThird: boolean,
): ClockTerms => ({
  milestone,
  target,
  pausesForThird,
  openHours: new OpenHours({
    timeZone,
    hours: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'].map((day) => ({
      day,
      from: '09:00',
      until: '18:00',
    })),
    exceptions: TAIWAN_HOLIDAYS,
  }),
});
const terms = fc
  .tuple(
    zones,
    fc.constantFrom('FIRST_RESPONSE' as const, 'RESOLUTION' as const),
    fc.integer({ min: 1, max: 60 * HOUR }),
    fc.boolean(),
  )
  .map((each) => termsOf(...each));

const NEXT: Readonly<Record<string, readonly string[]>> = {
  NEW: ['ASSIGNED', 'REJECTED', 'DUPLICATE'],
  ASSIGNED: ['IN_PROGRESS', 'ASSIGNED'],
  IN_PROGRESS: ['WAITING_CUSTOMER', 'WAITING_THIRD', 'RESOLVED'],
  WAITING_CUSTOMER: ['IN_PROGRESS'],
  WAITING_THIRD: ['IN_PROGRESS'],
  RESOLVED: ['CLOSED', 'REOPENED'],
  CLOSED: ['REOPENED'],
  REOPENED: ['IN_PROGRESS'],
};
/** Ways that a request can go, with moments that rise. */
const lives = fc
  .array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 40 * HOUR })), { maxLength: 25 })
  .map((choices) => {
    const steps: StateStep[] = [{ at: START, state: 'NEW' }];
    for (const [choice, pause] of choices) {
      const last = steps.at(-1) ?? { at: START, state: 'NEW' };
      const next = NEXT[last.state] ?? [];
      const state = next[choice % Math.max(1, next.length)];
      if (state) steps.push({ at: last.at + pause, state });
    }
    return steps;
  });

describe('a clock', () => {
  test('[iS1] counts business time outside of the states in which it stands still, and nothing else', () => {
    fc.assert(
      fc.property(terms, lives, (promised, steps) => {
        const count = replayClock(steps, null, promised);
        let expected = 0;
        for (const [index, { at, state }] of steps.entries()) {
          const next = steps[index + 1];
          if (next && modeIn(state, promised, false) === 'RUNNING') expected += promised.openHours.elapsed(at, next.at);
        }
        const last = steps.at(-1)?.at ?? START;
        const counted =
          count?.mode === 'RUNNING' ? count.counted + promised.openHours.elapsed(count.at, last) : count?.counted;
        expect(counted).toBe(expected);
      }),
      { numRuns: 100 },
    );
  });

  test('[iS1] that is turned step by step is the one that is worked out from the steps', () => {
    fc.assert(
      fc.property(terms, lives, fc.option(fc.integer({ min: 0, max: 100 * HOUR })), (promised, steps, response) => {
        const respondedAt = response === null ? null : START + response;
        const replayed = replayClock(steps, respondedAt, promised);
        // As a request does it: one change after the other, at the moment of each.
        const changes = [
          ...steps.slice(1).map(({ at, state }) => ({ at, state })),
          ...(respondedAt === null ? [] : [{ at: respondedAt, state: null }]),
        ];
        changes.sort((a, b) => a.at - b.at);
        let state = 'NEW';
        let count = startClock(START, modeIn(state, promised, respondedAt !== null && respondedAt <= START));
        for (const change of changes) {
          state = change.state ?? state;
          const mode = modeIn(state, promised, respondedAt !== null && respondedAt <= change.at);
          if (mode !== count.mode) count = turnClock(count, change.at, mode, promised);
        }
        expect(count).toEqual(replayed);
      }),
      { numRuns: 100 },
    );
  });

  test('[iS1] is over exactly when as much business time has passed as was promised', () => {
    fc.assert(
      fc.property(terms, lives, (promised, steps) => {
        const count = replayClock(steps, null, promised);
        if (count?.mode !== 'RUNNING' || count.breachedAt !== null) return;
        const due = dueOf(count, promised) ?? 0;
        expect(count.counted + promised.openHours.elapsed(count.at, due)).toBe(promised.target);
        expect(turnClock(count, due, 'STOPPED', promised).breachedAt).toBe(due);
        expect(turnClock(count, due - 1, 'STOPPED', promised).breachedAt).toBeNull();
      }),
      { numRuns: 100 },
    );
  });

  test('for the first answer never runs again once we answered', () => {
    const first = termsOf('Asia/Taipei', 'FIRST_RESPONSE', 4 * HOUR, true);
    const steps = [
      { at: START, state: 'NEW' },
      { at: START + 3 * HOUR, state: 'RESOLVED' },
      { at: START + 50 * HOUR, state: 'REOPENED' },
    ];
    expect(replayClock(steps, START + 2 * HOUR, first)).toEqual({
      mode: 'STOPPED',
      counted: HOUR,
      at: START + 2 * HOUR,
      breachedAt: null,
    });
  });
});
