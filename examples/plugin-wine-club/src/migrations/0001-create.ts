import type { Migration } from '@rapport/sdk';

export const create: Migration = {
  id: '0001-create',
  sql: `
create table "wine_club_customer" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "joined_on" date,
  "favourite_grape" text collate "C",
  "level" text collate "C",
  "points" integer not null,
  primary key ("tenant_id", "id"),
  constraint "wine_club_customer_favourite_grape_check" check (char_length("favourite_grape") <= 60),
  constraint "wine_club_customer_level_check" check ("level" in ('SILVER', 'GOLD'))
) with (fillfactor = 85);
create index "wine_club_customer_joined_on_idx" on "wine_club_customer" ("tenant_id", "joined_on", "id");
create index "wine_club_customer_points_idx" on "wine_club_customer" ("tenant_id", "points", "id");
create index "wine_club_customer_level_joined_on_id_idx" on "wine_club_customer" ("tenant_id", "level", "joined_on", "id");
create table "wine_club_order" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "label" text collate "C" not null,
  "bottles" integer not null,
  "price_amount" bigint,
  "price_currency" text collate "C",
  "state" text collate "C" not null,
  "customer_id" uuid not null,
  primary key ("tenant_id", "id"),
  constraint "wine_club_order_label_check" check (char_length("label") <= 100),
  constraint "wine_club_order_price_amount_check" check (("price_amount" is null) = ("price_currency" is null)),
  constraint "wine_club_order_state_check" check ("state" in ('OPEN', 'SENT', 'CANCELED'))
) with (fillfactor = 85);
create index "wine_club_order_created_at_idx" on "wine_club_order" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "wine_club_order_label_idx" on "wine_club_order" ("tenant_id", "label", "id") where "deleted_at" is null;
create index "wine_club_order_customer_id_created_at_id_idx" on "wine_club_order" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "wine_club_order_deleted_idx" on "wine_club_order" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "wine_club_customer" add constraint "wine_club_customer_id_fkey" foreign key ("tenant_id", "id") references "customer" ("tenant_id", "id") on delete cascade;
alter table "wine_club_order" add constraint "wine_club_order_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "wine_club_customer" enable row level security;
alter table "wine_club_customer" force row level security;
create policy tenant_isolation on "wine_club_customer" to "rapport_api", current_user
  using (tenant_id = (select current_setting('app.tenant')::int)) with check (tenant_id = (select current_setting('app.tenant')::int));
grant select, insert, update on "wine_club_customer" to "rapport_api";
alter table "wine_club_order" enable row level security;
alter table "wine_club_order" force row level security;
create policy tenant_isolation on "wine_club_order" to "rapport_api", current_user
  using (tenant_id = (select current_setting('app.tenant')::int)) with check (tenant_id = (select current_setting('app.tenant')::int));
grant select, insert, update on "wine_club_order" to "rapport_api";
`,
};
