import { type EnumerationValue, enumeration } from '@rapport/sdk';

export const QuietWeekday = enumeration('QuietWeekday', 'A day of the week.', {
  MONDAY: 'Monday.',
  TUESDAY: 'Tuesday.',
  WEDNESDAY: 'Wednesday.',
  THURSDAY: 'Thursday.',
  FRIDAY: 'Friday.',
  SATURDAY: 'Saturday.',
  SUNDAY: 'Sunday.',
});
export type QuietWeekday = EnumerationValue<typeof QuietWeekday>;

const weekdays = Object.keys(QuietWeekday) as readonly QuietWeekday[];

/** A stretch of the clock that is quiet, on one day of the week or on all of them. */
export interface QuietStretch {
  readonly weekday: QuietWeekday | null;
  /** `21:00`. */
  readonly from: string;
  /** `08:00`; not later than `from`: on the next day. */
  readonly until: string;
}

export interface QuietRules {
  readonly stretches: readonly QuietStretch[];
  /** Days that are quiet from beginning to end: `2026-02-17`. */
  readonly days: ReadonlySet<string>;
}

/** What the clock of a customer shows. */
export interface LocalTime {
  readonly weekday: QuietWeekday;
  /** `09:30`. */
  readonly time: string;
  /** `2026-03-01`. */
  readonly day: string;
}

const DAY_MINUTES = 1_440;
const STEP_MS = 15 * 60_000;
/** Further ahead nothing is looked for. */
const HORIZON_MS = 14 * 86_400_000;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Whether such a minute of the week is quiet. */
export function isQuietMinute(stretches: readonly QuietStretch[], weekday: QuietWeekday, minute: number): boolean {
  const before = weekdays[(weekdays.indexOf(weekday) + 6) % 7];
  return stretches.some(({ weekday: on, from, until }) => {
    const [begin, end] = [minutesOf(from), minutesOf(until)];
    const isToday = on === null || on === weekday;
    if (end > begin) return isToday && minute >= begin && minute < end;
    return (isToday && minute >= begin) || ((on === null || on === before) && minute < end);
  });
}

/** Whether there is any minute of the week that is not quiet. */
export function everOpens(stretches: readonly QuietStretch[]): boolean {
  return weekdays.some((weekday) =>
    Array.from({ length: DAY_MINUTES }, (_, minute) => minute).some(
      (minute) => !isQuietMinute(stretches, weekday, minute),
    ),
  );
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(zone, clock);
  return clock;
}

export function localTime(at: Date, zone: string): LocalTime {
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    weekday: String(parts.weekday).toUpperCase() as QuietWeekday,
    time: `${parts.hour}:${parts.minute}`,
    day: `${parts.year}-${parts.month}-${parts.day}`,
  };
}

/** The first moment from `at` on, to the quarter of an hour, that is not quiet there; undefined when there is none in two weeks. */
export function opensAt({ stretches, days }: QuietRules, at: Date, zone: string): Date | undefined {
  const isQuiet = (moment: Date) => {
    const { weekday, time, day } = localTime(moment, zone);
    return days.has(day) || isQuietMinute(stretches, weekday, minutesOf(time));
  };
  if (!isQuiet(at)) return at;
  const first = Math.ceil((at.getTime() + 1) / STEP_MS) * STEP_MS;
  for (let ms = first; ms <= at.getTime() + HORIZON_MS; ms += STEP_MS) if (!isQuiet(new Date(ms))) return new Date(ms);
  return undefined;
}
