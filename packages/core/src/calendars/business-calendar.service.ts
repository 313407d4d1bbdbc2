import { RapportError, type RequestContext, recordTypeOf, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { BusinessCalendar } from './business-calendar.record.ts';
import { OpenHours, type OpenHoursDefinition } from './open-hours.ts';

/** Who can ask for calendars: requests and units of work. */
type Reader = Pick<UnitOfWork, 'run'> | Pick<RequestContext['reader'], 'run'>;

interface Kept {
  readonly version: number;
  readonly openHours: OpenHours;
}

/** Calendars that are worked out; what each takes grows with the years that are asked for. */
const MAX_KEPT = 500;
const kept = new Map<string, Kept>();

/** Business time of a calendar, by its uuid. Pass its version where it is known: then nothing is read that is kept. */
export async function openHoursOf(
  reader: Reader,
  tenantId: number,
  calendarId: string,
  knownVersion?: number,
): Promise<OpenHours> {
  const key = `${tenantId}/${calendarId}`;
  const known = kept.get(key);
  if (known && known.version === knownVersion) return known.openHours;
  const [row] = await reader.run<Pick<Kept, 'version'> & { definition: OpenHoursDefinition }>({
    text: `
select version, jsonb_build_object('timeZone', time_zone, 'hours', hours, 'exceptions', exceptions) as definition
from business_calendar where tenant_id = $1 and id = $2`,
    values: [tenantId, calendarId],
  });
  if (!row) throw new RapportError('NOT_FOUND', 'There is no such BusinessCalendar.', { field: 'calendarId' });
  if (known?.version === row.version) return known.openHours;
  const openHours = new OpenHours(row.definition);
  const [oldest] = kept.keys();
  if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.delete(key);
  kept.set(key, { version: row.version, openHours });
  return openHours;
}

/** The same, by the id that the API shows; for whoever may read calendars. */
export function readOpenHours({ reader, tenant, access }: RequestContext, calendarId: string): Promise<OpenHours> {
  access.require(recordTypeOf(BusinessCalendar), 'read');
  return openHoursOf(reader, tenant.id, uuidOf(BusinessCalendar, calendarId, 'calendarId'));
}
