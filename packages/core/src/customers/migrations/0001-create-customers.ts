import { isolateTenants, type Migration } from '@rapport/sdk';

export const createCustomers: Migration = {
  id: '0001-create-customers',
  sql: `
create table "customer" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "kind" text collate "C" not null,
  "name" text collate "C" not null,
  "given_name" text collate "C",
  "family_name" text collate "C",
  "email" text collate "C",
  "phone" text collate "C",
  "gender" text collate "C",
  "birth_date" date,
  "occupation" text collate "C",
  "marital_status" text collate "C",
  "children_count" integer,
  "region" text collate "C",
  "language" text collate "C",
  "time_zone" text collate "C",
  "legal_name" text collate "C",
  "registration_number" text collate "C",
  "industry" text collate "C",
  "industry_stage" text collate "C",
  "market_position" text collate "C",
  "employee_count" integer,
  "parent_id" uuid,
  "lifecycle_state" text collate "C" not null,
  "owner_id" uuid,
  "owner_team_id" uuid,
  "territory_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "customer_kind_check" check ("kind" in ('PERSON', 'ORGANISATION')),
  constraint "customer_name_check" check (char_length("name") <= 200),
  constraint "customer_given_name_check" check (char_length("given_name") <= 100),
  constraint "customer_family_name_check" check (char_length("family_name") <= 100),
  constraint "customer_gender_check" check ("gender" in ('FEMALE', 'MALE', 'OTHER')),
  constraint "customer_occupation_check" check (char_length("occupation") <= 100),
  constraint "customer_marital_status_check" check ("marital_status" in ('SINGLE', 'MARRIED', 'DIVORCED', 'WIDOWED')),
  constraint "customer_region_check" check (char_length("region") <= 100),
  constraint "customer_language_check" check (char_length("language") <= 35),
  constraint "customer_time_zone_check" check (char_length("time_zone") <= 50),
  constraint "customer_legal_name_check" check (char_length("legal_name") <= 300),
  constraint "customer_registration_number_check" check (char_length("registration_number") <= 50),
  constraint "customer_industry_check" check (char_length("industry") <= 200),
  constraint "customer_industry_stage_check" check ("industry_stage" in ('EMERGING', 'GROWING', 'MATURE', 'DECLINING')),
  constraint "customer_market_position_check" check ("market_position" in ('LEADER', 'CHALLENGER', 'FOLLOWER', 'NICHER')),
  constraint "customer_lifecycle_state_check" check ("lifecycle_state" in ('STRANGER', 'SUSPECT', 'PROSPECT', 'ACTIVE', 'REPEAT', 'ADVOCATE', 'AT_RISK', 'LOST', 'WON_BACK', 'DO_NOT_CONTACT', 'MERGED', 'ERASED'))
) with (fillfactor = 85);
create index "customer_created_at_idx" on "customer" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "customer_name_idx" on "customer" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "customer_name_stroke_idx" on "customer" ("tenant_id", "name" collate "zh-Hant-x-icu", "id") where "deleted_at" is null;
create index "customer_name_pinyin_idx" on "customer" ("tenant_id", "name" collate "zh-Hans-x-icu", "id") where "deleted_at" is null;
create index "customer_owner_id_created_at_id_idx" on "customer" ("tenant_id", "owner_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_owner_team_id_created_at_id_idx" on "customer" ("tenant_id", "owner_team_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_territory_id_created_at_id_idx" on "customer" ("tenant_id", "territory_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_lifecycle_state_created_at_id_idx" on "customer" ("tenant_id", "lifecycle_state", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_email_id_idx" on "customer" ("tenant_id", "email", "id") where "deleted_at" is null;
create index "customer_phone_id_idx" on "customer" ("tenant_id", "phone", "id") where "deleted_at" is null;
create index "customer_parent_id_created_at_id_idx" on "customer" ("tenant_id", "parent_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_deleted_idx" on "customer" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "customer" add constraint "customer_parent_id_fkey" foreign key ("tenant_id", "parent_id") references "customer" ("tenant_id", "id");
alter table "customer" add constraint "customer_owner_id_fkey" foreign key ("tenant_id", "owner_id") references "user_account" ("tenant_id", "id");
alter table "customer" add constraint "customer_owner_team_id_fkey" foreign key ("tenant_id", "owner_team_id") references "team" ("tenant_id", "id");
alter table "customer" add constraint "customer_territory_id_fkey" foreign key ("tenant_id", "territory_id") references "territory" ("tenant_id", "id");
${isolateTenants('customer')}`,
};
