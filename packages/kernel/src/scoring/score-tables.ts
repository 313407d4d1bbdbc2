import { isolateTenants } from '../tenancy/index.ts';

const COLUMNS = `
  tenant_id integer not null,
  scorer text collate "C" not null,
  id uuid not null,
  -- Hundredths, like the base. Never missing; the indexes of value and band hold what is there, so that no lookup by
  -- key can be tempted to take them while the table has no statistics yet.
  value integer check (value between 0 and 10000),
  band text collate "C",
  base integer not null,
  -- JSON, kept as the text that it came as: nothing asks for parts of it, and reading it in would cost more than all else.
  terms text not null,
  facts text not null,
  evidence text not null,
  version integer not null,
  tuning integer not null,
  changed_at timestamptz(3) not null,
  -- A moment before the facts were read: what was read later counts more.
  as_of timestamptz not null`;

/** What tenants say of scorers, and runs over all records. */
const records = `
create table "scorer_setting" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "promoted_version" integer,
  "tuning" integer not null,
  "shadow_version" integer,
  "shadow_tuning" integer,
  primary key ("tenant_id", "id"),
  constraint "scorer_setting_name_check" check (char_length("name") <= 92)
) with (fillfactor = 85);
create index "scorer_setting_created_at_idx" on "scorer_setting" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create unique index "scorer_setting_name_key" on "scorer_setting" ("tenant_id", "name") where "deleted_at" is null;
create index "scorer_setting_deleted_idx" on "scorer_setting" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "scorer_tuning" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "number" integer not null,
  "values" jsonb not null,
  primary key ("tenant_id", "id"),
  constraint "scorer_tuning_name_check" check (char_length("name") <= 92)
) with (fillfactor = 85);
create index "scorer_tuning_created_at_idx" on "scorer_tuning" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create unique index "scorer_tuning_name_number_key" on "scorer_tuning" ("tenant_id", "name", "number") where "deleted_at" is null;
create index "scorer_tuning_deleted_idx" on "scorer_tuning" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "scoring_run" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "state" text collate "C" not null,
  "total" integer,
  "done" integer not null,
  "changed" integer not null,
  "failed" integer not null,
  "fault" text collate "C",
  "reached" text collate "C",
  "ended_at" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "scoring_run_name_check" check (char_length("name") <= 92),
  constraint "scoring_run_state_check" check ("state" in ('WAITING', 'RUNNING', 'DONE', 'CANCELLED', 'FAILED')),
  constraint "scoring_run_fault_check" check (char_length("fault") <= 1000),
  constraint "scoring_run_reached_check" check (char_length("reached") <= 36)
) with (fillfactor = 85);
create index "scoring_run_created_at_idx" on "scoring_run" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "scoring_run_name_created_at_id_idx" on "scoring_run" ("tenant_id", "name", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "scoring_run_deleted_idx" on "scoring_run" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
${isolateTenants('scorer_setting')}
${isolateTenants('scorer_tuning')}
${isolateTenants('scoring_run')}`;

/** What subjects are worth to scorers, now and before. */
const scores = `
-- Scores as they are now, of records of all types: one row per scorer and record.
create table score (${COLUMNS},
  primary key (tenant_id, scorer, id)
) with (fillfactor = 85);
create index score_value_idx on score (tenant_id, scorer, value, id) where value is not null;
create index score_band_idx on score (tenant_id, scorer, band, id) where band is not null;
${isolateTenants('score')}

-- Those of versions and tunings that are not shown.
create table shadow_score (${COLUMNS},
  primary key (tenant_id, scorer, id)
) with (fillfactor = 85);
${isolateTenants('shadow_score', ['select', 'insert', 'update', 'delete'])}

-- Every score that there was, with the facts that it rested on.
create table score_change (
  number bigint generated always as identity,${COLUMNS},
  primary key (tenant_id, scorer, id, number)
);
${isolateTenants('score_change', ['select', 'insert'])}`;

/** What it takes to give records scores. */
export const createScores = [records, scores].join('\n');
