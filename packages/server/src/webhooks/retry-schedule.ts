const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses before the second to the last try, in milliseconds (GU30). The first is made at once. */
export const RETRY_PAUSES: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** Pauses are up to so much longer, so that those who failed together do not come back together. */
const JITTER = 0.1;
const LONGEST_WISH = 24 * HOUR;
/** What a receiver may wish for by `Retry-After`. */
const WISHES = [429, 503];

/**
 * Milliseconds until the next try after so many; undefined when there is none. A receiver that is overloaded
 * may ask for a longer pause, of up to a day.
 */
export function pauseAfter(
  tries: number,
  { status = 0, retryAfter }: { readonly status: number | undefined; readonly retryAfter: string | undefined },
  now: number,
  random = Math.random,
): number | undefined {
  const pause = RETRY_PAUSES[tries - 1];
  if (pause === undefined) return undefined;
  const wish = WISHES.includes(status) ? wishOf(retryAfter, now) : 0;
  return Math.max(Math.round(pause * (1 + JITTER * random())), Math.min(wish, LONGEST_WISH));
}

/** Seconds, or an HTTP date. */
function wishOf(retryAfter: string | undefined, now: number): number {
  if (retryAfter === undefined) return 0;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * SECOND;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}
