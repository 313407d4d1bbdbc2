import { isolateTenants, type Migration } from '@rapport/sdk';

/** How far customers are with products and services, and the steps that led there. */
export const createProductLife: Migration = {
  id: '0001-create-product-life',
  sql: `
create table "product_life_cycle" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "product" text collate "C" not null,
  "state" text collate "C" not null,
  "since" timestamptz(3) not null,
  "replaced_by" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "product_life_cycle_product_check" check (char_length("product") <= 300),
  constraint "product_life_cycle_state_check" check ("state" in ('CONSIDERING', 'TRYING', 'USING', 'FADING', 'REPLACED', 'ENDED')),
  constraint "product_life_cycle_replaced_by_check" check (char_length("replaced_by") <= 300)
) with (fillfactor = 85);
create index "product_life_cycle_created_at_idx" on "product_life_cycle" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "product_life_cycle_since_idx" on "product_life_cycle" ("tenant_id", "since", "id") where "deleted_at" is null;
create index "product_life_cycle_customer_id_since_id_idx" on "product_life_cycle" ("tenant_id", "customer_id", "since" desc, "id" desc) where "deleted_at" is null;
create index "product_life_cycle_product_state_since_id_idx" on "product_life_cycle" ("tenant_id", "product", "state", "since", "id") where "deleted_at" is null;
create unique index "product_life_cycle_customer_id_product_key" on "product_life_cycle" ("tenant_id", "customer_id", "product") where "deleted_at" is null;
create index "product_life_cycle_deleted_idx" on "product_life_cycle" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "product_life_step" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "life_cycle_id" uuid not null,
  "customer_id" uuid not null,
  "product" text collate "C" not null,
  "from_state" text collate "C",
  "to_state" text collate "C" not null,
  "taken_at" timestamptz(3) not null,
  "seconds_before" integer,
  "reason" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "product_life_step_product_check" check (char_length("product") <= 300),
  constraint "product_life_step_from_state_check" check ("from_state" in ('CONSIDERING', 'TRYING', 'USING', 'FADING', 'REPLACED', 'ENDED')),
  constraint "product_life_step_to_state_check" check ("to_state" in ('CONSIDERING', 'TRYING', 'USING', 'FADING', 'REPLACED', 'ENDED')),
  constraint "product_life_step_reason_check" check (char_length("reason") <= 500)
) with (fillfactor = 85);
create index "product_life_step_created_at_idx" on "product_life_step" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "product_life_step_customer_id_taken_at_id_idx" on "product_life_step" ("tenant_id", "customer_id", "taken_at" desc, "id" desc) where "deleted_at" is null;
create index "product_life_step_life_cycle_id_taken_at_id_idx" on "product_life_step" ("tenant_id", "life_cycle_id", "taken_at" desc, "id" desc) where "deleted_at" is null;
create index "product_life_step_product_from_state_taken_at_id_idx" on "product_life_step" ("tenant_id", "product", "from_state", "taken_at" desc, "id" desc) where "deleted_at" is null;
create index "product_life_step_deleted_idx" on "product_life_step" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "product_life_cycle" add constraint "product_life_cycle_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "product_life_step" add constraint "product_life_step_life_cycle_id_fkey" foreign key ("tenant_id", "life_cycle_id") references "product_life_cycle" ("tenant_id", "id");
alter table "product_life_step" add constraint "product_life_step_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
${isolateTenants('product_life_cycle')}
${isolateTenants('product_life_step')}`,
};
