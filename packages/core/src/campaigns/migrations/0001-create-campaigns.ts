import { isolateTenants, type Migration } from '@rapport/sdk';

/** Campaigns. */
export const createCampaigns: Migration = {
  id: '0001-create-campaigns',
  sql: `
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
  "budget_amount" bigint,
  "budget_currency" text collate "C",
  "cost_forecast_amount" bigint,
  "cost_forecast_currency" text collate "C",
  "starts_on" date,
  "ends_on" date,
  "pause_reason" text collate "C",
  "conclusion" text collate "C",
  "owner_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "campaign_name_check" check (char_length("name") <= 200),
  constraint "campaign_insight_check" check (char_length("insight") <= 4000),
  constraint "campaign_insight_source_check" check ("insight_source" in ('QUESTIONNAIRE', 'DATA', 'INTERACTIONS', 'COMPLAINTS', 'EXPERIMENT')),
  constraint "campaign_hypothesis_check" check (char_length("hypothesis") <= 4000),
  constraint "campaign_state_check" check ("state" in ('DRAFT', 'PLANNED', 'APPROVED', 'RUNNING', 'PAUSED', 'FINISHED', 'ANALYSED', 'CANCELED')),
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
create index "campaign_deleted_idx" on "campaign" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "campaign" add constraint "campaign_owner_id_fkey" foreign key ("tenant_id", "owner_id") references "user_account" ("tenant_id", "id");
${isolateTenants('campaign')}`,
};
