import { alarmAccess, isolateTenants, type Migration } from '@rapport/sdk';

export const createAgreements: Migration = {
  id: '0002-create-agreements',
  sql: `
create table "queue_member" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "queue_id" uuid not null,
  "user_id" uuid not null,
  "capacity" integer not null,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "queue_member_created_at_idx" on "queue_member" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "queue_member_user_id_created_at_id_idx" on "queue_member" ("tenant_id", "user_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "queue_member_queue_id_user_id_key" on "queue_member" ("tenant_id", "queue_id", "user_id") where "deleted_at" is null;
create index "queue_member_deleted_idx" on "queue_member" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "user_skill" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "user_id" uuid not null,
  "skill_id" uuid not null,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "user_skill_created_at_idx" on "user_skill" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "user_skill_skill_id_created_at_id_idx" on "user_skill" ("tenant_id", "skill_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "user_skill_user_id_skill_id_key" on "user_skill" ("tenant_id", "user_id", "skill_id") where "deleted_at" is null;
create index "user_skill_deleted_idx" on "user_skill" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "sla_policy" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "active" boolean not null,
  "rank" integer not null,
  "customer_filter" jsonb,
  "targets" jsonb not null,
  "warn_at_percent" integer not null,
  "pauses_for_third" boolean not null,
  "escalations" jsonb not null,
  "calendar_id" uuid not null,
  primary key ("tenant_id", "id"),
  constraint "sla_policy_name_check" check (char_length("name") <= 100)
) with (fillfactor = 85);
create index "sla_policy_created_at_idx" on "sla_policy" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "sla_policy_name_idx" on "sla_policy" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "sla_policy_rank_idx" on "sla_policy" ("tenant_id", "rank", "id") where "deleted_at" is null;
create index "sla_policy_active_rank_id_idx" on "sla_policy" ("tenant_id", "active", "rank" desc, "id") where "deleted_at" is null;
create unique index "sla_policy_name_key" on "sla_policy" ("tenant_id", "name") where "deleted_at" is null;
create index "sla_policy_deleted_idx" on "sla_policy" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "service_contract" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "state" text collate "C" not null,
  "starts_on" date not null,
  "ends_on" date not null,
  "notice_days" integer not null,
  "price_amount" bigint,
  "price_currency" text collate "C",
  "customer_id" uuid not null,
  "renews_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "service_contract_name_check" check (char_length("name") <= 200),
  constraint "service_contract_state_check" check ("state" in ('DRAFT', 'ACTIVE', 'EXPIRING', 'RENEWED', 'EXPIRED', 'SUSPENDED', 'TERMINATED')),
  constraint "service_contract_price_amount_check" check (("price_amount" is null) = ("price_currency" is null)),
  constraint "service_contract_ends_on_after_check" check ("ends_on" > "starts_on")
) with (fillfactor = 85);
create index "service_contract_created_at_idx" on "service_contract" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "service_contract_ends_on_idx" on "service_contract" ("tenant_id", "ends_on", "id") where "deleted_at" is null;
create index "service_contract_customer_id_created_at_id_idx" on "service_contract" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_contract_state_ends_on_id_idx" on "service_contract" ("tenant_id", "state", "ends_on", "id") where "deleted_at" is null;
create index "service_contract_renews_id_created_at_id_idx" on "service_contract" ("tenant_id", "renews_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_contract_deleted_idx" on "service_contract" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "entitlement" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "kinds" jsonb,
  "quantity" integer,
  "used" integer not null,
  "contract_id" uuid not null,
  "policy_id" uuid not null,
  "category_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "entitlement_name_check" check (char_length("name") <= 200)
) with (fillfactor = 85);
create index "entitlement_created_at_idx" on "entitlement" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "entitlement_contract_id_created_at_id_idx" on "entitlement" ("tenant_id", "contract_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "entitlement_deleted_idx" on "entitlement" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "service_request_step" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "request_id" uuid not null,
  "from_state" text collate "C",
  "to_state" text collate "C" not null,
  "taken_at" timestamptz(3) not null,
  "reason" text collate "C",
  "user_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "service_request_step_from_state_check" check ("from_state" in ('NEW', 'ASSIGNED', 'IN_PROGRESS', 'WAITING_CUSTOMER', 'WAITING_THIRD', 'RESOLVED', 'CLOSED', 'REOPENED', 'DUPLICATE', 'REJECTED')),
  constraint "service_request_step_to_state_check" check ("to_state" in ('NEW', 'ASSIGNED', 'IN_PROGRESS', 'WAITING_CUSTOMER', 'WAITING_THIRD', 'RESOLVED', 'CLOSED', 'REOPENED', 'DUPLICATE', 'REJECTED')),
  constraint "service_request_step_reason_check" check (char_length("reason") <= 500)
) with (fillfactor = 85);
create index "service_request_step_created_at_idx" on "service_request_step" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "service_request_step_request_id_taken_at_id_idx" on "service_request_step" ("tenant_id", "request_id", "taken_at", "id") where "deleted_at" is null;
create index "service_request_step_deleted_idx" on "service_request_step" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "sla_clock" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "request_id" uuid not null,
  "milestone" text collate "C" not null,
  "state" text collate "C" not null,
  "target_seconds" bigint not null,
  "counted_seconds" bigint not null,
  "counted_at" timestamptz(3) not null,
  "started_at" timestamptz(3) not null,
  "paused_since" timestamptz(3),
  "due_at" timestamptz(3),
  "breached_at" timestamptz(3),
  "stopped_at" timestamptz(3),
  "next_signal" text collate "C",
  "next_signal_at" timestamptz(3),
  "escalations" integer not null,
  "pauses_for_third" boolean not null,
  "policy_id" uuid not null,
  "calendar_id" uuid not null,
  primary key ("tenant_id", "id"),
  constraint "sla_clock_milestone_check" check ("milestone" in ('FIRST_RESPONSE', 'RESOLUTION')),
  constraint "sla_clock_state_check" check ("state" in ('RUNNING', 'PAUSED', 'STOPPED')),
  constraint "sla_clock_next_signal_check" check ("next_signal" in ('WARNING', 'BREACH', 'ESCALATION'))
) with (fillfactor = 85);
create index "sla_clock_created_at_idx" on "sla_clock" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "sla_clock_breached_at_idx" on "sla_clock" ("tenant_id", "breached_at", "id") where "deleted_at" is null;
create index "sla_clock_next_signal_at_idx" on "sla_clock" ("tenant_id", "next_signal_at", "id") where "deleted_at" is null;
create index "sla_clock_request_id_milestone_id_idx" on "sla_clock" ("tenant_id", "request_id", "milestone", "id") where "deleted_at" is null;
create index "sla_clock_next_signal_at_id_idx" on "sla_clock" ("tenant_id", "next_signal_at", "id") where "deleted_at" is null;
create index "sla_clock_breached_at_id_idx" on "sla_clock" ("tenant_id", "breached_at", "id") where "deleted_at" is null;
create unique index "sla_clock_request_id_milestone_key" on "sla_clock" ("tenant_id", "request_id", "milestone") where "deleted_at" is null;
create index "sla_clock_deleted_idx" on "sla_clock" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "queue_member" add constraint "queue_member_queue_id_fkey" foreign key ("tenant_id", "queue_id") references "queue" ("tenant_id", "id");
alter table "queue_member" add constraint "queue_member_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "user_skill" add constraint "user_skill_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "user_skill" add constraint "user_skill_skill_id_fkey" foreign key ("tenant_id", "skill_id") references "skill" ("tenant_id", "id");
alter table "sla_policy" add constraint "sla_policy_calendar_id_fkey" foreign key ("tenant_id", "calendar_id") references "business_calendar" ("tenant_id", "id");
alter table "service_contract" add constraint "service_contract_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "service_contract" add constraint "service_contract_renews_id_fkey" foreign key ("tenant_id", "renews_id") references "service_contract" ("tenant_id", "id");
alter table "entitlement" add constraint "entitlement_contract_id_fkey" foreign key ("tenant_id", "contract_id") references "service_contract" ("tenant_id", "id");
alter table "entitlement" add constraint "entitlement_policy_id_fkey" foreign key ("tenant_id", "policy_id") references "sla_policy" ("tenant_id", "id");
alter table "entitlement" add constraint "entitlement_category_id_fkey" foreign key ("tenant_id", "category_id") references "service_category" ("tenant_id", "id");
alter table "service_request_step" add constraint "service_request_step_request_id_fkey" foreign key ("tenant_id", "request_id") references "service_request" ("tenant_id", "id");
alter table "service_request_step" add constraint "service_request_step_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "sla_clock" add constraint "sla_clock_request_id_fkey" foreign key ("tenant_id", "request_id") references "service_request" ("tenant_id", "id");
alter table "sla_clock" add constraint "sla_clock_policy_id_fkey" foreign key ("tenant_id", "policy_id") references "sla_policy" ("tenant_id", "id");
alter table "sla_clock" add constraint "sla_clock_calendar_id_fkey" foreign key ("tenant_id", "calendar_id") references "business_calendar" ("tenant_id", "id");
alter table "service_request" no force row level security;
alter table "service_request" add column "state_since" timestamptz(3);
update "service_request" set "state_since" = "created_at";
alter table "service_request" alter column "state_since" set not null;
alter table "service_request" add column "opened_by_id" uuid;
alter table "service_request" add column "entitlement_id" uuid;
alter table "service_request" add column "follows_id" uuid;
create index "service_request_opened_by_id_created_at_id_idx" on "service_request" ("tenant_id", "opened_by_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_entitlement_id_created_at_id_idx" on "service_request" ("tenant_id", "entitlement_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_follows_id_created_at_id_idx" on "service_request" ("tenant_id", "follows_id", "created_at" desc, "id" desc) where "deleted_at" is null;
alter table "service_request" add constraint "service_request_opened_by_id_fkey" foreign key ("tenant_id", "opened_by_id") references "user_account" ("tenant_id", "id");
alter table "service_request" add constraint "service_request_entitlement_id_fkey" foreign key ("tenant_id", "entitlement_id") references "entitlement" ("tenant_id", "id");
alter table "service_request" add constraint "service_request_follows_id_fkey" foreign key ("tenant_id", "follows_id") references "service_request" ("tenant_id", "id");
alter table "service_request" force row level security;
${isolateTenants('queue_member')}
${isolateTenants('user_skill')}
${isolateTenants('sla_policy')}
${isolateTenants('service_contract')}
${isolateTenants('entitlement')}
${isolateTenants('service_request_step')}
${isolateTenants('sla_clock')}${alarmAccess('sla_clock', 'next_signal_at')}`,
};
