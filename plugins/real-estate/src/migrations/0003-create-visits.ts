import { isolateTenants, type Migration } from '@rapport/sdk';

export const createVisits: Migration = {
  id: '0003-create-visits',
  sql: `
create table "estate_channel" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "kind" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "estate_channel_name_check" check (char_length("name") <= 100),
  constraint "estate_channel_kind_check" check ("kind" in ('OWN', 'ONLINE', 'ADVERTISEMENT', 'BROKER', 'REFERRAL'))
) with (fillfactor = 85);
create index "estate_channel_created_at_idx" on "estate_channel" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_channel_name_idx" on "estate_channel" ("tenant_id", "name", "id") where "deleted_at" is null;
create unique index "estate_channel_name_key" on "estate_channel" ("tenant_id", "name") where "deleted_at" is null;
create index "estate_channel_deleted_idx" on "estate_channel" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_channel_cost" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "channel_id" uuid not null,
  "project_id" uuid not null,
  "month" date not null,
  "cost_amount" bigint not null,
  "cost_currency" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "estate_channel_cost_cost_amount_check" check (("cost_amount" is null) = ("cost_currency" is null))
) with (fillfactor = 85);
create index "estate_channel_cost_created_at_idx" on "estate_channel_cost" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_channel_cost_channel_id_created_at_id_idx" on "estate_channel_cost" ("tenant_id", "channel_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_channel_cost_project_id_month_id_idx" on "estate_channel_cost" ("tenant_id", "project_id", "month", "id") where "deleted_at" is null;
create unique index "estate_channel_cost_channel_id_project_id_month_key" on "estate_channel_cost" ("tenant_id", "channel_id", "project_id", "month") where "deleted_at" is null;
create index "estate_channel_cost_deleted_idx" on "estate_channel_cost" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_channel_claim" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "project_id" uuid not null,
  "channel_id" uuid not null,
  "customer_id" uuid not null,
  "registered_at" timestamptz(3) not null,
  "protected_until" timestamptz(3) not null,
  "proof" text collate "C",
  "verdict" text collate "C" not null,
  "reasons" text collate "C",
  "appeal" text collate "C",
  "judge_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "estate_channel_claim_proof_check" check (char_length("proof") <= 500),
  constraint "estate_channel_claim_verdict_check" check ("verdict" in ('REGISTERED', 'VALID', 'INVALID', 'APPEALED')),
  constraint "estate_channel_claim_reasons_check" check (char_length("reasons") <= 1000),
  constraint "estate_channel_claim_appeal_check" check (char_length("appeal") <= 1000),
  constraint "estate_channel_claim_protected_until_after_check" check ("protected_until" > "registered_at"),
  constraint "estate_channel_claim_project_id_customer_id_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "project_id"::text || '/' || "customer_id"::text, "registered_at", "protected_until") with &&) where ("deleted_at" is null and "verdict" in ('VALID'))
) with (fillfactor = 85);
create index "estate_channel_claim_created_at_idx" on "estate_channel_claim" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_channel_claim_channel_id_created_at_id_idx" on "estate_channel_claim" ("tenant_id", "channel_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_channel_claim_customer_id_created_at_id_idx" on "estate_channel_claim" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_channel_claim_project_id_verdict_created_at_id_idx" on "estate_channel_claim" ("tenant_id", "project_id", "verdict", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_channel_claim_deleted_idx" on "estate_channel_claim" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_visit" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "project_id" uuid not null,
  "customer_id" uuid not null,
  "party_id" uuid,
  "people" integer not null,
  "kind" text collate "C" not null,
  "channel_id" uuid,
  "asked_for_id" uuid,
  "consultant_id" uuid,
  "assignment" text collate "C" not null,
  "arrived_at" timestamptz(3) not null,
  "questions_asked" integer,
  "report" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "estate_visit_kind_check" check ("kind" in ('FIRST', 'RETURN')),
  constraint "estate_visit_assignment_check" check ("assignment" in ('OWN', 'ROTATION', 'ASKED')),
  constraint "estate_visit_report_check" check (char_length("report") <= 5000)
) with (fillfactor = 85);
create index "estate_visit_created_at_idx" on "estate_visit" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_visit_arrived_at_idx" on "estate_visit" ("tenant_id", "arrived_at", "id") where "deleted_at" is null;
create index "estate_visit_project_id_arrived_at_id_idx" on "estate_visit" ("tenant_id", "project_id", "arrived_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_visit_customer_id_arrived_at_id_idx" on "estate_visit" ("tenant_id", "customer_id", "arrived_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_visit_consultant_id_arrived_at_id_idx" on "estate_visit" ("tenant_id", "consultant_id", "arrived_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_visit_channel_id_arrived_at_id_idx" on "estate_visit" ("tenant_id", "channel_id", "arrived_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_visit_party_id_created_at_id_idx" on "estate_visit" ("tenant_id", "party_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_visit_deleted_idx" on "estate_visit" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_rotation_place" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "project_id" uuid not null,
  "consultant_id" uuid not null,
  "duty" text collate "C" not null,
  "turns" integer not null,
  "skips" integer not null,
  "last_turn_at" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "estate_rotation_place_duty_check" check ("duty" in ('ON', 'OFF'))
) with (fillfactor = 85);
create index "estate_rotation_place_created_at_idx" on "estate_rotation_place" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_rotation_place_turns_idx" on "estate_rotation_place" ("tenant_id", "turns", "id") where "deleted_at" is null;
create index "estate_rotation_place_project_id_turns_id_idx" on "estate_rotation_place" ("tenant_id", "project_id", "turns", "id") where "deleted_at" is null;
create index "estate_rotation_place_consultant_id_created_at_id_idx" on "estate_rotation_place" ("tenant_id", "consultant_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_rotation_place_project_id_consultant_id_key" on "estate_rotation_place" ("tenant_id", "project_id", "consultant_id") where "deleted_at" is null;
create index "estate_rotation_place_deleted_idx" on "estate_rotation_place" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_showing" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "unit_id" uuid not null,
  "customer_id" uuid not null,
  "consultant_id" uuid,
  "starts_at" timestamptz(3) not null,
  "ends_at" timestamptz(3) not null,
  "state" text collate "C" not null,
  "feedback" text collate "C",
  "within_budget" boolean,
  primary key ("tenant_id", "id"),
  constraint "estate_showing_state_check" check ("state" in ('PENDING', 'CONFIRMED', 'DENIED', 'CANCELED', 'HELD')),
  constraint "estate_showing_feedback_check" check (char_length("feedback") <= 1000),
  constraint "estate_showing_ends_at_after_check" check ("ends_at" > "starts_at"),
  constraint "estate_showing_consultant_id_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "consultant_id"::text, "starts_at", "ends_at") with &&) where ("deleted_at" is null and "state" in ('CONFIRMED', 'HELD')),
  constraint "estate_showing_unit_id_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "unit_id"::text, "starts_at", "ends_at") with &&) where ("deleted_at" is null and "state" in ('CONFIRMED', 'HELD'))
) with (fillfactor = 85);
create index "estate_showing_created_at_idx" on "estate_showing" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_showing_starts_at_idx" on "estate_showing" ("tenant_id", "starts_at", "id") where "deleted_at" is null;
create index "estate_showing_unit_id_starts_at_id_idx" on "estate_showing" ("tenant_id", "unit_id", "starts_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_showing_customer_id_starts_at_id_idx" on "estate_showing" ("tenant_id", "customer_id", "starts_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_showing_consultant_id_starts_at_id_idx" on "estate_showing" ("tenant_id", "consultant_id", "starts_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_showing_deleted_idx" on "estate_showing" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "estate_channel_cost" add constraint "estate_channel_cost_channel_id_fkey" foreign key ("tenant_id", "channel_id") references "estate_channel" ("tenant_id", "id");
alter table "estate_channel_cost" add constraint "estate_channel_cost_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_channel_claim" add constraint "estate_channel_claim_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_channel_claim" add constraint "estate_channel_claim_channel_id_fkey" foreign key ("tenant_id", "channel_id") references "estate_channel" ("tenant_id", "id");
alter table "estate_channel_claim" add constraint "estate_channel_claim_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_channel_claim" add constraint "estate_channel_claim_judge_id_fkey" foreign key ("tenant_id", "judge_id") references "user_account" ("tenant_id", "id");
alter table "estate_visit" add constraint "estate_visit_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_visit" add constraint "estate_visit_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_visit" add constraint "estate_visit_party_id_fkey" foreign key ("tenant_id", "party_id") references "buying_party" ("tenant_id", "id");
alter table "estate_visit" add constraint "estate_visit_channel_id_fkey" foreign key ("tenant_id", "channel_id") references "estate_channel" ("tenant_id", "id");
alter table "estate_visit" add constraint "estate_visit_asked_for_id_fkey" foreign key ("tenant_id", "asked_for_id") references "user_account" ("tenant_id", "id");
alter table "estate_visit" add constraint "estate_visit_consultant_id_fkey" foreign key ("tenant_id", "consultant_id") references "user_account" ("tenant_id", "id");
alter table "estate_rotation_place" add constraint "estate_rotation_place_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_rotation_place" add constraint "estate_rotation_place_consultant_id_fkey" foreign key ("tenant_id", "consultant_id") references "user_account" ("tenant_id", "id");
alter table "estate_showing" add constraint "estate_showing_unit_id_fkey" foreign key ("tenant_id", "unit_id") references "estate_unit" ("tenant_id", "id");
alter table "estate_showing" add constraint "estate_showing_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_showing" add constraint "estate_showing_consultant_id_fkey" foreign key ("tenant_id", "consultant_id") references "user_account" ("tenant_id", "id");
${isolateTenants('estate_channel')}
${isolateTenants('estate_channel_cost')}
${isolateTenants('estate_channel_claim')}
${isolateTenants('estate_visit')}
${isolateTenants('estate_rotation_place')}
${isolateTenants('estate_showing')}`,
};
