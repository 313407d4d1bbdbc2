import { isolateTenants, type Migration } from '@rapport/sdk';

export const createEncyclopedia: Migration = {
  id: '0001-create-encyclopedia',
  sql: `
create table "marketing_asset" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "kind" text collate "C" not null,
  "subject" text collate "C" not null,
  "title" text collate "C" not null,
  "body" text collate "C" not null,
  "keywords" text collate "C",
  "strengths" text collate "C",
  "weaknesses" text collate "C",
  "price_amount" bigint,
  "price_currency" text collate "C",
  "source" text collate "C",
  "audience" text collate "C" not null,
  "valid_from" date,
  "valid_until" date,
  "state" text collate "C" not null,
  "edition" integer not null,
  "revises_id" uuid,
  "superseded_by_id" uuid,
  "owner_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "marketing_asset_kind_check" check ("kind" in ('PRODUCT', 'PRICE', 'COMPETITOR', 'CUSTOMER_INSIGHT', 'MARKET_INSIGHT', 'ARGUMENT')),
  constraint "marketing_asset_subject_check" check (char_length("subject") <= 200),
  constraint "marketing_asset_title_check" check (char_length("title") <= 300),
  constraint "marketing_asset_body_check" check (char_length("body") <= 20000),
  constraint "marketing_asset_keywords_check" check (char_length("keywords") <= 300),
  constraint "marketing_asset_strengths_check" check (char_length("strengths") <= 4000),
  constraint "marketing_asset_weaknesses_check" check (char_length("weaknesses") <= 4000),
  constraint "marketing_asset_price_amount_check" check (("price_amount" is null) = ("price_currency" is null)),
  constraint "marketing_asset_source_check" check (char_length("source") <= 500),
  constraint "marketing_asset_audience_check" check ("audience" in ('INTERNAL', 'PARTNERS', 'CUSTOMERS')),
  constraint "marketing_asset_state_check" check ("state" in ('DRAFT', 'PUBLISHED', 'RETIRED')),
  constraint "marketing_asset_valid_until_after_check" check ("valid_until" > "valid_from"),
  constraint "marketing_asset_subject_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "subject"::text, "valid_from"::timestamp at time zone 'UTC', "valid_until"::timestamp at time zone 'UTC') with &&) where ("deleted_at" is null and "kind" in ('PRICE') and "state" in ('PUBLISHED'))
) with (fillfactor = 85);
create index "marketing_asset_created_at_idx" on "marketing_asset" ("tenant_id", "created_at", "id") where "deleted_at" is null and "superseded_by_id" is null;
create index "marketing_asset_kind_subject_valid_from_id_idx" on "marketing_asset" ("tenant_id", "kind", "subject", "valid_from" desc, "id" desc) where "deleted_at" is null and "superseded_by_id" is null;
create index "marketing_asset_state_valid_until_id_idx" on "marketing_asset" ("tenant_id", "state", "valid_until", "id") where "deleted_at" is null and "superseded_by_id" is null;
create index "marketing_asset_revises_id_created_at_id_idx" on "marketing_asset" ("tenant_id", "revises_id", "created_at" desc, "id" desc) where "deleted_at" is null and "superseded_by_id" is null;
create index "marketing_asset_owner_id_created_at_id_idx" on "marketing_asset" ("tenant_id", "owner_id", "created_at" desc, "id" desc) where "deleted_at" is null and "superseded_by_id" is null;
create index "marketing_asset_deleted_idx" on "marketing_asset" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create index "marketing_asset_superseded_idx" on "marketing_asset" ("tenant_id", "created_at", "id") where "deleted_at" is null and "superseded_by_id" is not null;
alter table "marketing_asset" add constraint "marketing_asset_revises_id_fkey" foreign key ("tenant_id", "revises_id") references "marketing_asset" ("tenant_id", "id");
alter table "marketing_asset" add constraint "marketing_asset_superseded_by_id_fkey" foreign key ("tenant_id", "superseded_by_id") references "marketing_asset" ("tenant_id", "id");
alter table "marketing_asset" add constraint "marketing_asset_owner_id_fkey" foreign key ("tenant_id", "owner_id") references "user_account" ("tenant_id", "id");
${isolateTenants('marketing_asset')}`,
};
