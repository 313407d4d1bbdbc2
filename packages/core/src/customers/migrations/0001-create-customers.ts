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
  "lifecycle_state" text collate "C" not null,
  "owner_id" uuid,
  "owner_team_id" uuid,
  "territory_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "customer_kind_check" check ("kind" in ('PERSON', 'ORGANISATION')),
  constraint "customer_name_check" check (char_length("name") <= 200),
  constraint "customer_given_name_check" check (char_length("given_name") <= 100),
  constraint "customer_family_name_check" check (char_length("family_name") <= 100),
  constraint "customer_lifecycle_state_check" check ("lifecycle_state" in ('STRANGER', 'SUSPECT', 'PROSPECT', 'ACTIVE', 'REPEAT', 'ADVOCATE', 'AT_RISK', 'LOST', 'WON_BACK', 'DO_NOT_CONTACT'))
) with (fillfactor = 85);
create index "customer_created_at_idx" on "customer" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "customer_deleted_idx" on "customer" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create index "customer_name_idx" on "customer" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "customer_name_stroke_idx" on "customer" ("tenant_id", "name" collate "zh-Hant-x-icu", "id") where "deleted_at" is null;
create index "customer_name_pinyin_idx" on "customer" ("tenant_id", "name" collate "zh-Hans-x-icu", "id") where "deleted_at" is null;
create index "customer_owner_id_created_at_id_idx" on "customer" ("tenant_id", "owner_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_owner_team_id_created_at_id_idx" on "customer" ("tenant_id", "owner_team_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_territory_id_created_at_id_idx" on "customer" ("tenant_id", "territory_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_lifecycle_state_created_at_id_idx" on "customer" ("tenant_id", "lifecycle_state", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_email_id_idx" on "customer" ("tenant_id", "email", "id") where "deleted_at" is null;
create index "customer_phone_id_idx" on "customer" ("tenant_id", "phone", "id") where "deleted_at" is null;
alter table "customer" add constraint "customer_owner_id_fkey" foreign key ("tenant_id", "owner_id") references "user_account" ("tenant_id", "id");
alter table "customer" add constraint "customer_owner_team_id_fkey" foreign key ("tenant_id", "owner_team_id") references "team" ("tenant_id", "id");
alter table "customer" add constraint "customer_territory_id_fkey" foreign key ("tenant_id", "territory_id") references "territory" ("tenant_id", "id");
${isolateTenants('customer')}`,
};
