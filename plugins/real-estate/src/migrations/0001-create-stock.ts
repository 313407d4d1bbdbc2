import { alarmAccess, isolateTenants, type Migration } from '@rapport/sdk';

export const createStock: Migration = {
  id: '0001-create-stock',
  sql: `
create table "estate_project" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "business" text collate "C" not null,
  "builder_name" text collate "C",
  "unparsed_address" text collate "C",
  "city" text collate "C",
  "county_or_parish" text collate "C",
  "currency" text collate "C" not null,
  "hold_minutes" integer not null,
  "max_hold_minutes" integer not null,
  "reflection_days" integer not null,
  "protection_days" integer not null,
  primary key ("tenant_id", "id"),
  constraint "estate_project_name_check" check (char_length("name") <= 200),
  constraint "estate_project_business_check" check ("business" in ('DEVELOPED', 'BROKERED')),
  constraint "estate_project_builder_name_check" check (char_length("builder_name") <= 200),
  constraint "estate_project_unparsed_address_check" check (char_length("unparsed_address") <= 300),
  constraint "estate_project_city_check" check (char_length("city") <= 100),
  constraint "estate_project_county_or_parish_check" check (char_length("county_or_parish") <= 100),
  constraint "estate_project_currency_check" check (char_length("currency") <= 3)
) with (fillfactor = 85);
create index "estate_project_created_at_idx" on "estate_project" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_project_name_idx" on "estate_project" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "estate_project_deleted_idx" on "estate_project" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_permit" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "project_id" uuid not null,
  "number" text collate "C" not null,
  "kind" text collate "C" not null,
  "issued_on" date,
  primary key ("tenant_id", "id"),
  constraint "estate_permit_number_check" check (char_length("number") <= 100),
  constraint "estate_permit_kind_check" check ("kind" in ('PRE_SALE', 'COMPLETED_SALE'))
) with (fillfactor = 85);
create index "estate_permit_created_at_idx" on "estate_permit" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_permit_project_id_created_at_id_idx" on "estate_permit" ("tenant_id", "project_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_permit_project_id_number_key" on "estate_permit" ("tenant_id", "project_id", "number") where "deleted_at" is null;
create index "estate_permit_deleted_idx" on "estate_permit" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_phase" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "project_id" uuid not null,
  "name" text collate "C" not null,
  "handover_due_on" date,
  primary key ("tenant_id", "id"),
  constraint "estate_phase_name_check" check (char_length("name") <= 100)
) with (fillfactor = 85);
create index "estate_phase_created_at_idx" on "estate_phase" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_phase_project_id_created_at_id_idx" on "estate_phase" ("tenant_id", "project_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_phase_deleted_idx" on "estate_phase" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_building" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "phase_id" uuid not null,
  "permit_id" uuid,
  "name" text collate "C" not null,
  "stories_total" integer,
  primary key ("tenant_id", "id"),
  constraint "estate_building_name_check" check (char_length("name") <= 100)
) with (fillfactor = 85);
create index "estate_building_created_at_idx" on "estate_building" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_building_name_idx" on "estate_building" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "estate_building_phase_id_created_at_id_idx" on "estate_building" ("tenant_id", "phase_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_building_permit_id_created_at_id_idx" on "estate_building" ("tenant_id", "permit_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_building_phase_id_name_key" on "estate_building" ("tenant_id", "phase_id", "name") where "deleted_at" is null;
create index "estate_building_deleted_idx" on "estate_building" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_floor" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "building_id" uuid not null,
  "level" integer not null,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "estate_floor_created_at_idx" on "estate_floor" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_floor_level_idx" on "estate_floor" ("tenant_id", "level", "id") where "deleted_at" is null;
create index "estate_floor_building_id_created_at_id_idx" on "estate_floor" ("tenant_id", "building_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_floor_building_id_level_id_idx" on "estate_floor" ("tenant_id", "building_id", "level", "id") where "deleted_at" is null;
create unique index "estate_floor_building_id_level_key" on "estate_floor" ("tenant_id", "building_id", "level") where "deleted_at" is null;
create index "estate_floor_deleted_idx" on "estate_floor" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_layout" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "project_id" uuid not null,
  "name" text collate "C" not null,
  "bedrooms_total" integer not null,
  "bathrooms_total_integer" integer not null,
  "building_area_total" bigint not null,
  "living_area" bigint not null,
  primary key ("tenant_id", "id"),
  constraint "estate_layout_name_check" check (char_length("name") <= 50)
) with (fillfactor = 85);
create index "estate_layout_created_at_idx" on "estate_layout" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_layout_name_idx" on "estate_layout" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "estate_layout_project_id_created_at_id_idx" on "estate_layout" ("tenant_id", "project_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_layout_project_id_name_key" on "estate_layout" ("tenant_id", "project_id", "name") where "deleted_at" is null;
create index "estate_layout_deleted_idx" on "estate_layout" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_release" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "project_id" uuid not null,
  "name" text collate "C" not null,
  "starts_at" timestamptz(3) not null,
  "queue_rule" text collate "C" not null,
  "state" text collate "C" not null,
  "seed_hash" text collate "C",
  "seed" text collate "C",
  "sealed_seed" text collate "C",
  "called_up_to" integer not null,
  primary key ("tenant_id", "id"),
  constraint "estate_release_name_check" check (char_length("name") <= 100),
  constraint "estate_release_queue_rule_check" check ("queue_rule" in ('FIRST_COME', 'LOTTERY', 'POINTS')),
  constraint "estate_release_state_check" check ("state" in ('PLANNED', 'PUBLISHED', 'DRAWN', 'OPEN', 'CLOSED')),
  constraint "estate_release_seed_hash_check" check (char_length("seed_hash") <= 64),
  constraint "estate_release_seed_check" check (char_length("seed") <= 64),
  constraint "estate_release_sealed_seed_check" check (char_length("sealed_seed") <= 400)
) with (fillfactor = 85);
create index "estate_release_created_at_idx" on "estate_release" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_release_starts_at_idx" on "estate_release" ("tenant_id", "starts_at", "id") where "deleted_at" is null;
create index "estate_release_project_id_created_at_id_idx" on "estate_release" ("tenant_id", "project_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_release_deleted_idx" on "estate_release" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_queue_ticket" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "release_id" uuid not null,
  "customer_id" uuid not null,
  "number" integer not null,
  "points" integer not null,
  "position" integer,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "estate_queue_ticket_created_at_idx" on "estate_queue_ticket" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_queue_ticket_number_idx" on "estate_queue_ticket" ("tenant_id", "number", "id") where "deleted_at" is null;
create index "estate_queue_ticket_release_id_created_at_id_idx" on "estate_queue_ticket" ("tenant_id", "release_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_queue_ticket_release_id_position_id_idx" on "estate_queue_ticket" ("tenant_id", "release_id", "position", "id") where "deleted_at" is null;
create index "estate_queue_ticket_customer_id_created_at_id_idx" on "estate_queue_ticket" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_queue_ticket_release_id_customer_id_key" on "estate_queue_ticket" ("tenant_id", "release_id", "customer_id") where "deleted_at" is null;
create unique index "estate_queue_ticket_release_id_number_key" on "estate_queue_ticket" ("tenant_id", "release_id", "number") where "deleted_at" is null;
create index "estate_queue_ticket_deleted_idx" on "estate_queue_ticket" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_unit" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "floor_id" uuid not null,
  "building_id" uuid not null,
  "project_id" uuid not null,
  "layout_id" uuid,
  "release_id" uuid,
  "unit_number" text collate "C" not null,
  "line" integer not null,
  "building_area_total" bigint not null,
  "living_area" bigint not null,
  "direction_faces" text collate "C",
  "state" text collate "C" not null,
  "held_until" timestamptz(3),
  "list_price_amount" bigint,
  "list_price_currency" text collate "C",
  "claim_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "estate_unit_unit_number_check" check (char_length("unit_number") <= 30),
  constraint "estate_unit_direction_faces_check" check ("direction_faces" in ('NORTH', 'NORTH_EAST', 'EAST', 'SOUTH_EAST', 'SOUTH', 'SOUTH_WEST', 'WEST', 'NORTH_WEST')),
  constraint "estate_unit_state_check" check ("state" in ('PLANNED', 'AVAILABLE', 'HELD', 'SUBSCRIBED', 'CONTRACTED', 'FILED', 'PAID_UP', 'HANDED_OVER', 'OCCUPIED', 'RESCINDED', 'WITHDRAWN')),
  constraint "estate_unit_list_price_amount_check" check (("list_price_amount" is null) = ("list_price_currency" is null))
) with (fillfactor = 85);
create index "estate_unit_created_at_idx" on "estate_unit" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_unit_unit_number_idx" on "estate_unit" ("tenant_id", "unit_number", "id") where "deleted_at" is null;
create index "estate_unit_line_idx" on "estate_unit" ("tenant_id", "line", "id") where "deleted_at" is null;
create index "estate_unit_floor_id_created_at_id_idx" on "estate_unit" ("tenant_id", "floor_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_unit_floor_id_line_id_idx" on "estate_unit" ("tenant_id", "floor_id", "line", "id") where "deleted_at" is null;
create index "estate_unit_building_id_created_at_id_idx" on "estate_unit" ("tenant_id", "building_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_unit_project_id_state_created_at_id_idx" on "estate_unit" ("tenant_id", "project_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_unit_layout_id_created_at_id_idx" on "estate_unit" ("tenant_id", "layout_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_unit_release_id_created_at_id_idx" on "estate_unit" ("tenant_id", "release_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_unit_held_until_id_idx" on "estate_unit" ("tenant_id", "held_until", "id") where "deleted_at" is null;
create unique index "estate_unit_building_id_unit_number_key" on "estate_unit" ("tenant_id", "building_id", "unit_number") where "deleted_at" is null;
create index "estate_unit_deleted_idx" on "estate_unit" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_claim" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "unit_id" uuid not null,
  "customer_id" uuid not null,
  "consultant_id" uuid,
  "stage" text collate "C" not null,
  "held_until" timestamptz(3),
  "warn_at" timestamptz(3),
  "reason" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "estate_claim_stage_check" check ("stage" in ('HELD', 'SUBSCRIBED', 'CONTRACTED', 'RELEASED', 'EXPIRED', 'CANCELED', 'RESCINDED')),
  constraint "estate_claim_reason_check" check (char_length("reason") <= 300)
) with (fillfactor = 85);
create index "estate_claim_created_at_idx" on "estate_claim" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_claim_unit_id_created_at_id_idx" on "estate_claim" ("tenant_id", "unit_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_claim_customer_id_created_at_id_idx" on "estate_claim" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_claim_consultant_id_created_at_id_idx" on "estate_claim" ("tenant_id", "consultant_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_claim_stage_held_until_id_idx" on "estate_claim" ("tenant_id", "stage", "held_until", "id") where "deleted_at" is null;
create unique index "estate_claim_unit_id_key" on "estate_claim" ("tenant_id", "unit_id") where "deleted_at" is null and "stage" in ('HELD', 'SUBSCRIBED', 'CONTRACTED');
create index "estate_claim_deleted_idx" on "estate_claim" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_price_list" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "project_id" uuid not null,
  "number" integer not null,
  "state" text collate "C" not null,
  "consultant_discount" bigint not null,
  "approved_discount" bigint not null,
  "submitted_by_id" uuid,
  "approved_by_id" uuid,
  "active_since" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "estate_price_list_state_check" check ("state" in ('DRAFT', 'SUBMITTED', 'APPROVED', 'ACTIVE', 'SUPERSEDED'))
) with (fillfactor = 85);
create index "estate_price_list_created_at_idx" on "estate_price_list" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_price_list_number_idx" on "estate_price_list" ("tenant_id", "number", "id") where "deleted_at" is null;
create index "estate_price_list_project_id_created_at_id_idx" on "estate_price_list" ("tenant_id", "project_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_price_list_project_id_number_key" on "estate_price_list" ("tenant_id", "project_id", "number") where "deleted_at" is null;
create unique index "estate_price_list_project_id_key" on "estate_price_list" ("tenant_id", "project_id") where "deleted_at" is null and "state" in ('ACTIVE');
create index "estate_price_list_deleted_idx" on "estate_price_list" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_unit_price" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "price_list_id" uuid not null,
  "unit_id" uuid not null,
  "total_amount" bigint not null,
  "total_currency" text collate "C" not null,
  "per_square_metre_amount" bigint not null,
  "per_square_metre_currency" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "estate_unit_price_total_amount_check" check (("total_amount" is null) = ("total_currency" is null)),
  constraint "estate_unit_price_per_square_metre_amount_check" check (("per_square_metre_amount" is null) = ("per_square_metre_currency" is null))
) with (fillfactor = 85);
create index "estate_unit_price_created_at_idx" on "estate_unit_price" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_unit_price_price_list_id_created_at_id_idx" on "estate_unit_price" ("tenant_id", "price_list_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_unit_price_unit_id_created_at_id_idx" on "estate_unit_price" ("tenant_id", "unit_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_unit_price_price_list_id_unit_id_key" on "estate_unit_price" ("tenant_id", "price_list_id", "unit_id") where "deleted_at" is null;
create index "estate_unit_price_deleted_idx" on "estate_unit_price" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "real_estate_customer" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "budget_from_amount" bigint,
  "budget_from_currency" text collate "C",
  "budget_until_amount" bigint,
  "budget_until_currency" text collate "C",
  "bedrooms_from" integer,
  "bedrooms_until" integer,
  "area_from" bigint,
  "area_until" bigint,
  "purpose" text collate "C",
  "eligibility" text collate "C" not null,
  "current_home" text collate "C",
  "needs_loan" boolean,
  "explicit_concerns" jsonb not null,
  "implicit_concerns" jsonb not null,
  "known_by" text collate "C",
  "consultant_id" uuid,
  "decision_party_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "real_estate_customer_budget_from_amount_check" check (("budget_from_amount" is null) = ("budget_from_currency" is null)),
  constraint "real_estate_customer_budget_until_amount_check" check (("budget_until_amount" is null) = ("budget_until_currency" is null)),
  constraint "real_estate_customer_purpose_check" check ("purpose" in ('OWN_USE', 'FIRST_HOME', 'REPLACEMENT', 'INVESTMENT')),
  constraint "real_estate_customer_eligibility_check" check ("eligibility" in ('UNKNOWN', 'ELIGIBLE', 'NOT_ELIGIBLE')),
  constraint "real_estate_customer_current_home_check" check (char_length("current_home") <= 300),
  constraint "real_estate_customer_known_by_check" check ("known_by" in ('WALK_IN', 'ONLINE', 'ADVERTISEMENT', 'BROKER', 'REFERRAL', 'GROUP'))
) with (fillfactor = 85);
create index "real_estate_customer_consultant_id_id_idx" on "real_estate_customer" ("tenant_id", "consultant_id", "id");
create index "real_estate_customer_known_by_id_idx" on "real_estate_customer" ("tenant_id", "known_by", "id");
alter table "estate_permit" add constraint "estate_permit_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_phase" add constraint "estate_phase_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_building" add constraint "estate_building_phase_id_fkey" foreign key ("tenant_id", "phase_id") references "estate_phase" ("tenant_id", "id");
alter table "estate_building" add constraint "estate_building_permit_id_fkey" foreign key ("tenant_id", "permit_id") references "estate_permit" ("tenant_id", "id");
alter table "estate_floor" add constraint "estate_floor_building_id_fkey" foreign key ("tenant_id", "building_id") references "estate_building" ("tenant_id", "id");
alter table "estate_layout" add constraint "estate_layout_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_release" add constraint "estate_release_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_queue_ticket" add constraint "estate_queue_ticket_release_id_fkey" foreign key ("tenant_id", "release_id") references "estate_release" ("tenant_id", "id");
alter table "estate_queue_ticket" add constraint "estate_queue_ticket_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_unit" add constraint "estate_unit_floor_id_fkey" foreign key ("tenant_id", "floor_id") references "estate_floor" ("tenant_id", "id");
alter table "estate_unit" add constraint "estate_unit_building_id_fkey" foreign key ("tenant_id", "building_id") references "estate_building" ("tenant_id", "id");
alter table "estate_unit" add constraint "estate_unit_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_unit" add constraint "estate_unit_layout_id_fkey" foreign key ("tenant_id", "layout_id") references "estate_layout" ("tenant_id", "id");
alter table "estate_unit" add constraint "estate_unit_release_id_fkey" foreign key ("tenant_id", "release_id") references "estate_release" ("tenant_id", "id");
alter table "estate_unit" add constraint "estate_unit_claim_id_fkey" foreign key ("tenant_id", "claim_id") references "estate_claim" ("tenant_id", "id");
alter table "estate_claim" add constraint "estate_claim_unit_id_fkey" foreign key ("tenant_id", "unit_id") references "estate_unit" ("tenant_id", "id");
alter table "estate_claim" add constraint "estate_claim_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_claim" add constraint "estate_claim_consultant_id_fkey" foreign key ("tenant_id", "consultant_id") references "user_account" ("tenant_id", "id");
alter table "estate_price_list" add constraint "estate_price_list_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_price_list" add constraint "estate_price_list_submitted_by_id_fkey" foreign key ("tenant_id", "submitted_by_id") references "user_account" ("tenant_id", "id");
alter table "estate_price_list" add constraint "estate_price_list_approved_by_id_fkey" foreign key ("tenant_id", "approved_by_id") references "user_account" ("tenant_id", "id");
alter table "estate_unit_price" add constraint "estate_unit_price_price_list_id_fkey" foreign key ("tenant_id", "price_list_id") references "estate_price_list" ("tenant_id", "id");
alter table "estate_unit_price" add constraint "estate_unit_price_unit_id_fkey" foreign key ("tenant_id", "unit_id") references "estate_unit" ("tenant_id", "id");
alter table "real_estate_customer" add constraint "real_estate_customer_id_fkey" foreign key ("tenant_id", "id") references "customer" ("tenant_id", "id") on delete cascade;
alter table "real_estate_customer" add constraint "real_estate_customer_consultant_id_fkey" foreign key ("tenant_id", "consultant_id") references "user_account" ("tenant_id", "id");
alter table "real_estate_customer" add constraint "real_estate_customer_decision_party_id_fkey" foreign key ("tenant_id", "decision_party_id") references "buying_party" ("tenant_id", "id");
${isolateTenants('estate_project')}
${isolateTenants('estate_permit')}
${isolateTenants('estate_phase')}
${isolateTenants('estate_building')}
${isolateTenants('estate_floor')}
${isolateTenants('estate_layout')}
${isolateTenants('estate_release')}
${isolateTenants('estate_queue_ticket')}
${isolateTenants('estate_unit')}
${isolateTenants('estate_claim')}
${isolateTenants('estate_price_list')}
${isolateTenants('estate_unit_price')}
${isolateTenants('real_estate_customer')}${alarmAccess('estate_unit', 'held_until')}`,
};
