import type { Migration } from '../../plugins/plugin.ts';
import { isolateTenants } from '../../tenancy/index.ts';

/** Columns by which values are found. */
const indexed = ['text', 'whole', 'units', 'day', 'moment'];

/** Fields that tenants add, and their values: one row per record and field, each value in the column of its kind. */
export const customFields: Migration = {
  id: '0009-custom-fields',
  sql: `
create table "custom_field" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "record_type" text collate "C" not null,
  "name" text collate "C" not null,
  "kind" text collate "C" not null,
  "description" text collate "C" not null,
  "choices" jsonb,
  primary key ("tenant_id", "id"),
  constraint "custom_field_record_type_check" check (char_length("record_type") <= 60),
  constraint "custom_field_name_check" check (char_length("name") <= 40),
  constraint "custom_field_kind_check" check ("kind" in ('TEXT', 'INT', 'DECIMAL', 'BOOLEAN', 'DATE', 'INSTANT', 'CHOICE')),
  constraint "custom_field_description_check" check (char_length("description") <= 500)
) with (fillfactor = 85);
create index "custom_field_created_at_idx" on "custom_field" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create unique index "custom_field_record_type_name_key" on "custom_field" ("tenant_id", "record_type", "name") where "deleted_at" is null;
create index "custom_field_deleted_idx" on "custom_field" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
${isolateTenants('custom_field')}

create table custom_value (
  tenant_id integer not null,
  record_id uuid not null,
  field_id uuid not null,
  text text collate "C",
  whole integer,
  units bigint,
  flag boolean,
  day date,
  moment timestamptz(3),
  primary key (tenant_id, record_id, field_id),
  check (num_nonnulls(text, whole, units, flag, day, moment) = 1)
);
${indexed.map((column) => `create index custom_value_${column}_idx on custom_value (tenant_id, field_id, ${column}, record_id) where ${column} is not null;`).join('\n')}
${isolateTenants('custom_value', ['select', 'insert', 'update', 'delete'])}`,
};
