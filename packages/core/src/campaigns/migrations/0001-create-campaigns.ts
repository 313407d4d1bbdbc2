import { isolateTenants, type Migration } from '@rapport/sdk';

/** Campaigns, whom they reach, and what each of their customers is dealt. */
export const createCampaigns: Migration = {
  id: '0001-create-campaigns',
  sql: `
create table "target_list" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "one_per_household" boolean not null,
  "state" text collate "C" not null,
  "frozen_at" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "target_list_name_check" check (char_length("name") <= 200),
  constraint "target_list_state_check" check ("state" in ('OPEN', 'FROZEN'))
) with (fillfactor = 85);
create index "target_list_created_at_idx" on "target_list" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "target_list_name_idx" on "target_list" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "target_list_state_created_at_id_idx" on "target_list" ("tenant_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "target_list_name_key" on "target_list" ("tenant_id", "name") where "deleted_at" is null;
create index "target_list_deleted_idx" on "target_list" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "target_list_entry" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "target_list_id" uuid not null,
  "customer_id" uuid not null,
  "origin" text collate "C" not null,
  "excluded_by" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "target_list_entry_origin_check" check ("origin" in ('SEGMENT', 'IMPORT', 'LIST', 'PURCHASED', 'SEED')),
  constraint "target_list_entry_excluded_by_check" check ("excluded_by" in ('DUPLICATE_PERSON', 'SAME_HOUSEHOLD', 'SUPPRESSED', 'GONE'))
) with (fillfactor = 85);
create index "target_list_entry_created_at_idx" on "target_list_entry" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "target_list_entry_customer_id_created_at_id_idx" on "target_list_entry" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "target_list_entry_target_list_id_excluded_by_customer_id_idx" on "target_list_entry" ("tenant_id", "target_list_id", "excluded_by", "customer_id") where "deleted_at" is null;
create unique index "target_list_entry_target_list_id_customer_id_key" on "target_list_entry" ("tenant_id", "target_list_id", "customer_id") where "deleted_at" is null;
create index "target_list_entry_deleted_idx" on "target_list_entry" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "campaign" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "insight" text collate "C" not null,
  "insight_source" text collate "C" not null,
  "hypothesis" text collate "C",
  "media" jsonb not null,
  "state" text collate "C" not null,
  "hold_out_percent" bigint not null,
  "target_list_id" uuid,
  "strategy" text collate "C",
  "response_days" integer not null,
  "brake_from" integer not null,
  "offended_per_order_limit" bigint not null,
  "complaint_percent_limit" bigint not null,
  "unsubscribe_percent_limit" bigint not null,
  "no_response_limit" integer,
  "budget_amount" bigint,
  "budget_currency" text collate "C",
  "cost_forecast_amount" bigint,
  "cost_forecast_currency" text collate "C",
  "starts_on" date,
  "ends_on" date,
  "started_at" timestamptz(3),
  "finished_at" timestamptz(3),
  "results" jsonb,
  "pause_reason" text collate "C",
  "conclusion" text collate "C",
  "owner_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "campaign_name_check" check (char_length("name") <= 200),
  constraint "campaign_insight_check" check (char_length("insight") <= 4000),
  constraint "campaign_insight_source_check" check ("insight_source" in ('QUESTIONNAIRE', 'DATA', 'INTERACTIONS', 'COMPLAINTS', 'EXPERIMENT')),
  constraint "campaign_hypothesis_check" check (char_length("hypothesis") <= 4000),
  constraint "campaign_state_check" check ("state" in ('DRAFT', 'PLANNED', 'APPROVED', 'RUNNING', 'PAUSED', 'FINISHED', 'ANALYSED', 'CANCELED')),
  constraint "campaign_strategy_check" check (char_length("strategy") <= 200),
  constraint "campaign_budget_amount_check" check (("budget_amount" is null) = ("budget_currency" is null)),
  constraint "campaign_cost_forecast_amount_check" check (("cost_forecast_amount" is null) = ("cost_forecast_currency" is null)),
  constraint "campaign_pause_reason_check" check (char_length("pause_reason") <= 500),
  constraint "campaign_conclusion_check" check (char_length("conclusion") <= 8000)
) with (fillfactor = 85);
create index "campaign_created_at_idx" on "campaign" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "campaign_name_idx" on "campaign" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "campaign_owner_id_created_at_id_idx" on "campaign" ("tenant_id", "owner_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "campaign_state_created_at_id_idx" on "campaign" ("tenant_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "campaign_starts_on_id_idx" on "campaign" ("tenant_id", "starts_on", "id") where "deleted_at" is null;
create index "campaign_target_list_id_created_at_id_idx" on "campaign" ("tenant_id", "target_list_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "campaign_strategy_created_at_id_idx" on "campaign" ("tenant_id", "strategy", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "campaign_deleted_idx" on "campaign" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "campaign_arm" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "campaign_id" uuid not null,
  "name" text collate "C" not null,
  "weight" integer not null,
  "template_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "campaign_arm_name_check" check (char_length("name") <= 100)
) with (fillfactor = 85);
create index "campaign_arm_created_at_idx" on "campaign_arm" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "campaign_arm_campaign_id_name_id_idx" on "campaign_arm" ("tenant_id", "campaign_id", "name", "id") where "deleted_at" is null;
create index "campaign_arm_template_id_id_idx" on "campaign_arm" ("tenant_id", "template_id", "id") where "deleted_at" is null;
create unique index "campaign_arm_campaign_id_name_key" on "campaign_arm" ("tenant_id", "campaign_id", "name") where "deleted_at" is null;
create index "campaign_arm_deleted_idx" on "campaign_arm" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "campaign_step" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "campaign_id" uuid not null,
  "title" text collate "C" not null,
  "medium" text collate "C",
  "owner_id" uuid,
  "due_on" date,
  "done_on" date,
  primary key ("tenant_id", "id"),
  constraint "campaign_step_title_check" check (char_length("title") <= 300),
  constraint "campaign_step_medium_check" check ("medium" in ('EMAIL', 'SMS', 'MESSENGER', 'PHONE', 'LETTER', 'FLYER', 'PRESS', 'RADIO', 'TELEVISION', 'SCREEN', 'PORTAL', 'SEARCH', 'CLASSIFIED', 'TRADE_SITE', 'FORUM', 'FAIR', 'EVENT', 'REFERRAL', 'OTHER'))
) with (fillfactor = 85);
create index "campaign_step_created_at_idx" on "campaign_step" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "campaign_step_due_on_idx" on "campaign_step" ("tenant_id", "due_on", "id") where "deleted_at" is null;
create index "campaign_step_campaign_id_due_on_id_idx" on "campaign_step" ("tenant_id", "campaign_id", "due_on", "id") where "deleted_at" is null;
create index "campaign_step_owner_id_due_on_id_idx" on "campaign_step" ("tenant_id", "owner_id", "due_on", "id") where "deleted_at" is null;
create index "campaign_step_deleted_idx" on "campaign_step" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "campaign_cost" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "campaign_id" uuid not null,
  "title" text collate "C" not null,
  "state" text collate "C" not null,
  "amount_amount" bigint not null,
  "amount_currency" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "campaign_cost_title_check" check (char_length("title") <= 300),
  constraint "campaign_cost_state_check" check ("state" in ('COMMITTED', 'SPENT')),
  constraint "campaign_cost_amount_amount_check" check (("amount_amount" is null) = ("amount_currency" is null))
) with (fillfactor = 85);
create index "campaign_cost_created_at_idx" on "campaign_cost" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "campaign_cost_campaign_id_created_at_id_idx" on "campaign_cost" ("tenant_id", "campaign_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "campaign_cost_deleted_idx" on "campaign_cost" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "campaign_member" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "campaign_id" uuid not null,
  "customer_id" uuid not null,
  "arm_id" uuid,
  "held_out" boolean not null,
  "seed" boolean not null,
  "purchased" boolean not null,
  "decided" boolean not null,
  "dealt_at" timestamptz(3) not null,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "campaign_member_created_at_idx" on "campaign_member" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "campaign_member_customer_id_dealt_at_id_idx" on "campaign_member" ("tenant_id", "customer_id", "dealt_at" desc, "id" desc) where "deleted_at" is null;
create index "campaign_member_campaign_id_decided_arm_id_customer_id_idx" on "campaign_member" ("tenant_id", "campaign_id", "decided", "arm_id", "customer_id") where "deleted_at" is null;
create unique index "campaign_member_campaign_id_customer_id_key" on "campaign_member" ("tenant_id", "campaign_id", "customer_id") where "deleted_at" is null;
create index "campaign_member_deleted_idx" on "campaign_member" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "target_list_entry" add constraint "target_list_entry_target_list_id_fkey" foreign key ("tenant_id", "target_list_id") references "target_list" ("tenant_id", "id");
alter table "target_list_entry" add constraint "target_list_entry_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "campaign" add constraint "campaign_target_list_id_fkey" foreign key ("tenant_id", "target_list_id") references "target_list" ("tenant_id", "id");
alter table "campaign" add constraint "campaign_owner_id_fkey" foreign key ("tenant_id", "owner_id") references "user_account" ("tenant_id", "id");
alter table "campaign_arm" add constraint "campaign_arm_campaign_id_fkey" foreign key ("tenant_id", "campaign_id") references "campaign" ("tenant_id", "id");
alter table "campaign_arm" add constraint "campaign_arm_template_id_fkey" foreign key ("tenant_id", "template_id") references "message_template" ("tenant_id", "id");
alter table "campaign_step" add constraint "campaign_step_campaign_id_fkey" foreign key ("tenant_id", "campaign_id") references "campaign" ("tenant_id", "id");
alter table "campaign_step" add constraint "campaign_step_owner_id_fkey" foreign key ("tenant_id", "owner_id") references "user_account" ("tenant_id", "id");
alter table "campaign_cost" add constraint "campaign_cost_campaign_id_fkey" foreign key ("tenant_id", "campaign_id") references "campaign" ("tenant_id", "id");
alter table "campaign_member" add constraint "campaign_member_campaign_id_fkey" foreign key ("tenant_id", "campaign_id") references "campaign" ("tenant_id", "id");
alter table "campaign_member" add constraint "campaign_member_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "campaign_member" add constraint "campaign_member_arm_id_fkey" foreign key ("tenant_id", "arm_id") references "campaign_arm" ("tenant_id", "id");
${isolateTenants('target_list')}
${isolateTenants('target_list_entry')}
${isolateTenants('campaign')}
${isolateTenants('campaign_arm')}
${isolateTenants('campaign_step')}
${isolateTenants('campaign_cost')}
${isolateTenants('campaign_member')}`,
};
