import { isolateTenants, type Migration } from '@rapport/sdk';

export const createBroker: Migration = {
  id: '0005-create-broker',
  sql: `
create table "estate_listing" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "unit_id" uuid not null,
  "seller_id" uuid not null,
  "agent_id" uuid,
  "kind" text collate "C" not null,
  "status" text collate "C" not null,
  "list_price_amount" bigint not null,
  "list_price_currency" text collate "C" not null,
  "expiration_date" date,
  primary key ("tenant_id", "id"),
  constraint "estate_listing_kind_check" check ("kind" in ('SALE', 'LEASE')),
  constraint "estate_listing_status_check" check ("status" in ('COMING_SOON', 'ACTIVE', 'ACTIVE_UNDER_CONTRACT', 'PENDING', 'CLOSED', 'EXPIRED', 'WITHDRAWN')),
  constraint "estate_listing_list_price_amount_check" check (("list_price_amount" is null) = ("list_price_currency" is null))
) with (fillfactor = 85);
create index "estate_listing_created_at_idx" on "estate_listing" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_listing_unit_id_created_at_id_idx" on "estate_listing" ("tenant_id", "unit_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_listing_seller_id_created_at_id_idx" on "estate_listing" ("tenant_id", "seller_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_listing_agent_id_created_at_id_idx" on "estate_listing" ("tenant_id", "agent_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_listing_status_created_at_id_idx" on "estate_listing" ("tenant_id", "status", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_listing_unit_id_kind_key" on "estate_listing" ("tenant_id", "unit_id", "kind") where "deleted_at" is null and "status" in ('COMING_SOON', 'ACTIVE', 'ACTIVE_UNDER_CONTRACT', 'PENDING');
create index "estate_listing_deleted_idx" on "estate_listing" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_offer" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "listing_id" uuid not null,
  "buyer_id" uuid not null,
  "amount_amount" bigint not null,
  "amount_currency" text collate "C" not null,
  "counter_amount_amount" bigint,
  "counter_amount_currency" text collate "C",
  "valid_until" timestamptz(3),
  "state" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "estate_offer_amount_amount_check" check (("amount_amount" is null) = ("amount_currency" is null)),
  constraint "estate_offer_counter_amount_amount_check" check (("counter_amount_amount" is null) = ("counter_amount_currency" is null)),
  constraint "estate_offer_state_check" check ("state" in ('MADE', 'COUNTERED', 'ACCEPTED', 'REJECTED', 'WITHDRAWN'))
) with (fillfactor = 85);
create index "estate_offer_created_at_idx" on "estate_offer" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_offer_listing_id_created_at_id_idx" on "estate_offer" ("tenant_id", "listing_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_offer_buyer_id_created_at_id_idx" on "estate_offer" ("tenant_id", "buyer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_offer_listing_id_key" on "estate_offer" ("tenant_id", "listing_id") where "deleted_at" is null and "state" in ('ACCEPTED');
create index "estate_offer_deleted_idx" on "estate_offer" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_conveyance" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "offer_id" uuid not null,
  "depends_on_id" uuid,
  "state" text collate "C" not null,
  "close_date" date,
  primary key ("tenant_id", "id"),
  constraint "estate_conveyance_state_check" check ("state" in ('INSTRUCTED', 'SEARCHED', 'EXCHANGED', 'COMPLETED', 'FALLEN_THROUGH'))
) with (fillfactor = 85);
create index "estate_conveyance_created_at_idx" on "estate_conveyance" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_conveyance_offer_id_created_at_id_idx" on "estate_conveyance" ("tenant_id", "offer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_conveyance_depends_on_id_created_at_id_idx" on "estate_conveyance" ("tenant_id", "depends_on_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_conveyance_offer_id_key" on "estate_conveyance" ("tenant_id", "offer_id") where "deleted_at" is null and "state" in ('INSTRUCTED', 'SEARCHED', 'EXCHANGED', 'COMPLETED');
create index "estate_conveyance_deleted_idx" on "estate_conveyance" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_tenancy" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "listing_id" uuid not null,
  "unit_id" uuid not null,
  "tenant_customer_id" uuid not null,
  "rent_amount" bigint not null,
  "rent_currency" text collate "C" not null,
  "deposit_amount" bigint,
  "deposit_currency" text collate "C",
  "starts_on" date not null,
  "ends_on" date,
  "state" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "estate_tenancy_rent_amount_check" check (("rent_amount" is null) = ("rent_currency" is null)),
  constraint "estate_tenancy_deposit_amount_check" check (("deposit_amount" is null) = ("deposit_currency" is null)),
  constraint "estate_tenancy_state_check" check ("state" in ('AGREED', 'RUNNING', 'ENDED', 'CANCELED')),
  constraint "estate_tenancy_ends_on_after_check" check ("ends_on" > "starts_on"),
  constraint "estate_tenancy_unit_id_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "unit_id"::text, "starts_on"::timestamp at time zone 'UTC', "ends_on"::timestamp at time zone 'UTC') with &&) where ("deleted_at" is null and "state" in ('AGREED', 'RUNNING', 'ENDED'))
) with (fillfactor = 85);
create index "estate_tenancy_created_at_idx" on "estate_tenancy" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_tenancy_starts_on_idx" on "estate_tenancy" ("tenant_id", "starts_on", "id") where "deleted_at" is null;
create index "estate_tenancy_listing_id_created_at_id_idx" on "estate_tenancy" ("tenant_id", "listing_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_tenancy_unit_id_starts_on_id_idx" on "estate_tenancy" ("tenant_id", "unit_id", "starts_on" desc, "id" desc) where "deleted_at" is null;
create index "estate_tenancy_tenant_customer_id_starts_on_id_idx" on "estate_tenancy" ("tenant_id", "tenant_customer_id", "starts_on" desc, "id" desc) where "deleted_at" is null;
create index "estate_tenancy_state_ends_on_id_idx" on "estate_tenancy" ("tenant_id", "state", "ends_on", "id") where "deleted_at" is null;
create index "estate_tenancy_deleted_idx" on "estate_tenancy" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "estate_listing" add constraint "estate_listing_unit_id_fkey" foreign key ("tenant_id", "unit_id") references "estate_unit" ("tenant_id", "id");
alter table "estate_listing" add constraint "estate_listing_seller_id_fkey" foreign key ("tenant_id", "seller_id") references "customer" ("tenant_id", "id");
alter table "estate_listing" add constraint "estate_listing_agent_id_fkey" foreign key ("tenant_id", "agent_id") references "user_account" ("tenant_id", "id");
alter table "estate_offer" add constraint "estate_offer_listing_id_fkey" foreign key ("tenant_id", "listing_id") references "estate_listing" ("tenant_id", "id");
alter table "estate_offer" add constraint "estate_offer_buyer_id_fkey" foreign key ("tenant_id", "buyer_id") references "customer" ("tenant_id", "id");
alter table "estate_conveyance" add constraint "estate_conveyance_offer_id_fkey" foreign key ("tenant_id", "offer_id") references "estate_offer" ("tenant_id", "id");
alter table "estate_conveyance" add constraint "estate_conveyance_depends_on_id_fkey" foreign key ("tenant_id", "depends_on_id") references "estate_conveyance" ("tenant_id", "id");
alter table "estate_tenancy" add constraint "estate_tenancy_listing_id_fkey" foreign key ("tenant_id", "listing_id") references "estate_listing" ("tenant_id", "id");
alter table "estate_tenancy" add constraint "estate_tenancy_unit_id_fkey" foreign key ("tenant_id", "unit_id") references "estate_unit" ("tenant_id", "id");
alter table "estate_tenancy" add constraint "estate_tenancy_tenant_customer_id_fkey" foreign key ("tenant_id", "tenant_customer_id") references "customer" ("tenant_id", "id");
${isolateTenants('estate_listing')}
${isolateTenants('estate_offer')}
${isolateTenants('estate_conveyance')}
${isolateTenants('estate_tenancy')}`,
};
