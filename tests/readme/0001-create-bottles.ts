import type { Migration } from '@rapport/sdk';

export const createBottles: Migration = {
  id: '0001-create-bottles',
  sql: `
create table "wine_bottle" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "label" text collate "C" not null,
  "vintage" integer,
  "price_amount" bigint,
  "price_currency" text collate "C",
  "customer_id" uuid not null,
  primary key ("tenant_id", "id"),
  constraint "wine_bottle_label_check" check (char_length("label") <= 100),
  constraint "wine_bottle_price_amount_check" check (("price_amount" is null) = ("price_currency" is null))
) with (fillfactor = 85);
create index "wine_bottle_created_at_idx" on "wine_bottle" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "wine_bottle_label_idx" on "wine_bottle" ("tenant_id", "label", "id") where "deleted_at" is null;
create index "wine_bottle_vintage_idx" on "wine_bottle" ("tenant_id", "vintage", "id") where "deleted_at" is null;
create index "wine_bottle_customer_id_created_at_idx" on "wine_bottle" ("tenant_id", "customer_id", "created_at" desc) where "deleted_at" is null;
create index "wine_bottle_deleted_idx" on "wine_bottle" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "wine_bottle" add constraint "wine_bottle_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "wine_bottle" enable row level security;
alter table "wine_bottle" force row level security;
create policy tenant_isolation on "wine_bottle" to "rapport_api", current_user
  using (tenant_id = (select current_setting('app.tenant')::int)) with check (tenant_id = (select current_setting('app.tenant')::int));
grant select, insert, update on "wine_bottle" to "rapport_api";
`,
};
