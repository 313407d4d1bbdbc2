import { createAutomationTables } from '../../automation/automation-tables.ts';
import type { Migration } from '../../plugins/plugin.ts';

/** What is done by itself, and how it went. */
export const automations: Migration = { id: '0014-automations', sql: createAutomationTables };
