import type { UnitOfWork } from '@rapport/sdk';
import type { ContactChannel } from '../../customers/index.ts';
import type { MessagePurpose } from '../message-terms.ts';
import { localTime, opensAt, type QuietRules, type QuietStretch, type QuietWeekday } from '../quiet-times.ts';

/** A frequency cap that concerns a message. */
export interface CapLimit {
  readonly name: string;
  readonly channel: ContactChannel | null;
  readonly purpose: MessagePurpose | null;
  readonly most: number;
  readonly windowHours: number;
  readonly countsInteractions: boolean;
}

/** A time zone at the moment of a decision. */
export interface ZoneClock {
  readonly zone: string;
  /** When it is next not quiet there: at once, or later; null when not within two weeks. */
  readonly opensAt: Date | null;
  readonly weekday: QuietWeekday;
  readonly time: string;
}

interface Asker {
  run: UnitOfWork['run'];
}

/** Caps that count messages of this channel and purpose. */
export async function capsFor(
  asker: Asker,
  tenantId: number,
  channel: ContactChannel,
  purpose: MessagePurpose,
): Promise<CapLimit[]> {
  return asker.run<CapLimit>({
    text: `
select name, channel, purpose, most, window_hours as "windowHours", counts_interactions as "countsInteractions" from frequency_cap
where tenant_id = $1 and deleted_at is null and (channel is null or channel = $2) and (purpose is null or purpose = $3) order by id`,
    values: [tenantId, channel, purpose],
  });
}

export async function quietRules(
  asker: Asker,
  tenantId: number,
  channel: ContactChannel,
  purpose: MessagePurpose,
): Promise<QuietRules> {
  const stretches = await asker.run<QuietStretch>({
    text: 'select weekday, "from", until from quiet_hour where tenant_id = $1 and deleted_at is null and (channel is null or channel = $2)',
    values: [tenantId, channel],
  });
  // What serves cannot always wait for the end of a holiday.
  const days =
    purpose === 'SERVICE'
      ? []
      : await asker.run<{ day: string }>({
          text: `
select to_char(day, 'YYYY-MM-DD') as day from quiet_day
where tenant_id = $1 and deleted_at is null and day between current_date - 2 and current_date + 17`,
          values: [tenantId],
        });
  return { stretches, days: new Set(days.map(({ day }) => day)) };
}

const DEFAULT_ZONE = 'UTC';

/** What the clocks show in these zones; a name that is none counts as the default. */
export function clocksOf(rules: QuietRules, at: Date, zones: readonly string[]): ZoneClock[] {
  return zones.map((zone) => {
    const known = isZone(zone) ? zone : DEFAULT_ZONE;
    const { weekday, time } = localTime(at, known);
    return { zone, opensAt: opensAt(rules, at, known) ?? null, weekday, time };
  });
}

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
