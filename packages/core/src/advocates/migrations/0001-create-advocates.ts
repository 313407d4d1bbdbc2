import { isolateTenants, type Migration } from '@rapport/sdk';

export const createAdvocates: Migration = {
  id: '0001-create-advocates',
  sql: `
create table "referral_request" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "incentive" text collate "C" not null,
  "score" integer not null,
  "lead_id" uuid,
  "state" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "referral_request_incentive_check" check (char_length("incentive") <= 300),
  constraint "referral_request_state_check" check ("state" in ('ASKED', 'BROUGHT', 'REWARDED', 'DECLINED'))
) with (fillfactor = 85);
create index "referral_request_created_at_idx" on "referral_request" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "referral_request_customer_id_created_at_id_idx" on "referral_request" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "referral_request_lead_id_created_at_id_idx" on "referral_request" ("tenant_id", "lead_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "referral_request_state_created_at_id_idx" on "referral_request" ("tenant_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "referral_request_deleted_idx" on "referral_request" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "referral_request" add constraint "referral_request_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "referral_request" add constraint "referral_request_lead_id_fkey" foreign key ("tenant_id", "lead_id") references "lead" ("tenant_id", "id");
${isolateTenants('referral_request')}`,
};
