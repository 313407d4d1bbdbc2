import { isolateTenants, type Migration } from '@rapport/sdk';

/** What is to be reached with the members of segments. */
export const createMemberTargets: Migration = {
  id: '0001-create-member-targets',
  sql: `
create table "member_target" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "segment_id" uuid not null,
  "starts_on" date not null,
  "ends_on" date not null,
  "member_count" integer,
  "active_percent" bigint,
  "value_per_member_amount" bigint,
  "value_per_member_currency" text collate "C",
  "complaint_percent" bigint,
  "owner_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "member_target_name_check" check (char_length("name") <= 200),
  constraint "member_target_value_per_member_amount_check" check (("value_per_member_amount" is null) = ("value_per_member_currency" is null)),
  constraint "member_target_ends_on_after_check" check ("ends_on" > "starts_on"),
  constraint "member_target_segment_id_name_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "segment_id"::text || '/' || "name"::text, "starts_on"::timestamp at time zone 'UTC', "ends_on"::timestamp at time zone 'UTC') with &&) where ("deleted_at" is null)
) with (fillfactor = 85);
create index "member_target_created_at_idx" on "member_target" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "member_target_starts_on_idx" on "member_target" ("tenant_id", "starts_on", "id") where "deleted_at" is null;
create index "member_target_segment_id_starts_on_id_idx" on "member_target" ("tenant_id", "segment_id", "starts_on" desc, "id" desc) where "deleted_at" is null;
create index "member_target_owner_id_starts_on_id_idx" on "member_target" ("tenant_id", "owner_id", "starts_on" desc, "id" desc) where "deleted_at" is null;
create index "member_target_ends_on_id_idx" on "member_target" ("tenant_id", "ends_on", "id") where "deleted_at" is null;
create index "member_target_deleted_idx" on "member_target" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "member_target" add constraint "member_target_segment_id_fkey" foreign key ("tenant_id", "segment_id") references "segment" ("tenant_id", "id");
alter table "member_target" add constraint "member_target_owner_id_fkey" foreign key ("tenant_id", "owner_id") references "user_account" ("tenant_id", "id");
${isolateTenants('member_target')}`,
};
