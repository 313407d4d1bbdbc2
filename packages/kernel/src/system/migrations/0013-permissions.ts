import type { Migration } from '../../plugins/plugin.ts';

/** Permissions that administrators give to roles. */
export const permissions: Migration = {
  id: '0013-permissions',
  sql: 'alter table "role" add column "permissions" jsonb;',
};
