import { isolateTenants, type Migration } from '@rapport/sdk';

export const createService: Migration = {
  id: '0001-create-service',
  sql: `
create table "skill" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "description" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "skill_name_check" check (char_length("name") <= 100),
  constraint "skill_description_check" check (char_length("description") <= 500)
) with (fillfactor = 85);
create index "skill_created_at_idx" on "skill" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "skill_name_idx" on "skill" ("tenant_id", "name", "id") where "deleted_at" is null;
create unique index "skill_name_key" on "skill" ("tenant_id", "name") where "deleted_at" is null;
create index "skill_deleted_idx" on "skill" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "queue" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "description" text collate "C",
  "assignment" text collate "C" not null,
  "team_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "queue_name_check" check (char_length("name") <= 100),
  constraint "queue_description_check" check (char_length("description") <= 500),
  constraint "queue_assignment_check" check ("assignment" in ('CLAIM', 'BALANCED'))
) with (fillfactor = 85);
create index "queue_created_at_idx" on "queue" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "queue_name_idx" on "queue" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "queue_team_id_created_at_id_idx" on "queue" ("tenant_id", "team_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "queue_name_key" on "queue" ("tenant_id", "name") where "deleted_at" is null;
create index "queue_deleted_idx" on "queue" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "service_category" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "parent_id" uuid,
  "queue_id" uuid,
  "skill_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "service_category_name_check" check (char_length("name") <= 100)
) with (fillfactor = 85);
create index "service_category_created_at_idx" on "service_category" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "service_category_name_idx" on "service_category" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "service_category_parent_id_name_id_idx" on "service_category" ("tenant_id", "parent_id", "name", "id") where "deleted_at" is null;
create unique index "service_category_name_key" on "service_category" ("tenant_id", "name") where "deleted_at" is null;
create index "service_category_deleted_idx" on "service_category" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "service_cause" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "description" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "service_cause_name_check" check (char_length("name") <= 100),
  constraint "service_cause_description_check" check (char_length("description") <= 500)
) with (fillfactor = 85);
create index "service_cause_created_at_idx" on "service_cause" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "service_cause_name_idx" on "service_cause" ("tenant_id", "name", "id") where "deleted_at" is null;
create unique index "service_cause_name_key" on "service_cause" ("tenant_id", "name") where "deleted_at" is null;
create index "service_cause_deleted_idx" on "service_cause" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "service_request" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "kind" text collate "C" not null,
  "subject" text collate "C" not null,
  "description" text collate "C",
  "channel" text collate "C" not null,
  "state" text collate "C" not null,
  "open" boolean not null,
  "impact" text collate "C" not null,
  "urgency" text collate "C" not null,
  "priority" integer not null,
  "due_at" timestamptz(3),
  "first_responded_at" timestamptz(3),
  "resolved_at" timestamptz(3),
  "closed_at" timestamptz(3),
  "reopened_count" integer not null,
  "resolution" text collate "C",
  "complaint_step" text collate "C",
  "remedied_at" timestamptz(3),
  "compensation_amount" bigint,
  "compensation_currency" text collate "C",
  "cost_amount" bigint,
  "cost_currency" text collate "C",
  "satisfaction" integer,
  "effort" integer,
  "feedback" text collate "C",
  "customer_id" uuid not null,
  "category_id" uuid,
  "cause_id" uuid,
  "queue_id" uuid,
  "owner_id" uuid,
  "problem_id" uuid,
  "split_from_id" uuid,
  "duplicate_of_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "service_request_kind_check" check ("kind" in ('QUESTION', 'COMPLAINT', 'FAULT', 'SERVICE')),
  constraint "service_request_subject_check" check (char_length("subject") <= 300),
  constraint "service_request_description_check" check (char_length("description") <= 20000),
  constraint "service_request_channel_check" check ("channel" in ('FACE_TO_FACE', 'PHONE', 'EMAIL', 'WEB', 'MESSENGER', 'PARTNER', 'DEVICE')),
  constraint "service_request_state_check" check ("state" in ('NEW', 'ASSIGNED', 'IN_PROGRESS', 'WAITING_CUSTOMER', 'WAITING_THIRD', 'RESOLVED', 'CLOSED', 'REOPENED', 'DUPLICATE', 'REJECTED')),
  constraint "service_request_impact_check" check ("impact" in ('LOW', 'MEDIUM', 'HIGH')),
  constraint "service_request_urgency_check" check ("urgency" in ('LOW', 'MEDIUM', 'HIGH')),
  constraint "service_request_resolution_check" check (char_length("resolution") <= 20000),
  constraint "service_request_complaint_step_check" check ("complaint_step" in ('RECEIVED', 'ACKNOWLEDGED', 'INVESTIGATED', 'REMEDIED', 'CONFIRMED')),
  constraint "service_request_compensation_amount_check" check (("compensation_amount" is null) = ("compensation_currency" is null)),
  constraint "service_request_cost_amount_check" check (("cost_amount" is null) = ("cost_currency" is null)),
  constraint "service_request_feedback_check" check (char_length("feedback") <= 2000)
) with (fillfactor = 85);
create index "service_request_created_at_idx" on "service_request" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "service_request_priority_idx" on "service_request" ("tenant_id", "priority", "id") where "deleted_at" is null;
create index "service_request_due_at_idx" on "service_request" ("tenant_id", "due_at", "id") where "deleted_at" is null;
create index "service_request_customer_id_created_at_id_idx" on "service_request" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_queue_id_open_due_at_id_idx" on "service_request" ("tenant_id", "queue_id", "open", "due_at", "id") where "deleted_at" is null;
create index "service_request_queue_id_state_priority_created_at_id_idx" on "service_request" ("tenant_id", "queue_id", "state", "priority", "created_at", "id") where "deleted_at" is null;
create index "service_request_owner_id_open_due_at_id_idx" on "service_request" ("tenant_id", "owner_id", "open", "due_at", "id") where "deleted_at" is null;
create index "service_request_open_due_at_id_idx" on "service_request" ("tenant_id", "open", "due_at", "id") where "deleted_at" is null;
create index "service_request_state_created_at_id_idx" on "service_request" ("tenant_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_kind_created_at_customer_id_idx" on "service_request" ("tenant_id", "kind", "created_at" desc, "customer_id") where "deleted_at" is null;
create index "service_request_category_id_created_at_id_idx" on "service_request" ("tenant_id", "category_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_cause_id_created_at_id_idx" on "service_request" ("tenant_id", "cause_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_problem_id_created_at_id_idx" on "service_request" ("tenant_id", "problem_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_split_from_id_created_at_id_idx" on "service_request" ("tenant_id", "split_from_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_duplicate_of_id_created_at_id_idx" on "service_request" ("tenant_id", "duplicate_of_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_deleted_idx" on "service_request" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "queue" add constraint "queue_team_id_fkey" foreign key ("tenant_id", "team_id") references "team" ("tenant_id", "id");
alter table "service_category" add constraint "service_category_parent_id_fkey" foreign key ("tenant_id", "parent_id") references "service_category" ("tenant_id", "id");
alter table "service_category" add constraint "service_category_queue_id_fkey" foreign key ("tenant_id", "queue_id") references "queue" ("tenant_id", "id");
alter table "service_category" add constraint "service_category_skill_id_fkey" foreign key ("tenant_id", "skill_id") references "skill" ("tenant_id", "id");
alter table "service_request" add constraint "service_request_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "service_request" add constraint "service_request_category_id_fkey" foreign key ("tenant_id", "category_id") references "service_category" ("tenant_id", "id");
alter table "service_request" add constraint "service_request_cause_id_fkey" foreign key ("tenant_id", "cause_id") references "service_cause" ("tenant_id", "id");
alter table "service_request" add constraint "service_request_queue_id_fkey" foreign key ("tenant_id", "queue_id") references "queue" ("tenant_id", "id");
alter table "service_request" add constraint "service_request_owner_id_fkey" foreign key ("tenant_id", "owner_id") references "user_account" ("tenant_id", "id");
alter table "service_request" add constraint "service_request_problem_id_fkey" foreign key ("tenant_id", "problem_id") references "service_request" ("tenant_id", "id");
alter table "service_request" add constraint "service_request_split_from_id_fkey" foreign key ("tenant_id", "split_from_id") references "service_request" ("tenant_id", "id");
alter table "service_request" add constraint "service_request_duplicate_of_id_fkey" foreign key ("tenant_id", "duplicate_of_id") references "service_request" ("tenant_id", "id");
${isolateTenants('skill')}
${isolateTenants('queue')}
${isolateTenants('service_category')}
${isolateTenants('service_cause')}
${isolateTenants('service_request')}`,
};
