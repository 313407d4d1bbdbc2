import type { Migration } from '../../plugins/plugin.ts';
import { createSettingTables } from '../../settings/setting-tables.ts';

/** What plugins were told. */
export const settings: Migration = { id: '0012-settings', sql: createSettingTables };
