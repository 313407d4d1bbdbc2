import { isolateTenants, type Migration } from '@rapport/sdk';

export const createFieldService: Migration = {
  id: '0001-create-field-service',
  sql: `
create table "technician" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "user_id" uuid,
  "latitude" bigint not null,
  "longitude" bigint not null,
  "speed_kmh" integer not null,
  "store" text collate "C" not null,
  "active" boolean not null,
  primary key ("tenant_id", "id"),
  constraint "technician_name_check" check (char_length("name") <= 200),
  constraint "technician_store_check" check (char_length("store") <= 100)
) with (fillfactor = 85);
create index "technician_created_at_idx" on "technician" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "technician_name_idx" on "technician" ("tenant_id", "name", "id") where "deleted_at" is null;
create unique index "technician_user_id_key" on "technician" ("tenant_id", "user_id") where "deleted_at" is null;
create index "technician_deleted_idx" on "technician" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "technician_skill" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "technician_id" uuid not null,
  "skill_id" uuid not null,
  "valid_until" date,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "technician_skill_created_at_idx" on "technician_skill" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "technician_skill_technician_id_created_at_id_idx" on "technician_skill" ("tenant_id", "technician_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "technician_skill_skill_id_created_at_id_idx" on "technician_skill" ("tenant_id", "skill_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "technician_skill_technician_id_skill_id_key" on "technician_skill" ("tenant_id", "technician_id", "skill_id") where "deleted_at" is null;
create index "technician_skill_deleted_idx" on "technician_skill" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "technician_shift" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "technician_id" uuid not null,
  "starts_at" timestamptz(3) not null,
  "ends_at" timestamptz(3) not null,
  primary key ("tenant_id", "id"),
  constraint "technician_shift_ends_at_after_check" check ("ends_at" > "starts_at"),
  constraint "technician_shift_technician_id_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "technician_id"::text, "starts_at", "ends_at") with &&) where ("deleted_at" is null)
) with (fillfactor = 85);
create index "technician_shift_created_at_idx" on "technician_shift" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "technician_shift_starts_at_idx" on "technician_shift" ("tenant_id", "starts_at", "id") where "deleted_at" is null;
create index "technician_shift_technician_id_starts_at_id_idx" on "technician_shift" ("tenant_id", "technician_id", "starts_at" desc, "id" desc) where "deleted_at" is null;
create index "technician_shift_deleted_idx" on "technician_shift" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "job_type" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "minutes" integer not null,
  "proof" jsonb not null,
  primary key ("tenant_id", "id"),
  constraint "job_type_name_check" check (char_length("name") <= 100)
) with (fillfactor = 85);
create index "job_type_created_at_idx" on "job_type" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "job_type_name_idx" on "job_type" ("tenant_id", "name", "id") where "deleted_at" is null;
create unique index "job_type_name_key" on "job_type" ("tenant_id", "name") where "deleted_at" is null;
create index "job_type_deleted_idx" on "job_type" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "job_type_skill" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "type_id" uuid not null,
  "skill_id" uuid not null,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "job_type_skill_created_at_idx" on "job_type_skill" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "job_type_skill_type_id_created_at_id_idx" on "job_type_skill" ("tenant_id", "type_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "job_type_skill_skill_id_created_at_id_idx" on "job_type_skill" ("tenant_id", "skill_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "job_type_skill_type_id_skill_id_key" on "job_type_skill" ("tenant_id", "type_id", "skill_id") where "deleted_at" is null;
create index "job_type_skill_deleted_idx" on "job_type_skill" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "work_order" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "asset_id" uuid,
  "request_id" uuid,
  "plan_id" uuid,
  "title" text collate "C" not null,
  "description" text collate "C",
  "state" text collate "C" not null,
  "usage" integer,
  "completed_at" timestamptz(3),
  "ended_because" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "work_order_title_check" check (char_length("title") <= 300),
  constraint "work_order_description_check" check (char_length("description") <= 20000),
  constraint "work_order_state_check" check ("state" in ('NEW', 'IN_PROGRESS', 'ON_HOLD', 'COMPLETED', 'CLOSED', 'CANNOT_COMPLETE', 'CANCELED')),
  constraint "work_order_ended_because_check" check (char_length("ended_because") <= 500)
) with (fillfactor = 85);
create index "work_order_created_at_idx" on "work_order" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "work_order_completed_at_idx" on "work_order" ("tenant_id", "completed_at", "id") where "deleted_at" is null;
create index "work_order_customer_id_created_at_id_idx" on "work_order" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "work_order_asset_id_created_at_id_idx" on "work_order" ("tenant_id", "asset_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "work_order_request_id_created_at_id_idx" on "work_order" ("tenant_id", "request_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "work_order_plan_id_created_at_id_idx" on "work_order" ("tenant_id", "plan_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "work_order_state_created_at_id_idx" on "work_order" ("tenant_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "work_order_deleted_idx" on "work_order" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "field_job" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "work_order_id" uuid not null,
  "customer_id" uuid not null,
  "type_id" uuid not null,
  "state" text collate "C" not null,
  "priority" integer not null,
  "minutes" integer,
  "window_from" timestamptz(3),
  "window_until" timestamptz(3),
  "place" text collate "C",
  "latitude" bigint,
  "longitude" bigint,
  "technician_id" uuid,
  "user_id" uuid,
  "starts_at" timestamptz(3),
  "ends_at" timestamptz(3),
  "travel_minutes" integer,
  "occupied_from" timestamptz(3),
  "experience" integer,
  "familiarity" integer,
  "missing_parts" integer,
  "device" jsonb,
  "departed_at" timestamptz(3),
  "arrived_at" timestamptz(3),
  "finished_at" timestamptz(3),
  "report" text collate "C",
  "ended_because" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "field_job_state_check" check ("state" in ('NONE', 'SCHEDULED', 'DISPATCHED', 'ACCEPTED', 'EN_ROUTE', 'IN_PROGRESS', 'COMPLETED', 'CANNOT_COMPLETE', 'CANCELED')),
  constraint "field_job_place_check" check (char_length("place") <= 300),
  constraint "field_job_report_check" check (char_length("report") <= 20000),
  constraint "field_job_ended_because_check" check (char_length("ended_because") <= 500),
  constraint "field_job_window_until_after_check" check ("window_until" > "window_from"),
  constraint "field_job_ends_at_after_check" check ("ends_at" > "occupied_from"),
  constraint "field_job_technician_id_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "technician_id"::text, "occupied_from", "ends_at") with &&) where ("deleted_at" is null and "state" in ('SCHEDULED', 'DISPATCHED', 'ACCEPTED', 'EN_ROUTE', 'IN_PROGRESS', 'COMPLETED'))
) with (fillfactor = 85);
create index "field_job_created_at_idx" on "field_job" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "field_job_priority_idx" on "field_job" ("tenant_id", "priority", "id") where "deleted_at" is null;
create index "field_job_window_until_idx" on "field_job" ("tenant_id", "window_until", "id") where "deleted_at" is null;
create index "field_job_starts_at_idx" on "field_job" ("tenant_id", "starts_at", "id") where "deleted_at" is null;
create index "field_job_work_order_id_created_at_id_idx" on "field_job" ("tenant_id", "work_order_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "field_job_customer_id_created_at_id_idx" on "field_job" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "field_job_technician_id_starts_at_id_idx" on "field_job" ("tenant_id", "technician_id", "starts_at" desc, "id" desc) where "deleted_at" is null;
create index "field_job_user_id_starts_at_id_idx" on "field_job" ("tenant_id", "user_id", "starts_at" desc, "id" desc) where "deleted_at" is null;
create index "field_job_type_id_created_at_id_idx" on "field_job" ("tenant_id", "type_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "field_job_state_created_at_id_idx" on "field_job" ("tenant_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "field_job_deleted_idx" on "field_job" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "field_job_skill" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "job_id" uuid not null,
  "skill_id" uuid not null,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "field_job_skill_created_at_idx" on "field_job_skill" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "field_job_skill_job_id_created_at_id_idx" on "field_job_skill" ("tenant_id", "job_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "field_job_skill_skill_id_created_at_id_idx" on "field_job_skill" ("tenant_id", "skill_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "field_job_skill_job_id_skill_id_key" on "field_job_skill" ("tenant_id", "job_id", "skill_id") where "deleted_at" is null;
create index "field_job_skill_deleted_idx" on "field_job_skill" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "job_proof" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "job_id" uuid not null,
  "kind" text collate "C" not null,
  "content" text collate "C",
  "url" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "job_proof_kind_check" check ("kind" in ('PHOTO', 'SIGNATURE', 'CHECKLIST', 'READING')),
  constraint "job_proof_content_check" check (char_length("content") <= 5000),
  constraint "job_proof_url_check" check (char_length("url") <= 2000)
) with (fillfactor = 85);
create index "job_proof_created_at_idx" on "job_proof" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "job_proof_job_id_created_at_id_idx" on "job_proof" ("tenant_id", "job_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "job_proof_deleted_idx" on "job_proof" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "field_step" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "job_id" uuid not null,
  "step" text collate "C" not null,
  "device_at" timestamptz(3),
  "key" text collate "C",
  "outcome" text collate "C" not null,
  "refusal" text collate "C",
  "code" text collate "C",
  "payload" jsonb,
  primary key ("tenant_id", "id"),
  constraint "field_step_step_check" check ("step" in ('ACCEPT', 'DEPART', 'ARRIVE', 'COMPLETE', 'GIVE_UP')),
  constraint "field_step_key_check" check (char_length("key") <= 100),
  constraint "field_step_outcome_check" check ("outcome" in ('APPLIED', 'REFUSED')),
  constraint "field_step_refusal_check" check (char_length("refusal") <= 1000),
  constraint "field_step_code_check" check (char_length("code") <= 50)
) with (fillfactor = 85);
create index "field_step_created_at_idx" on "field_step" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "field_step_job_id_created_at_id_idx" on "field_step" ("tenant_id", "job_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "field_step_key_key" on "field_step" ("tenant_id", "key") where "deleted_at" is null;
create index "field_step_deleted_idx" on "field_step" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "part" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "number" text collate "C" not null,
  "name" text collate "C" not null,
  "unit" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "part_number_check" check (char_length("number") <= 100),
  constraint "part_name_check" check (char_length("name") <= 300),
  constraint "part_unit_check" check (char_length("unit") <= 20)
) with (fillfactor = 85);
create index "part_created_at_idx" on "part" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "part_number_idx" on "part" ("tenant_id", "number", "id") where "deleted_at" is null;
create unique index "part_number_key" on "part" ("tenant_id", "number") where "deleted_at" is null;
create index "part_deleted_idx" on "part" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "part_stock" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "part_id" uuid not null,
  "store" text collate "C" not null,
  "quantity" integer not null,
  primary key ("tenant_id", "id"),
  constraint "part_stock_store_check" check (char_length("store") <= 100)
) with (fillfactor = 85);
create index "part_stock_created_at_idx" on "part_stock" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "part_stock_part_id_created_at_id_idx" on "part_stock" ("tenant_id", "part_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "part_stock_store_part_id_key" on "part_stock" ("tenant_id", "store", "part_id") where "deleted_at" is null;
create index "part_stock_deleted_idx" on "part_stock" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "part_need" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "job_id" uuid not null,
  "part_id" uuid not null,
  "quantity" integer not null,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "part_need_created_at_idx" on "part_need" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "part_need_job_id_created_at_id_idx" on "part_need" ("tenant_id", "job_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "part_need_part_id_created_at_id_idx" on "part_need" ("tenant_id", "part_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "part_need_job_id_part_id_key" on "part_need" ("tenant_id", "job_id", "part_id") where "deleted_at" is null;
create index "part_need_deleted_idx" on "part_need" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "part_use" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "job_id" uuid not null,
  "part_id" uuid not null,
  "quantity" integer not null,
  "store" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "part_use_store_check" check (char_length("store") <= 100)
) with (fillfactor = 85);
create index "part_use_created_at_idx" on "part_use" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "part_use_job_id_created_at_id_idx" on "part_use" ("tenant_id", "job_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "part_use_part_id_created_at_id_idx" on "part_use" ("tenant_id", "part_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "part_use_deleted_idx" on "part_use" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "technician" add constraint "technician_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "technician_skill" add constraint "technician_skill_technician_id_fkey" foreign key ("tenant_id", "technician_id") references "technician" ("tenant_id", "id");
alter table "technician_skill" add constraint "technician_skill_skill_id_fkey" foreign key ("tenant_id", "skill_id") references "skill" ("tenant_id", "id");
alter table "technician_shift" add constraint "technician_shift_technician_id_fkey" foreign key ("tenant_id", "technician_id") references "technician" ("tenant_id", "id");
alter table "job_type_skill" add constraint "job_type_skill_type_id_fkey" foreign key ("tenant_id", "type_id") references "job_type" ("tenant_id", "id");
alter table "job_type_skill" add constraint "job_type_skill_skill_id_fkey" foreign key ("tenant_id", "skill_id") references "skill" ("tenant_id", "id");
alter table "work_order" add constraint "work_order_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "work_order" add constraint "work_order_asset_id_fkey" foreign key ("tenant_id", "asset_id") references "asset" ("tenant_id", "id");
alter table "work_order" add constraint "work_order_request_id_fkey" foreign key ("tenant_id", "request_id") references "service_request" ("tenant_id", "id");
alter table "work_order" add constraint "work_order_plan_id_fkey" foreign key ("tenant_id", "plan_id") references "maintenance_plan" ("tenant_id", "id");
alter table "field_job" add constraint "field_job_work_order_id_fkey" foreign key ("tenant_id", "work_order_id") references "work_order" ("tenant_id", "id");
alter table "field_job" add constraint "field_job_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "field_job" add constraint "field_job_type_id_fkey" foreign key ("tenant_id", "type_id") references "job_type" ("tenant_id", "id");
alter table "field_job" add constraint "field_job_technician_id_fkey" foreign key ("tenant_id", "technician_id") references "technician" ("tenant_id", "id");
alter table "field_job" add constraint "field_job_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "field_job_skill" add constraint "field_job_skill_job_id_fkey" foreign key ("tenant_id", "job_id") references "field_job" ("tenant_id", "id");
alter table "field_job_skill" add constraint "field_job_skill_skill_id_fkey" foreign key ("tenant_id", "skill_id") references "skill" ("tenant_id", "id");
alter table "job_proof" add constraint "job_proof_job_id_fkey" foreign key ("tenant_id", "job_id") references "field_job" ("tenant_id", "id");
alter table "field_step" add constraint "field_step_job_id_fkey" foreign key ("tenant_id", "job_id") references "field_job" ("tenant_id", "id");
alter table "part_stock" add constraint "part_stock_part_id_fkey" foreign key ("tenant_id", "part_id") references "part" ("tenant_id", "id");
alter table "part_need" add constraint "part_need_job_id_fkey" foreign key ("tenant_id", "job_id") references "field_job" ("tenant_id", "id");
alter table "part_need" add constraint "part_need_part_id_fkey" foreign key ("tenant_id", "part_id") references "part" ("tenant_id", "id");
alter table "part_use" add constraint "part_use_job_id_fkey" foreign key ("tenant_id", "job_id") references "field_job" ("tenant_id", "id");
alter table "part_use" add constraint "part_use_part_id_fkey" foreign key ("tenant_id", "part_id") references "part" ("tenant_id", "id");
${isolateTenants('technician')}
${isolateTenants('technician_skill')}
${isolateTenants('technician_shift')}
${isolateTenants('job_type')}
${isolateTenants('job_type_skill')}
${isolateTenants('work_order')}
${isolateTenants('field_job')}
${isolateTenants('field_job_skill')}
${isolateTenants('job_proof')}
${isolateTenants('field_step')}
${isolateTenants('part')}
${isolateTenants('part_stock')}
${isolateTenants('part_need')}
${isolateTenants('part_use')}`,
};
