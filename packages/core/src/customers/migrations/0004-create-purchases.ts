import { isolateTenants, type Migration } from '@rapport/sdk';

export const createPurchases: Migration = {
  id: '0004-create-purchases',
  sql: `
create table "purchase" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "product" text collate "C" not null,
  "quantity" integer not null,
  "amount_amount" bigint not null,
  "amount_currency" text collate "C" not null,
  "purchased_at" timestamptz(3) not null,
  "place" text collate "C",
  "system" text collate "C",
  "reference" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "purchase_product_check" check (char_length("product") <= 300),
  constraint "purchase_amount_amount_check" check (("amount_amount" is null) = ("amount_currency" is null)),
  constraint "purchase_place_check" check (char_length("place") <= 200),
  constraint "purchase_system_check" check (char_length("system") <= 50),
  constraint "purchase_reference_check" check (char_length("reference") <= 200)
) with (fillfactor = 85);
create index "purchase_created_at_idx" on "purchase" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "purchase_purchased_at_idx" on "purchase" ("tenant_id", "purchased_at", "id") where "deleted_at" is null;
create index "purchase_customer_id_purchased_at_id_idx" on "purchase" ("tenant_id", "customer_id", "purchased_at" desc, "id" desc) where "deleted_at" is null;
create index "purchase_product_purchased_at_customer_id_idx" on "purchase" ("tenant_id", "product", "purchased_at" desc, "customer_id") where "deleted_at" is null;
create unique index "purchase_system_reference_key" on "purchase" ("tenant_id", "system", "reference") where "deleted_at" is null;
create index "purchase_deleted_idx" on "purchase" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "purchase" add constraint "purchase_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
${isolateTenants('purchase')}`,
};
