import { alarmAccess, type Migration } from '@rapport/sdk';

/** Running campaigns say themselves when they are looked at next. */
export const conductByAlarm: Migration = {
  id: '0004-conduct-by-alarm',
  sql: `
alter table "campaign" add column "conduct_at" timestamptz(3);
-- The rows of all tenants must be seen.
alter table "campaign" no force row level security;
update "campaign" set "conduct_at" = now() where "state" = 'RUNNING' and "deleted_at" is null;
alter table "campaign" force row level security;
create index "campaign_conduct_at_id_idx" on "campaign" ("tenant_id", "conduct_at", "id") where "deleted_at" is null;
${alarmAccess('campaign', 'conduct_at')}`,
};
