import { createAlarmLookup } from '../../jobs/alarm-tables.ts';
import type { Migration } from '../../plugins/plugin.ts';

/** What finds records whose moment has come. */
export const alarms: Migration = { id: '0021-alarms', sql: createAlarmLookup };
