import { isolateTenants } from '../tenancy/index.ts';

/** What plugins were told; secrets beside it, encrypted. */
export const createSettingTables = `
create table "plugin_setting" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "plugin" text collate "C" not null,
  "name" text collate "C" not null,
  "value" text collate "C",
  "concealed_since" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "plugin_setting_plugin_check" check (char_length("plugin") <= 31),
  constraint "plugin_setting_name_check" check (char_length("name") <= 60),
  constraint "plugin_setting_value_check" check (char_length("value") <= 10000)
) with (fillfactor = 85);
create index "plugin_setting_created_at_idx" on "plugin_setting" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create unique index "plugin_setting_plugin_name_key" on "plugin_setting" ("tenant_id", "plugin", "name") where "deleted_at" is null;
create index "plugin_setting_deleted_idx" on "plugin_setting" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
${isolateTenants('plugin_setting')}

create table plugin_secret (
  tenant_id integer not null,
  setting_id uuid not null,
  box bytea not null,
  primary key (tenant_id, setting_id),
  foreign key (tenant_id, setting_id) references plugin_setting (tenant_id, id)
);
${isolateTenants('plugin_secret', ['select', 'insert', 'delete'])}`;
