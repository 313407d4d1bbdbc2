import { isolateTenants, type Migration } from '@rapport/sdk';

export const createCalendars: Migration = {
  id: '0001-create-calendars',
  sql: `
create table "business_calendar" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "time_zone" text collate "C" not null,
  "hours" jsonb not null,
  "exceptions" jsonb not null,
  primary key ("tenant_id", "id"),
  constraint "business_calendar_name_check" check (char_length("name") <= 100),
  constraint "business_calendar_time_zone_check" check (char_length("time_zone") <= 50)
) with (fillfactor = 85);
create index "business_calendar_created_at_idx" on "business_calendar" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "business_calendar_name_idx" on "business_calendar" ("tenant_id", "name", "id") where "deleted_at" is null;
create unique index "business_calendar_name_key" on "business_calendar" ("tenant_id", "name") where "deleted_at" is null;
create index "business_calendar_deleted_idx" on "business_calendar" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
${isolateTenants('business_calendar')}`,
};
