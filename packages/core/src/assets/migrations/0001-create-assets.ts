import { isolateTenants, type Migration } from '@rapport/sdk';

export const createAssets: Migration = {
  id: '0001-create-assets',
  sql: `
create table "asset" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "product" text collate "C" not null,
  "maker" text collate "C" not null,
  "serial" text collate "C",
  "place" text collate "C",
  "latitude" bigint,
  "longitude" bigint,
  "installed_on" date,
  "warranty_from" date,
  "warranty_until" date,
  "state" text collate "C" not null,
  "usage" integer,
  "usage_unit" text collate "C",
  "usage_read_at" timestamptz(3),
  "purchase_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "asset_product_check" check (char_length("product") <= 300),
  constraint "asset_maker_check" check (char_length("maker") <= 200),
  constraint "asset_serial_check" check (char_length("serial") <= 100),
  constraint "asset_place_check" check (char_length("place") <= 300),
  constraint "asset_state_check" check ("state" in ('IN_USE', 'RETIRED')),
  constraint "asset_usage_unit_check" check (char_length("usage_unit") <= 20),
  constraint "asset_warranty_until_after_check" check ("warranty_until" > "warranty_from")
) with (fillfactor = 85);
create index "asset_created_at_idx" on "asset" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "asset_customer_id_created_at_id_idx" on "asset" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "asset_product_created_at_id_idx" on "asset" ("tenant_id", "product", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "asset_warranty_until_id_idx" on "asset" ("tenant_id", "warranty_until", "id") where "deleted_at" is null;
create index "asset_installed_on_id_idx" on "asset" ("tenant_id", "installed_on", "id") where "deleted_at" is null;
create index "asset_purchase_id_created_at_id_idx" on "asset" ("tenant_id", "purchase_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "asset_maker_serial_key" on "asset" ("tenant_id", "maker", "serial") where "deleted_at" is null;
create index "asset_deleted_idx" on "asset" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "usage_reading" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "asset_id" uuid not null,
  "value" integer not null,
  "read_at" timestamptz(3) not null,
  "source" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "usage_reading_source_check" check ("source" in ('PERSON', 'AUTOMATION', 'DEVICE', 'IMPORT'))
) with (fillfactor = 85);
create index "usage_reading_created_at_idx" on "usage_reading" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "usage_reading_read_at_idx" on "usage_reading" ("tenant_id", "read_at", "id") where "deleted_at" is null;
create index "usage_reading_asset_id_read_at_id_idx" on "usage_reading" ("tenant_id", "asset_id", "read_at" desc, "id" desc) where "deleted_at" is null;
create index "usage_reading_deleted_idx" on "usage_reading" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "maintenance_plan" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "asset_id" uuid not null,
  "title" text collate "C" not null,
  "every_months" integer,
  "every_usage" integer,
  "active" boolean not null,
  "last_done_on" date,
  "last_done_usage" integer,
  "next_due_on" date,
  "next_due_usage" integer,
  primary key ("tenant_id", "id"),
  constraint "maintenance_plan_title_check" check (char_length("title") <= 300)
) with (fillfactor = 85);
create index "maintenance_plan_created_at_idx" on "maintenance_plan" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "maintenance_plan_next_due_on_idx" on "maintenance_plan" ("tenant_id", "next_due_on", "id") where "deleted_at" is null;
create index "maintenance_plan_asset_id_created_at_id_idx" on "maintenance_plan" ("tenant_id", "asset_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "maintenance_plan_active_next_due_on_id_idx" on "maintenance_plan" ("tenant_id", "active", "next_due_on", "id") where "deleted_at" is null;
create index "maintenance_plan_deleted_idx" on "maintenance_plan" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "care_rule" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "occasion" text collate "C" not null,
  "days" integer not null,
  "product" text collate "C",
  "channel" text collate "C" not null,
  "message" text collate "C" not null,
  "active" boolean not null,
  primary key ("tenant_id", "id"),
  constraint "care_rule_name_check" check (char_length("name") <= 100),
  constraint "care_rule_occasion_check" check ("occasion" in ('WARRANTY_ENDING', 'MAINTENANCE_DUE', 'RETURN_VISIT')),
  constraint "care_rule_product_check" check (char_length("product") <= 300),
  constraint "care_rule_channel_check" check ("channel" in ('FACE_TO_FACE', 'PHONE', 'EMAIL', 'WEB', 'MESSENGER', 'PARTNER', 'DEVICE')),
  constraint "care_rule_message_check" check (char_length("message") <= 2000)
) with (fillfactor = 85);
create index "care_rule_created_at_idx" on "care_rule" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create unique index "care_rule_name_key" on "care_rule" ("tenant_id", "name") where "deleted_at" is null;
create index "care_rule_deleted_idx" on "care_rule" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "care_contact" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "asset_id" uuid not null,
  "rule_id" uuid not null,
  "plan_id" uuid,
  "occasion" text collate "C" not null,
  "occurrence" text collate "C" not null,
  "due_on" date not null,
  "channel" text collate "C" not null,
  "message" text collate "C" not null,
  "state" text collate "C" not null,
  "outcome" text collate "C",
  "note" text collate "C",
  "canceled_because" text collate "C",
  "interaction_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "care_contact_occasion_check" check ("occasion" in ('WARRANTY_ENDING', 'MAINTENANCE_DUE', 'RETURN_VISIT')),
  constraint "care_contact_occurrence_check" check (char_length("occurrence") <= 100),
  constraint "care_contact_channel_check" check ("channel" in ('FACE_TO_FACE', 'PHONE', 'EMAIL', 'WEB', 'MESSENGER', 'PARTNER', 'DEVICE')),
  constraint "care_contact_message_check" check (char_length("message") <= 2500),
  constraint "care_contact_state_check" check ("state" in ('PLANNED', 'MADE', 'CANCELED')),
  constraint "care_contact_outcome_check" check ("outcome" in ('REACHED', 'NOT_REACHED', 'FOLLOW_UP', 'INTERESTED', 'DECLINED', 'ORDERED', 'RESOLVED')),
  constraint "care_contact_note_check" check (char_length("note") <= 5000),
  constraint "care_contact_canceled_because_check" check (char_length("canceled_because") <= 500)
) with (fillfactor = 85);
create index "care_contact_created_at_idx" on "care_contact" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "care_contact_due_on_idx" on "care_contact" ("tenant_id", "due_on", "id") where "deleted_at" is null;
create index "care_contact_customer_id_created_at_id_idx" on "care_contact" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "care_contact_asset_id_created_at_id_idx" on "care_contact" ("tenant_id", "asset_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "care_contact_plan_id_created_at_id_idx" on "care_contact" ("tenant_id", "plan_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "care_contact_state_due_on_id_idx" on "care_contact" ("tenant_id", "state", "due_on", "id") where "deleted_at" is null;
create unique index "care_contact_rule_id_occurrence_key" on "care_contact" ("tenant_id", "rule_id", "occurrence") where "deleted_at" is null;
create index "care_contact_deleted_idx" on "care_contact" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "asset" add constraint "asset_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "asset" add constraint "asset_purchase_id_fkey" foreign key ("tenant_id", "purchase_id") references "purchase" ("tenant_id", "id");
alter table "usage_reading" add constraint "usage_reading_asset_id_fkey" foreign key ("tenant_id", "asset_id") references "asset" ("tenant_id", "id");
alter table "maintenance_plan" add constraint "maintenance_plan_asset_id_fkey" foreign key ("tenant_id", "asset_id") references "asset" ("tenant_id", "id");
alter table "care_contact" add constraint "care_contact_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "care_contact" add constraint "care_contact_asset_id_fkey" foreign key ("tenant_id", "asset_id") references "asset" ("tenant_id", "id");
alter table "care_contact" add constraint "care_contact_rule_id_fkey" foreign key ("tenant_id", "rule_id") references "care_rule" ("tenant_id", "id");
alter table "care_contact" add constraint "care_contact_plan_id_fkey" foreign key ("tenant_id", "plan_id") references "maintenance_plan" ("tenant_id", "id");
alter table "care_contact" add constraint "care_contact_interaction_id_fkey" foreign key ("tenant_id", "interaction_id") references "interaction" ("tenant_id", "id");
${isolateTenants('asset')}
${isolateTenants('usage_reading')}
${isolateTenants('maintenance_plan')}
${isolateTenants('care_rule')}
${isolateTenants('care_contact')}`,
};
