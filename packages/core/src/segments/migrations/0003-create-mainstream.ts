import { isolateTenants, type Migration } from '@rapport/sdk';

/** Months that were analysed, segment by segment, and what is done because of them. */
export const createMainstream: Migration = {
  id: '0003-create-mainstream',
  sql: `
create table "mainstream_month" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "month" date not null,
  "customers" integer not null,
  "sales_amount" bigint not null,
  "sales_currency" text collate "C" not null,
  "collected" integer not null,
  "updated" integer not null,
  "analyst_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "mainstream_month_sales_amount_check" check (("sales_amount" is null) = ("sales_currency" is null))
) with (fillfactor = 85);
create index "mainstream_month_created_at_idx" on "mainstream_month" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "mainstream_month_month_idx" on "mainstream_month" ("tenant_id", "month", "id") where "deleted_at" is null;
create unique index "mainstream_month_month_key" on "mainstream_month" ("tenant_id", "month") where "deleted_at" is null;
create index "mainstream_month_deleted_idx" on "mainstream_month" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "mainstream_segment" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "month_id" uuid not null,
  "segment_id" uuid not null,
  "rank" integer not null,
  "mainstream" boolean not null,
  "customers" integer not null,
  "customer_percent" bigint not null,
  "sales_amount" bigint not null,
  "sales_currency" text collate "C" not null,
  "sales_percent" bigint,
  "traits" jsonb not null,
  primary key ("tenant_id", "id"),
  constraint "mainstream_segment_sales_amount_check" check (("sales_amount" is null) = ("sales_currency" is null))
) with (fillfactor = 85);
create index "mainstream_segment_created_at_idx" on "mainstream_segment" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "mainstream_segment_rank_idx" on "mainstream_segment" ("tenant_id", "rank", "id") where "deleted_at" is null;
create index "mainstream_segment_month_id_rank_id_idx" on "mainstream_segment" ("tenant_id", "month_id", "rank", "id") where "deleted_at" is null;
create index "mainstream_segment_segment_id_created_at_id_idx" on "mainstream_segment" ("tenant_id", "segment_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "mainstream_segment_month_id_segment_id_key" on "mainstream_segment" ("tenant_id", "month_id", "segment_id") where "deleted_at" is null;
create index "mainstream_segment_deleted_idx" on "mainstream_segment" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "mainstream_strategy" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "mainstream_segment_id" uuid not null,
  "promotion" text collate "C" not null,
  "assortment" text collate "C" not null,
  "price_mix" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "mainstream_strategy_promotion_check" check (char_length("promotion") <= 4000),
  constraint "mainstream_strategy_assortment_check" check (char_length("assortment") <= 4000),
  constraint "mainstream_strategy_price_mix_check" check (char_length("price_mix") <= 4000)
) with (fillfactor = 85);
create index "mainstream_strategy_created_at_idx" on "mainstream_strategy" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create unique index "mainstream_strategy_mainstream_segment_id_key" on "mainstream_strategy" ("tenant_id", "mainstream_segment_id") where "deleted_at" is null;
create index "mainstream_strategy_deleted_idx" on "mainstream_strategy" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "mainstream_month" add constraint "mainstream_month_analyst_id_fkey" foreign key ("tenant_id", "analyst_id") references "user_account" ("tenant_id", "id");
alter table "mainstream_segment" add constraint "mainstream_segment_month_id_fkey" foreign key ("tenant_id", "month_id") references "mainstream_month" ("tenant_id", "id");
alter table "mainstream_segment" add constraint "mainstream_segment_segment_id_fkey" foreign key ("tenant_id", "segment_id") references "segment" ("tenant_id", "id");
alter table "mainstream_strategy" add constraint "mainstream_strategy_mainstream_segment_id_fkey" foreign key ("tenant_id", "mainstream_segment_id") references "mainstream_segment" ("tenant_id", "id");
${isolateTenants('mainstream_month')}
${isolateTenants('mainstream_segment')}
${isolateTenants('mainstream_strategy')}`,
};
