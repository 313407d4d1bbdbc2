import { isolateTenants, type Migration } from '@rapport/sdk';

/** Groups of segments with brand, catalogue and terms of their own. */
export const groupSegments: Migration = {
  id: '0004-group-segments',
  sql: `
create table "segment_group" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "position" integer not null,
  "brand" text collate "C" not null,
  "terms" text collate "C" not null,
  "team_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "segment_group_name_check" check (char_length("name") <= 100),
  constraint "segment_group_brand_check" check (char_length("brand") <= 100),
  constraint "segment_group_terms_check" check (char_length("terms") <= 4000)
) with (fillfactor = 85);
create index "segment_group_created_at_idx" on "segment_group" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "segment_group_position_idx" on "segment_group" ("tenant_id", "position", "id") where "deleted_at" is null;
create index "segment_group_team_id_id_idx" on "segment_group" ("tenant_id", "team_id", "id") where "deleted_at" is null;
create unique index "segment_group_name_key" on "segment_group" ("tenant_id", "name") where "deleted_at" is null;
create unique index "segment_group_brand_key" on "segment_group" ("tenant_id", "brand") where "deleted_at" is null;
create index "segment_group_deleted_idx" on "segment_group" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "catalogue_item" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "group_id" uuid not null,
  "offer" text collate "C" not null,
  "price_amount" bigint,
  "price_currency" text collate "C",
  "terms" text collate "C",
  "starts_on" date,
  "ends_on" date,
  primary key ("tenant_id", "id"),
  constraint "catalogue_item_offer_check" check (char_length("offer") <= 200),
  constraint "catalogue_item_price_amount_check" check (("price_amount" is null) = ("price_currency" is null)),
  constraint "catalogue_item_terms_check" check (char_length("terms") <= 4000),
  constraint "catalogue_item_ends_on_after_check" check ("ends_on" > "starts_on"),
  constraint "catalogue_item_group_id_offer_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "group_id"::text || '/' || "offer"::text, "starts_on"::timestamp at time zone 'UTC', "ends_on"::timestamp at time zone 'UTC') with &&) where ("deleted_at" is null)
) with (fillfactor = 85);
create index "catalogue_item_created_at_idx" on "catalogue_item" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "catalogue_item_offer_idx" on "catalogue_item" ("tenant_id", "offer", "id") where "deleted_at" is null;
create index "catalogue_item_group_id_offer_id_idx" on "catalogue_item" ("tenant_id", "group_id", "offer", "id") where "deleted_at" is null;
create index "catalogue_item_deleted_idx" on "catalogue_item" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "segment" add column "group_id" uuid;
create index "segment_group_id_created_at_id_idx" on "segment" ("tenant_id", "group_id", "created_at" desc, "id" desc) where "deleted_at" is null;
alter table "segment_group" add constraint "segment_group_team_id_fkey" foreign key ("tenant_id", "team_id") references "team" ("tenant_id", "id");
alter table "catalogue_item" add constraint "catalogue_item_group_id_fkey" foreign key ("tenant_id", "group_id") references "segment_group" ("tenant_id", "id");
alter table "segment" add constraint "segment_group_id_fkey" foreign key ("tenant_id", "group_id") references "segment_group" ("tenant_id", "id") not valid;
${isolateTenants('segment_group')}
${isolateTenants('catalogue_item')}`,
};
