import { createEventLog } from '../../events/log-tables.ts';
import type { Migration } from '../../plugins/plugin.ts';

/** Numbers what the outbox holds, and keeps it for whoever reads later. */
export const eventLog: Migration = { id: '0006-event-log', sql: createEventLog };
