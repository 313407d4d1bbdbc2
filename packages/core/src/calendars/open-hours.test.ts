import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAINLAND_HOLIDAYS, TAIWAN_HOLIDAYS } from './holidays.ts';
import { OpenHours, type OpenHoursDefinition, WEEKDAYS } from './open-hours.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = Date.parse;
const office = (timeZone: string, exceptions: OpenHoursDefinition['exceptions'] = []) =>
  new OpenHours({
    timeZone,
    hours: WEEKDAYS.slice(0, 5).map((day) => ({ day, from: '09:00', until: '18:00' })),
    exceptions,
  });
const iso = (instant: number | undefined) => new Date(instant ?? Number.NaN).toISOString();

describe('business time', () => {
  test('[O6] passes only in open hours', () => {
    const taipei = office('Asia/Taipei');
    // Friday 17:00 to Monday 10:00 in Taipei.
    expect(taipei.elapsed(at('2026-03-06T09:00:00Z'), at('2026-03-09T02:00:00Z'))).toBe(2 * HOUR);
    expect(iso(taipei.add(at('2026-03-06T09:00:00Z'), 2 * HOUR))).toBe('2026-03-09T02:00:00.000Z');
    // What ends with the day is due then, and not on the next one.
    expect(iso(taipei.add(at('2026-03-06T09:00:00Z'), HOUR))).toBe('2026-03-06T10:00:00.000Z');
    expect(taipei.isOpen(at('2026-03-06T10:00:00Z'))).toBe(false);
    expect(taipei.isOpen(at('2026-03-06T09:59:59Z'))).toBe(true);
  });

  test('[O6] knows holidays of Taiwan, and days of the weekend that are worked on the mainland', () => {
    const taipei = office('Asia/Taipei', TAIWAN_HOLIDAYS);
    expect(taipei.elapsed(at('2026-02-13T10:00:00Z'), at('2026-02-23T01:00:00Z'))).toBe(0);
    expect(taipei.isOpen(at('2025-02-08T03:00:00Z'))).toBe(true);
    const shanghai = office('Asia/Shanghai', MAINLAND_HOLIDAYS);
    expect(shanghai.isOpen(at('2026-02-14T03:00:00Z'))).toBe(true);
    expect(shanghai.isOpen(at('2026-02-21T03:00:00Z'))).toBe(false);
    // From the eve of the week in October to the Saturday that is worked for it.
    expect(shanghai.elapsed(at('2026-09-30T10:00:00Z'), at('2026-10-10T10:00:00Z'))).toBe(3 * 9 * HOUR);
  });

  test('[O6] is not in an hour that clocks skip, and twice in one that they show twice', () => {
    const nights = new OpenHours({
      timeZone: 'Europe/Berlin',
      hours: [{ day: 'SUNDAY', from: '01:30', until: '03:30' }],
      exceptions: [],
    });
    const night = (day: string) => nights.elapsed(at(`${day}T00:00:00Z`) - 12 * HOUR, at(`${day}T12:00:00Z`));
    expect(night('2026-03-22')).toBe(2 * HOUR);
    expect(night('2026-03-29')).toBe(HOUR);
    expect(night('2026-10-25')).toBe(3 * HOUR);
  });

  test('[O6] never comes where nothing is open any more', () => {
    const closed = office('Asia/Taipei', [{ firstOn: '2026-01-01', lastOn: '2300-01-01', hours: [] }]);
    expect(closed.add(at('2026-01-01T00:00:00Z'), 1)).toBeUndefined();
  });
});

const ZONES = [
  'Asia/Taipei',
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
];
const DAY = 86_400_000;

/** What the wall shows, by the clocks of the platform and not by ours. */
function wallClock(timeZone: string) {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'long' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  } as Intl.DateTimeFormatOptions);
  return (instant: number) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    return {
      date: `${parts.year}-${parts.month}-${parts.day}`,
      day: String(parts.weekday).toUpperCase(),
      time: `${parts.hour}:${parts.minute}`,
    };
  };
}

const quarter = fc
  .integer({ min: 0, max: 96 })
  .map((n) => `${String(n >> 2).padStart(2, '0')}:${String((n & 3) * 15).padStart(2, '0')}`);
const dayHours = fc
  .tuple(quarter, quarter)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => (a < b ? { from: a, until: b } : { from: b, until: a }));
const definitions = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  hours: fc.array(
    fc.tuple(fc.constantFrom(...WEEKDAYS), dayHours).map(([day, hours]) => ({ day, ...hours })),
    {
      minLength: 1,
      maxLength: 8,
    },
  ),
  exceptions: fc.array(
    fc.record({
      firstOn: fc.integer({ min: 0, max: 20 }).map((n) => iso(at('2026-03-20') + n * DAY).slice(0, 10)),
      lastOn: fc.integer({ min: 20, max: 25 }).map((n) => iso(at('2026-03-20') + n * DAY).slice(0, 10)),
      hours: fc.array(dayHours, { maxLength: 2 }),
    }),
    { maxLength: 2 },
  ),
});
/** Around the changes of clocks in March, October and November, and around a new year. */
const instants = fc
  .tuple(
    fc.constantFrom('2026-03-05', '2026-03-25', '2026-04-02', '2026-10-01', '2026-10-23', '2026-10-30', '2026-12-30'),
    fc.integer({ min: 0, max: 4 * 96 }),
  )
  .map(([day, quarters]) => at(day) + quarters * 15 * MINUTE);

describe('for any calendar', () => {
  test('[iS1] business time is what the clocks on the wall say, quarter by quarter', () => {
    fc.assert(
      fc.property(definitions, instants, fc.integer({ min: 0, max: 300 }), (definition, from, quarters) => {
        const openHours = new OpenHours(definition);
        const wall = wallClock(definition.timeZone);
        let expected = 0;
        for (let instant = from; instant < from + quarters * 15 * MINUTE; instant += 15 * MINUTE) {
          const { date, day, time } = wall(instant);
          const exception = definition.exceptions.findLast((each) => each.firstOn <= date && date <= each.lastOn);
          const hours = exception ? exception.hours : definition.hours.filter((each) => each.day === day);
          if (hours.some((each) => each.from <= time && time < each.until)) expected += 15 * MINUTE;
        }
        expect(openHours.elapsed(from, from + quarters * 15 * MINUTE)).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('[iS1] business time adds up, and leads back', () => {
    fc.assert(
      fc.property(
        definitions,
        instants,
        instants,
        instants,
        fc.integer({ min: 1, max: 400 * HOUR }),
        (definition, a, b, c, length) => {
          const openHours = new OpenHours(definition);
          expect(openHours.elapsed(a, b) + openHours.elapsed(b, c)).toBe(openHours.elapsed(a, c));
          const due = openHours.add(a, length);
          expect(due).toBeDefined();
          expect(openHours.elapsed(a, due ?? 0)).toBe(length);
          // It is the first such instant.
          expect(openHours.elapsed(a, (due ?? 0) - 1)).toBe(length - 1);
        },
      ),
      { numRuns: 300 },
    );
  });
});
