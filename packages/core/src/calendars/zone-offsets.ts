import { tzOffset } from '@date-fns/tz';

/** A time during which the clocks of a zone are a fixed number of milliseconds ahead of UTC. */
export interface OffsetSpan {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const offsetAt = (zone: string, instant: number): number => Math.round(tzOffset(zone, new Date(instant)) * MINUTE_MS);

/** The first instant after `from` at which the clocks say something else than at `from`; they do so at `until`. */
function changeBetween(zone: string, from: number, until: number): number {
  const before = offsetAt(zone, from);
  let [last, first] = [from, until];
  while (first - last > 1_000) {
    const middle = Math.floor((last + first) / 2_000) * 1_000;
    if (offsetAt(zone, middle) === before) last = middle;
    else first = middle;
  }
  return first;
}

/** How far the clocks of a zone are ahead of UTC between two instants. Clocks that change twice within a day are not known. */
export function offsetSpans(zone: string, from: number, until: number): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  let start = from;
  let offset = offsetAt(zone, from);
  for (let at = from; at < until; at += DAY_MS) {
    const next = Math.min(at + DAY_MS, until);
    const then = offsetAt(zone, next);
    if (then === offset) continue;
    const change = changeBetween(zone, at, next);
    spans.push({ from: start, until: change, offset });
    [start, offset] = [change, then];
  }
  spans.push({ from: start, until, offset });
  return spans.filter((span) => span.until > span.from);
}
