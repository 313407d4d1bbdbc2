import { describe, expect, test } from '@jest/globals';
import { checkCron, dueTimes, MAX_CATCH_UP } from './cron.ts';

const nightly = { cron: '0 3 * * *', timeZone: 'Asia/Taipei' } as const;
const at = (text: string) => new Date(`2026-03-${text}Z`);

describe('times that passed while nothing ran', () => {
  const [first, now] = [at('01T19:00:00'), at('04T08:00:00')];
  const next = at('04T19:00:00');

  test.each([
    ['skip', []],
    ['once', [at('03T19:00:00')]],
    ['all', [at('01T19:00:00'), at('02T19:00:00'), at('03T19:00:00')]],
  ] as const)('%s', (catchUp, due) => {
    expect(dueTimes({ ...nightly, catchUp }, first, now)).toEqual({ due, next });
  });

  test('what is a moment late was not missed', () => {
    const late = at('01T19:00:30');
    expect(dueTimes({ ...nightly, catchUp: 'skip' }, first, late).due).toEqual([first]);
  });

  test('too many of them are made up for in several steps', () => {
    const everyMinute = { cron: '* * * * *', catchUp: 'all' } as const;
    const { due, next: goesOn } = dueTimes(everyMinute, at('01T00:00:00'), at('03T00:00:00'));
    expect(due).toHaveLength(MAX_CATCH_UP);
    expect(goesOn).toEqual(new Date(at('01T00:00:00').getTime() + MAX_CATCH_UP * 60_000));
  });

  test('an hour that the clocks skip is done at the next one there is, and none is done twice', () => {
    const early = { cron: '30 2 * * *', timeZone: 'Europe/Berlin', catchUp: 'all' } as const;
    const { due } = dueTimes(early, at('28T01:30:00'), at('31T00:00:00'));
    expect(due).toHaveLength(3);
  });
});

test.each([
  ['nonsense', undefined],
  ['0 3 30 2 *', undefined],
  ['0 3 * * *', 'Mars/Olympus'],
  ['* * * * * *', undefined],
])('the rule %s in %s is refused with what to do', (cron, timeZone) => {
  const rule = { cron, catchUp: 'skip', ...(timeZone && { timeZone }) } as const;
  expect(() => checkCron(rule, 'The plugin "x": the job "y"')).toThrow(
    expect.objectContaining({ code: 'PLUGIN_INVALID', hint: expect.stringContaining('five parts') }),
  );
});
