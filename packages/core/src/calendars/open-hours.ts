import { type OffsetSpan, offsetSpans } from './zone-offsets.ts';

export const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

/** Hours of a day, as clocks on the wall show them: `09:00` to `18:00`; `24:00` is midnight. */
export interface DayHours {
  readonly from: string;
  readonly until: string;
}

/** When somebody works. */
export interface OpenHoursDefinition {
  readonly timeZone: string;
  readonly hours: readonly (DayHours & { readonly day: string })[];
  /** Days on which other hours hold, none of them on a holiday; of two that meet, the one that comes later in the list holds. */
  readonly exceptions: readonly {
    readonly firstOn: string;
    readonly lastOn: string;
    readonly hours: readonly DayHours[];
  }[];
}

const DAY_MS = 86_400_000;
/** Beyond these years nothing is reckoned. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2200;

/** Open intervals of one year in UTC, in order, with the open time of the year that has passed before each. */
interface Year {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly before: Float64Array;
  readonly total: number;
}

/** Open intervals for statements that count with them: arrays of the same length. */
export interface OpenIntervals {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly before: readonly number[];
}

interface Interval {
  readonly start: number;
  readonly end: number;
}

/**
 * Business time: an instant is open when the clocks on the wall of the zone show an hour that is. So an hour that clocks
 * skip is nowhere, and one that they show twice counts twice (O6, iS1). Intervals are worked out once per year.
 * Instants and lengths are milliseconds.
 */
export class OpenHours {
  private readonly definition: OpenHoursDefinition;
  private readonly years = new Map<number, Year>();

  constructor(definition: OpenHoursDefinition) {
    this.definition = definition;
  }

  isOpen(instant: number): boolean {
    const year = this.yearOf(yearNumber(instant));
    const index = lastAtMost(year.starts, instant);
    return index >= 0 && instant < (year.ends[index] ?? 0);
  }

  /** Open time between two instants; negative when `until` comes first. */
  elapsed(from: number, until: number): number {
    if (until < from) return 0 - this.elapsed(until, from);
    const [first, last] = [yearNumber(from), yearNumber(until)];
    let sum = this.passed(last, until) - this.passed(first, from);
    for (let year = first; year < last; year++) sum += this.yearOf(year).total;
    return sum;
  }

  /** The first instant at which so much open time has passed since `from`; undefined when it never does. */
  add(from: number, length: number): number | undefined {
    if (length <= 0) return from;
    const first = yearNumber(from);
    let left = length + this.passed(first, from);
    for (let number = first; number <= LAST_YEAR; number++) {
      const year = this.yearOf(number);
      if (left > year.total) {
        left -= year.total;
        continue;
      }
      const index = lastBelow(year.before, left);
      return (year.starts[index] ?? 0) + (left - (year.before[index] ?? 0));
    }
    return undefined;
  }

  /** Open intervals of the years from one instant to another, in order, with the open time of them that passes before each. */
  intervals(from: number, until: number): OpenIntervals {
    const [starts, ends, before]: [number[], number[], number[]] = [[], [], []];
    let total = 0;
    for (let number = yearNumber(from); number <= yearNumber(until); number++) {
      const year = this.yearOf(number);
      const passed = total;
      starts.push(...year.starts);
      ends.push(...year.ends);
      before.push(...year.before.map((each) => passed + each));
      total += year.total;
    }
    return { starts, ends, before };
  }

  /** Open time of a year that has passed at an instant in it. */
  private passed(number: number, instant: number): number {
    const { starts, ends, before } = this.yearOf(number);
    const index = lastAtMost(starts, instant);
    if (index < 0) return 0;
    const start = starts[index] ?? 0;
    return (before[index] ?? 0) + Math.min(instant, ends[index] ?? 0) - start;
  }

  private yearOf(number: number): Year {
    let year = this.years.get(number);
    if (!year) {
      year = this.workOut(number);
      this.years.set(number, year);
    }
    return year;
  }

  private workOut(number: number): Year {
    if (number < FIRST_YEAR || number > LAST_YEAR) return yearOfIntervals([]);
    const from = Date.UTC(number, 0, 1);
    const until = Date.UTC(number + 1, 0, 1);
    const spans = offsetSpans(this.definition.timeZone, from, until);
    const intervals: Interval[] = [];
    // Days of the zone begin up to a day before and after those of UTC.
    for (let day = from - DAY_MS; day <= until; day += DAY_MS)
      for (const { from: opens, until: closes } of this.hoursOf(day))
        intervals.push(...inUtc(day + opens, day + closes, spans));
    return yearOfIntervals(joined(intervals));
  }

  /** Hours of a day, in milliseconds since its midnight. */
  private hoursOf(day: number): readonly { readonly from: number; readonly until: number }[] {
    const { hours, exceptions } = this.definition;
    const date = new Date(day).toISOString().slice(0, 10);
    const exception = exceptions.findLast(({ firstOn, lastOn }) => firstOn <= date && date <= lastOn);
    const weekday = WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7];
    const open = exception ? exception.hours : hours.filter((each) => each.day === weekday);
    return open.map(({ from, until }) => ({ from: wallTime(from), until: wallTime(until) }));
  }
}

/** Milliseconds since midnight, of `09:30`. */
function wallTime(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}

const yearNumber = (instant: number): number => new Date(instant).getUTCFullYear();

/** Where the clocks on the wall show a time between two, which is given as if the wall were in UTC. */
function inUtc(from: number, until: number, spans: readonly OffsetSpan[]): Interval[] {
  return spans
    .map((span) => ({
      start: Math.max(from - span.offset, span.from),
      end: Math.min(until - span.offset, span.until),
    }))
    .filter(({ start, end }) => end > start);
}

/** In order, and those that meet as one. */
function joined(intervals: readonly Interval[]): Interval[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

function yearOfIntervals(intervals: readonly Interval[]): Year {
  let total = 0;
  const before = intervals.map(({ start, end }) => {
    const so = total;
    total += end - start;
    return so;
  });
  return {
    starts: Float64Array.from(intervals, ({ start }) => start),
    ends: Float64Array.from(intervals, ({ end }) => end),
    before: Float64Array.from(before),
    total,
  };
}

/** Index of the last value that is not above another; -1 when there is none. */
function lastAtMost(values: Float64Array, bound: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) <= bound) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the last value below another. */
function lastBelow(values: Float64Array, bound: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
