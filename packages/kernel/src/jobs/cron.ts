import { Cron } from 'croner';
import { PluginError } from '../errors/index.ts';

/** What happens with the times that passed while nothing ran. */
export type CatchUp = 'skip' | 'once' | 'all';

/** When something is due again and again. */
export interface CronRule {
  /** Minute, hour, day of the month, month, day of the week: `0 3 * * *` is every night at three. */
  readonly cron: string;
  /** IANA name of the time zone that is meant; UTC when absent. */
  readonly timeZone?: string;
  /** `skip`: nothing; `once`: it is done once for all of them; `all`: once for each. */
  readonly catchUp: CatchUp;
}

/** What is later than this was missed. */
const PUNCTUAL_MS = 60_000;
/** Times that are made up for at once, with `all`. */
export const MAX_CATCH_UP = 1_000;

export const timeZoneOf = ({ timeZone = 'UTC' }: { readonly timeZone?: string | undefined }): string => timeZone;

const cronOf = ({ cron, timeZone }: Pick<CronRule, 'cron' | 'timeZone'>) =>
  new Cron(cron, { timezone: timeZoneOf({ timeZone }), mode: '5-part', paused: true });

/** The first time after a moment; throws where there is none, or where the rule makes no sense. */
export function nextTime(rule: Pick<CronRule, 'cron' | 'timeZone'>, after: Date): Date {
  const next = cronOf(rule).nextRun(after);
  if (!next) throw new Error('It is never due.');
  return next;
}

/** Throws PluginError when a rule makes no sense. `what` names it: `The plugin "loyalty": the job expire-points`. */
export function checkCron(rule: CronRule, what: string): void {
  try {
    nextTime(rule, new Date());
  } catch (error) {
    throw new PluginError(
      `${what} has the rule "${rule.cron}" in ${timeZoneOf(rule)}, which is never due: ${(error as Error).message}`,
      'Give five parts, minute to day of the week, such as `0 3 * * *`, and an IANA time zone such as `Asia/Taipei`.',
    );
  }
}

/** The times from the first one on that are to be done by now, as the rule catches up; and when to look again. */
export function dueTimes(rule: CronRule, first: Date, now: Date): { readonly due: Date[]; readonly next: Date } {
  if (first > now) return { due: [], next: first };
  if (rule.catchUp === 'all') return timesUntil(rule, first, now);
  const [last] = cronOf(rule).previousRuns(1, now);
  // Somebody may have asked for it between two of its times.
  const time = last && last > first ? last : first;
  const isMissed = now.getTime() - time.getTime() > PUNCTUAL_MS;
  return { due: isMissed && rule.catchUp === 'skip' ? [] : [time], next: nextTime(rule, now) };
}

function timesUntil(rule: CronRule, first: Date, now: Date): { readonly due: Date[]; readonly next: Date } {
  const due: Date[] = [];
  let next = first;
  for (; next <= now && due.length < MAX_CATCH_UP; next = nextTime(rule, next)) due.push(next);
  return { due, next };
}
