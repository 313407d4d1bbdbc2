import { definePlugin } from '@rapport/sdk';
import { BusinessCalendar } from './business-calendar.record.ts';
import { BusinessCalendarResolver } from './business-calendar.resolver.ts';
import { businessCalendarRules } from './business-calendar.rules.ts';
import { createCalendars } from './migrations/0001-create-calendars.ts';

export { BusinessCalendar } from './business-calendar.record.ts';
export { openHoursOf } from './business-calendar.service.ts';
export { MAINLAND_HOLIDAYS, TAIWAN_HOLIDAYS } from './holidays.ts';
export { OpenHours, type OpenHoursDefinition } from './open-hours.ts';

export const calendarsPlugin = definePlugin({
  id: 'calendars',
  version: '0.1.0',
  requires: ['customers'],
  records: [BusinessCalendar],
  resolvers: [BusinessCalendarResolver],
  migrations: [createCalendars],
  before: businessCalendarRules,
});
