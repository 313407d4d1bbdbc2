import { isolateTenants, type Migration } from '@rapport/sdk';

export const createTrackedOrders: Migration = {
  id: '0001-create-tracked-orders',
  sql: `
create table "tracked_order" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "system" text collate "C" not null,
  "number" text collate "C" not null,
  "title" text collate "C",
  "placed_at" timestamptz(3) not null,
  "promised_at" timestamptz(3),
  "done_at" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "tracked_order_system_check" check (char_length("system") <= 50),
  constraint "tracked_order_number_check" check (char_length("number") <= 100),
  constraint "tracked_order_title_check" check (char_length("title") <= 300)
) with (fillfactor = 85);
create index "tracked_order_created_at_idx" on "tracked_order" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "tracked_order_placed_at_idx" on "tracked_order" ("tenant_id", "placed_at", "id") where "deleted_at" is null;
create index "tracked_order_promised_at_idx" on "tracked_order" ("tenant_id", "promised_at", "id") where "deleted_at" is null;
create index "tracked_order_done_at_idx" on "tracked_order" ("tenant_id", "done_at", "id") where "deleted_at" is null;
create index "tracked_order_customer_id_placed_at_id_idx" on "tracked_order" ("tenant_id", "customer_id", "placed_at" desc, "id" desc) where "deleted_at" is null;
create unique index "tracked_order_system_number_key" on "tracked_order" ("tenant_id", "system", "number") where "deleted_at" is null;
create index "tracked_order_deleted_idx" on "tracked_order" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "tracked_order_step" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "order_id" uuid not null,
  "position" integer not null,
  "name" text collate "C" not null,
  "promised_at" timestamptz(3),
  "done_at" timestamptz(3),
  "error_cause" text collate "C",
  "note" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "tracked_order_step_name_check" check (char_length("name") <= 100),
  constraint "tracked_order_step_error_cause_check" check ("error_cause" in ('STOCK', 'PRODUCTION', 'CARRIER', 'DAMAGE', 'WRONG_ITEM', 'ADDRESS', 'PAYMENT', 'PAPERS', 'CUSTOMER')),
  constraint "tracked_order_step_note_check" check (char_length("note") <= 500)
) with (fillfactor = 85);
create index "tracked_order_step_created_at_idx" on "tracked_order_step" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "tracked_order_step_position_idx" on "tracked_order_step" ("tenant_id", "position", "id") where "deleted_at" is null;
create index "tracked_order_step_promised_at_idx" on "tracked_order_step" ("tenant_id", "promised_at", "id") where "deleted_at" is null;
create index "tracked_order_step_order_id_position_id_idx" on "tracked_order_step" ("tenant_id", "order_id", "position", "id") where "deleted_at" is null;
create index "tracked_order_step_order_id_created_at_id_idx" on "tracked_order_step" ("tenant_id", "order_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "tracked_order_step_error_cause_created_at_id_idx" on "tracked_order_step" ("tenant_id", "error_cause", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "tracked_order_step_order_id_position_key" on "tracked_order_step" ("tenant_id", "order_id", "position") where "deleted_at" is null;
create index "tracked_order_step_deleted_idx" on "tracked_order_step" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "tracked_order" add constraint "tracked_order_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "tracked_order_step" add constraint "tracked_order_step_order_id_fkey" foreign key ("tenant_id", "order_id") references "tracked_order" ("tenant_id", "id");
${isolateTenants('tracked_order')}
${isolateTenants('tracked_order_step')}`,
};
