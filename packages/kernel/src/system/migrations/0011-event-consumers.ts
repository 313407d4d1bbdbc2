import { createConsumerTables } from '../../consumers/consumer-tables.ts';
import type { Migration } from '../../plugins/plugin.ts';

/** How far those who follow the event log have come, and what they failed with. */
export const eventConsumers: Migration = { id: '0011-event-consumers', sql: createConsumerTables };
