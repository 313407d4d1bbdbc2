import { isolateTenants, type Migration } from '@rapport/sdk';

export const createRollOut: Migration = {
  id: '0006-create-roll-out',
  sql: `
create table "estate_roll_out_check" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "point" text collate "C" not null,
  "settled_on" date not null,
  "evidence" text collate "C",
  "answerable_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "estate_roll_out_check_point_check" check (char_length("point") <= 60),
  constraint "estate_roll_out_check_evidence_check" check (char_length("evidence") <= 500)
) with (fillfactor = 85);
create index "estate_roll_out_check_created_at_idx" on "estate_roll_out_check" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create unique index "estate_roll_out_check_point_key" on "estate_roll_out_check" ("tenant_id", "point") where "deleted_at" is null;
create index "estate_roll_out_check_deleted_idx" on "estate_roll_out_check" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "estate_roll_out_check" add constraint "estate_roll_out_check_answerable_id_fkey" foreign key ("tenant_id", "answerable_id") references "user_account" ("tenant_id", "id");
${isolateTenants('estate_roll_out_check')}`,
};
