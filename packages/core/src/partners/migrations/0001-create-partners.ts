import { isolateTenants, type Migration } from '@rapport/sdk';

export const createPartners: Migration = {
  id: '0001-create-partners',
  sql: `
create table "partner" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "purpose" text collate "C" not null,
  "attributes" jsonb not null,
  "active" boolean not null,
  "contract" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "partner_name_check" check (char_length("name") <= 200),
  constraint "partner_purpose_check" check (char_length("purpose") <= 500),
  constraint "partner_contract_check" check (char_length("contract") <= 300)
) with (fillfactor = 85);
create index "partner_created_at_idx" on "partner" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create unique index "partner_name_key" on "partner" ("tenant_id", "name") where "deleted_at" is null;
create index "partner_deleted_idx" on "partner" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "partner_share" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "partner_id" uuid not null,
  "customer_id" uuid not null,
  "consent_id" uuid not null,
  "attributes" jsonb not null,
  "shared_by_id" uuid,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "partner_share_created_at_idx" on "partner_share" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "partner_share_customer_id_created_at_id_idx" on "partner_share" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "partner_share_partner_id_created_at_id_idx" on "partner_share" ("tenant_id", "partner_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "partner_share_consent_id_created_at_id_idx" on "partner_share" ("tenant_id", "consent_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "partner_share_deleted_idx" on "partner_share" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "partner_share" add constraint "partner_share_partner_id_fkey" foreign key ("tenant_id", "partner_id") references "partner" ("tenant_id", "id");
alter table "partner_share" add constraint "partner_share_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "partner_share" add constraint "partner_share_consent_id_fkey" foreign key ("tenant_id", "consent_id") references "consent" ("tenant_id", "id");
alter table "partner_share" add constraint "partner_share_shared_by_id_fkey" foreign key ("tenant_id", "shared_by_id") references "user_account" ("tenant_id", "id");
${isolateTenants('partner')}
${isolateTenants('partner_share')}`,
};
