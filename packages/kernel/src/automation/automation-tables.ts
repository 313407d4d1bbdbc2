import { isolateTenants } from '../tenancy/index.ts';

const records = `
create table "automation" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "key" text collate "C" not null,
  "name" text collate "C" not null,
  "description" text collate "C",
  "plugin" text collate "C",
  "owner_id" uuid,
  "state" text collate "C" not null,
  "current_version" integer,
  "trigger_event" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "automation_key_check" check (char_length("key") <= 100),
  constraint "automation_name_check" check (char_length("name") <= 200),
  constraint "automation_description_check" check (char_length("description") <= 2000),
  constraint "automation_plugin_check" check (char_length("plugin") <= 31),
  constraint "automation_state_check" check ("state" in ('DRAFT', 'ACTIVE', 'PAUSED')),
  constraint "automation_trigger_event_check" check (char_length("trigger_event") <= 100)
) with (fillfactor = 85);
create index "automation_created_at_idx" on "automation" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "automation_name_idx" on "automation" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "automation_state_trigger_event_idx" on "automation" ("tenant_id", "state", "trigger_event") where "deleted_at" is null;
create index "automation_owner_id_idx" on "automation" ("tenant_id", "owner_id") where "deleted_at" is null;
create unique index "automation_key_key" on "automation" ("tenant_id", "key") where "deleted_at" is null;
create index "automation_deleted_idx" on "automation" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "automation_version" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "automation_id" uuid not null,
  "number" integer not null,
  "definition" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "automation_version_definition_check" check (char_length("definition") <= 50000)
) with (fillfactor = 85);
create index "automation_version_created_at_idx" on "automation_version" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create unique index "automation_version_automation_id_number_key" on "automation_version" ("tenant_id", "automation_id", "number") where "deleted_at" is null;
create index "automation_version_deleted_idx" on "automation_version" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "automation_run" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "automation_id" uuid not null,
  "version_number" integer not null,
  "state" text collate "C" not null,
  "subject_id" text collate "C",
  "trigger" text collate "C" not null,
  "dedupe_key" text collate "C" not null,
  "given" text collate "C" not null,
  "causes" jsonb not null,
  "position" integer not null,
  "step_id" text collate "C",
  "waits_until" timestamptz(3),
  "reason" text collate "C",
  "error_code" text collate "C",
  "ended_at" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "automation_run_state_check" check ("state" in ('RUNNING', 'WAITING', 'DONE', 'FAILED', 'CANCELLED')),
  constraint "automation_run_subject_id_check" check (char_length("subject_id") <= 60),
  constraint "automation_run_trigger_check" check (char_length("trigger") <= 100),
  constraint "automation_run_dedupe_key_check" check (char_length("dedupe_key") <= 100),
  constraint "automation_run_given_check" check (char_length("given") <= 100000),
  constraint "automation_run_step_id_check" check (char_length("step_id") <= 40),
  constraint "automation_run_reason_check" check (char_length("reason") <= 1000),
  constraint "automation_run_error_code_check" check (char_length("error_code") <= 60)
) with (fillfactor = 85);
create index "automation_run_created_at_idx" on "automation_run" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "automation_run_state_created_at_id_idx" on "automation_run" ("tenant_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "automation_run_automation_id_created_at_id_idx" on "automation_run" ("tenant_id", "automation_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "automation_run_subject_id_created_at_id_idx" on "automation_run" ("tenant_id", "subject_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "automation_run_automation_id_dedupe_key_key" on "automation_run" ("tenant_id", "automation_id", "dedupe_key") where "deleted_at" is null;
create index "automation_run_deleted_idx" on "automation_run" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "automation_run_step" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "run_id" uuid not null,
  "step_id" text collate "C" not null,
  "type" text collate "C" not null,
  "state" text collate "C" not null,
  "tries" integer not null,
  "output" text collate "C",
  "fault" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "automation_run_step_step_id_check" check (char_length("step_id") <= 40),
  constraint "automation_run_step_type_check" check (char_length("type") <= 20),
  constraint "automation_run_step_state_check" check ("state" in ('BEGUN', 'DONE', 'FAILED')),
  constraint "automation_run_step_output_check" check (char_length("output") <= 50000),
  constraint "automation_run_step_fault_check" check (char_length("fault") <= 1000)
) with (fillfactor = 85);
create index "automation_run_step_created_at_idx" on "automation_run_step" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create unique index "automation_run_step_run_id_step_id_key" on "automation_run_step" ("tenant_id", "run_id", "step_id") where "deleted_at" is null;
create index "automation_run_step_deleted_idx" on "automation_run_step" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "automation" add constraint "automation_owner_id_fkey" foreign key ("tenant_id", "owner_id") references "user_account" ("tenant_id", "id");
alter table "automation_version" add constraint "automation_version_automation_id_fkey" foreign key ("tenant_id", "automation_id") references "automation" ("tenant_id", "id");
alter table "automation_run" add constraint "automation_run_automation_id_fkey" foreign key ("tenant_id", "automation_id") references "automation" ("tenant_id", "id");
alter table "automation_run_step" add constraint "automation_run_step_run_id_fkey" foreign key ("tenant_id", "run_id") references "automation_run" ("tenant_id", "id");`;

/** Runs that wait for an event. */
const waits = `
create table automation_wait (
  tenant_id integer not null,
  run_id uuid not null,
  event_type text not null,
  record_id text,
  primary key (tenant_id, run_id),
  foreign key (tenant_id, run_id) references automation_run (tenant_id, id)
);
create index automation_wait_event_idx on automation_wait (tenant_id, event_type, record_id);
${isolateTenants('automation_wait', ['select', 'insert', 'update', 'delete'])}`;

/** Automations, their versions, their runs, and what runs wait for. */
export const createAutomationTables = [
  records,
  ...['automation', 'automation_version', 'automation_run', 'automation_run_step'].map((table) =>
    isolateTenants(table),
  ),
  waits,
].join('\n');
