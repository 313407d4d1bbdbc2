import { alarmAccess, isolateTenants, type Migration } from '@rapport/sdk';

export const createLeads: Migration = {
  id: '0001-create-leads',
  sql: `
create table "lead" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "company" text collate "C",
  "email" text collate "C",
  "phone" text collate "C",
  "language" text collate "C",
  "region" text collate "C",
  "topic" text collate "C",
  "need" text collate "C",
  "heard_through" text collate "C",
  "source" text collate "C" not null,
  "form_id" uuid,
  "interaction_id" uuid,
  "customer_id" uuid,
  "likely_customer_id" uuid,
  "state" text collate "C" not null,
  "pool_id" uuid,
  "reporter_id" uuid,
  "assignee_id" uuid,
  "team_id" uuid,
  "territory_id" uuid,
  "received_at" timestamptz(3) not null,
  "accept_by" timestamptz(3),
  "accepted_at" timestamptz(3),
  "first_response_at" timestamptz(3),
  "response_seconds" integer,
  "converted_at" timestamptz(3),
  "leak" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "lead_name_check" check (char_length("name") <= 200),
  constraint "lead_company_check" check (char_length("company") <= 200),
  constraint "lead_language_check" check (char_length("language") <= 35),
  constraint "lead_region_check" check (char_length("region") <= 100),
  constraint "lead_topic_check" check (char_length("topic") <= 100),
  constraint "lead_need_check" check (char_length("need") <= 5000),
  constraint "lead_heard_through_check" check (char_length("heard_through") <= 200),
  constraint "lead_source_check" check ("source" in ('API', 'FORM', 'INTERACTION', 'IMPORT', 'EVENT')),
  constraint "lead_state_check" check ("state" in ('NEW', 'ASSIGNED', 'ACCEPTED', 'WORKING', 'NURTURING', 'QUALIFIED', 'DISQUALIFIED')),
  constraint "lead_leak_check" check ("leak" in ('UNKNOWN', 'NO_CONTACT_KEPT', 'FORGOTTEN', 'OFF_THE_POINT', 'ATTITUDE', 'PRODUCT_KNOWLEDGE', 'NEGOTIATION', 'OUT_OF_STOCK', 'AVERSE', 'INDIFFERENT', 'COMPETITOR', 'NO_NEED'))
) with (fillfactor = 85);
create index "lead_created_at_idx" on "lead" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "lead_received_at_idx" on "lead" ("tenant_id", "received_at", "id") where "deleted_at" is null;
create index "lead_assignee_id_state_received_at_id_idx" on "lead" ("tenant_id", "assignee_id", "state", "received_at" desc, "id" desc) where "deleted_at" is null;
create index "lead_reporter_id_received_at_id_idx" on "lead" ("tenant_id", "reporter_id", "received_at" desc, "id" desc) where "deleted_at" is null;
create index "lead_team_id_received_at_id_idx" on "lead" ("tenant_id", "team_id", "received_at" desc, "id" desc) where "deleted_at" is null;
create index "lead_territory_id_received_at_id_idx" on "lead" ("tenant_id", "territory_id", "received_at" desc, "id" desc) where "deleted_at" is null;
create index "lead_customer_id_received_at_id_idx" on "lead" ("tenant_id", "customer_id", "received_at" desc, "id" desc) where "deleted_at" is null;
create index "lead_likely_customer_id_received_at_id_idx" on "lead" ("tenant_id", "likely_customer_id", "received_at" desc, "id" desc) where "deleted_at" is null;
create index "lead_interaction_id_received_at_id_idx" on "lead" ("tenant_id", "interaction_id", "received_at" desc, "id" desc) where "deleted_at" is null;
create index "lead_form_id_created_at_id_idx" on "lead" ("tenant_id", "form_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "lead_pool_id_state_received_at_id_idx" on "lead" ("tenant_id", "pool_id", "state", "received_at", "id") where "deleted_at" is null;
create index "lead_state_received_at_id_idx" on "lead" ("tenant_id", "state", "received_at" desc, "id" desc) where "deleted_at" is null;
create index "lead_accept_by_id_idx" on "lead" ("tenant_id", "accept_by", "id") where "deleted_at" is null;
create index "lead_email_id_idx" on "lead" ("tenant_id", "email", "id") where "deleted_at" is null;
create index "lead_phone_id_idx" on "lead" ("tenant_id", "phone", "id") where "deleted_at" is null;
create index "lead_deleted_idx" on "lead" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "lead_pool" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "position" integer not null,
  "active" boolean not null,
  "source" text collate "C",
  "topic" text collate "C",
  "territory_id" uuid,
  "distribution" text collate "C" not null,
  "by_skill" boolean not null,
  "accept_minutes" integer not null,
  primary key ("tenant_id", "id"),
  constraint "lead_pool_name_check" check (char_length("name") <= 200),
  constraint "lead_pool_source_check" check ("source" in ('API', 'FORM', 'INTERACTION', 'IMPORT', 'EVENT')),
  constraint "lead_pool_topic_check" check (char_length("topic") <= 100),
  constraint "lead_pool_distribution_check" check ("distribution" in ('TURNS', 'LEAST_LOAD', 'CLAIM'))
) with (fillfactor = 85);
create index "lead_pool_created_at_idx" on "lead_pool" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "lead_pool_position_idx" on "lead_pool" ("tenant_id", "position", "id") where "deleted_at" is null;
create index "lead_pool_deleted_idx" on "lead_pool" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "lead_pool_member" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "pool_id" uuid not null,
  "user_id" uuid not null,
  "active" boolean not null,
  "weight" integer not null,
  "skills" jsonb not null,
  "capacity" integer,
  "credit" integer not null,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "lead_pool_member_created_at_idx" on "lead_pool_member" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "lead_pool_member_user_id_id_idx" on "lead_pool_member" ("tenant_id", "user_id", "id") where "deleted_at" is null;
create unique index "lead_pool_member_pool_id_user_id_key" on "lead_pool_member" ("tenant_id", "pool_id", "user_id") where "deleted_at" is null;
create index "lead_pool_member_deleted_idx" on "lead_pool_member" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "lead_form" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "active" boolean not null,
  "topic" text collate "C",
  "territory_id" uuid,
  "per_hour" integer not null,
  primary key ("tenant_id", "id"),
  constraint "lead_form_name_check" check (char_length("name") <= 200),
  constraint "lead_form_topic_check" check (char_length("topic") <= 100)
) with (fillfactor = 85);
create index "lead_form_created_at_idx" on "lead_form" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "lead_form_deleted_idx" on "lead_form" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "lead_assignment" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "lead_id" uuid not null,
  "user_id" uuid not null,
  "outcome" text collate "C" not null,
  "reason" text collate "C",
  "ended_at" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "lead_assignment_outcome_check" check ("outcome" in ('OPEN', 'ACCEPTED', 'RETURNED', 'TIMED_OUT', 'WITHDRAWN')),
  constraint "lead_assignment_reason_check" check (char_length("reason") <= 500)
) with (fillfactor = 85);
create index "lead_assignment_created_at_idx" on "lead_assignment" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "lead_assignment_lead_id_created_at_id_idx" on "lead_assignment" ("tenant_id", "lead_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "lead_assignment_user_id_outcome_created_at_id_idx" on "lead_assignment" ("tenant_id", "user_id", "outcome", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "lead_assignment_lead_id_key" on "lead_assignment" ("tenant_id", "lead_id") where "deleted_at" is null and "outcome" in ('OPEN');
create index "lead_assignment_deleted_idx" on "lead_assignment" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "leak" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "code" text collate "C" not null,
  "stage" text collate "C" not null,
  "people" integer not null,
  "competitor" text collate "C",
  "cause" text collate "C",
  "lost_at" timestamptz(3) not null,
  "customer_id" uuid,
  "lead_id" uuid,
  "reporter_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "leak_code_check" check ("code" in ('UNKNOWN', 'NO_CONTACT_KEPT', 'FORGOTTEN', 'OFF_THE_POINT', 'ATTITUDE', 'PRODUCT_KNOWLEDGE', 'NEGOTIATION', 'OUT_OF_STOCK', 'AVERSE', 'INDIFFERENT', 'COMPETITOR', 'NO_NEED')),
  constraint "leak_stage_check" check ("stage" in ('STRANGER', 'INQUIRY', 'LEAD', 'CUSTOMER', 'REPEAT', 'ADVOCATE')),
  constraint "leak_competitor_check" check (char_length("competitor") <= 200),
  constraint "leak_cause_check" check (char_length("cause") <= 2000)
) with (fillfactor = 85);
create index "leak_created_at_idx" on "leak" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "leak_lost_at_idx" on "leak" ("tenant_id", "lost_at", "id") where "deleted_at" is null;
create index "leak_customer_id_lost_at_id_idx" on "leak" ("tenant_id", "customer_id", "lost_at" desc, "id" desc) where "deleted_at" is null;
create index "leak_lead_id_lost_at_id_idx" on "leak" ("tenant_id", "lead_id", "lost_at" desc, "id" desc) where "deleted_at" is null;
create index "leak_reporter_id_lost_at_id_idx" on "leak" ("tenant_id", "reporter_id", "lost_at" desc, "id" desc) where "deleted_at" is null;
create index "leak_stage_code_lost_at_id_idx" on "leak" ("tenant_id", "stage", "code", "lost_at" desc, "id" desc) where "deleted_at" is null;
create index "leak_competitor_lost_at_id_idx" on "leak" ("tenant_id", "competitor", "lost_at" desc, "id" desc) where "deleted_at" is null;
create index "leak_deleted_idx" on "leak" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "lead" add constraint "lead_form_id_fkey" foreign key ("tenant_id", "form_id") references "lead_form" ("tenant_id", "id");
alter table "lead" add constraint "lead_interaction_id_fkey" foreign key ("tenant_id", "interaction_id") references "interaction" ("tenant_id", "id");
alter table "lead" add constraint "lead_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "lead" add constraint "lead_likely_customer_id_fkey" foreign key ("tenant_id", "likely_customer_id") references "customer" ("tenant_id", "id");
alter table "lead" add constraint "lead_pool_id_fkey" foreign key ("tenant_id", "pool_id") references "lead_pool" ("tenant_id", "id");
alter table "lead" add constraint "lead_reporter_id_fkey" foreign key ("tenant_id", "reporter_id") references "user_account" ("tenant_id", "id");
alter table "lead" add constraint "lead_assignee_id_fkey" foreign key ("tenant_id", "assignee_id") references "user_account" ("tenant_id", "id");
alter table "lead" add constraint "lead_team_id_fkey" foreign key ("tenant_id", "team_id") references "team" ("tenant_id", "id");
alter table "lead" add constraint "lead_territory_id_fkey" foreign key ("tenant_id", "territory_id") references "territory" ("tenant_id", "id");
alter table "lead_pool" add constraint "lead_pool_territory_id_fkey" foreign key ("tenant_id", "territory_id") references "territory" ("tenant_id", "id");
alter table "lead_pool_member" add constraint "lead_pool_member_pool_id_fkey" foreign key ("tenant_id", "pool_id") references "lead_pool" ("tenant_id", "id");
alter table "lead_pool_member" add constraint "lead_pool_member_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "lead_form" add constraint "lead_form_territory_id_fkey" foreign key ("tenant_id", "territory_id") references "territory" ("tenant_id", "id");
alter table "lead_assignment" add constraint "lead_assignment_lead_id_fkey" foreign key ("tenant_id", "lead_id") references "lead" ("tenant_id", "id");
alter table "lead_assignment" add constraint "lead_assignment_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "leak" add constraint "leak_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "leak" add constraint "leak_lead_id_fkey" foreign key ("tenant_id", "lead_id") references "lead" ("tenant_id", "id");
alter table "leak" add constraint "leak_reporter_id_fkey" foreign key ("tenant_id", "reporter_id") references "user_account" ("tenant_id", "id");
${isolateTenants('lead')}
${isolateTenants('lead_pool')}
${isolateTenants('lead_pool_member')}
${isolateTenants('lead_form')}
${isolateTenants('lead_assignment')}
${isolateTenants('leak')}
${alarmAccess('lead', 'accept_by')}`,
};
