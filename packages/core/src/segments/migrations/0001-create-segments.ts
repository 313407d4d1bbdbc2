import { isolateTenants, type Migration } from '@rapport/sdk';

/** Segments of customers. */
export const createSegments: Migration = {
  id: '0001-create-segments',
  sql: `
create table "segment" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "description" text collate "C",
  "kind" text collate "C" not null,
  "rule" jsonb,
  "state" text collate "C" not null,
  "fault" text collate "C",
  "refreshed_at" timestamptz(3),
  "reception" text collate "C",
  "follow_up" text collate "C",
  "selling_points" text collate "C",
  "promotion" text collate "C",
  "service" text collate "C",
  "review_every_days" integer,
  "review_due_on" date,
  "owner_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "segment_name_check" check (char_length("name") <= 100),
  constraint "segment_description_check" check (char_length("description") <= 500),
  constraint "segment_kind_check" check ("kind" in ('RULE', 'STATIC')),
  constraint "segment_state_check" check ("state" in ('ACTIVE', 'BROKEN', 'RETIRED')),
  constraint "segment_fault_check" check (char_length("fault") <= 1000),
  constraint "segment_reception_check" check (char_length("reception") <= 4000),
  constraint "segment_follow_up_check" check (char_length("follow_up") <= 4000),
  constraint "segment_selling_points_check" check (char_length("selling_points") <= 4000),
  constraint "segment_promotion_check" check (char_length("promotion") <= 4000),
  constraint "segment_service_check" check (char_length("service") <= 4000)
) with (fillfactor = 85);
create index "segment_created_at_idx" on "segment" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "segment_name_idx" on "segment" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "segment_owner_id_created_at_id_idx" on "segment" ("tenant_id", "owner_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "segment_state_kind_id_idx" on "segment" ("tenant_id", "state", "kind", "id") where "deleted_at" is null;
create index "segment_review_due_on_id_idx" on "segment" ("tenant_id", "review_due_on", "id") where "deleted_at" is null;
create unique index "segment_name_key" on "segment" ("tenant_id", "name") where "deleted_at" is null;
create index "segment_deleted_idx" on "segment" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "segment" add constraint "segment_owner_id_fkey" foreign key ("tenant_id", "owner_id") references "user_account" ("tenant_id", "id");
${isolateTenants('segment')}`,
};
