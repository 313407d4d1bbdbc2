import type { Migration } from '../../plugins/plugin.ts';
import { isolateTenants } from '../../tenancy/index.ts';

/** Which plugins the tenants use. */
export const pluginSwitches: Migration = {
  id: '0008-plugin-switches',
  sql: `
create table "plugin_switch" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "plugin" text collate "C" not null,
  "enabled" boolean not null,
  primary key ("tenant_id", "id"),
  constraint "plugin_switch_plugin_check" check (char_length("plugin") <= 31)
) with (fillfactor = 85);
create index "plugin_switch_created_at_idx" on "plugin_switch" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create unique index "plugin_switch_plugin_key" on "plugin_switch" ("tenant_id", "plugin") where "deleted_at" is null;
create index "plugin_switch_deleted_idx" on "plugin_switch" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
${isolateTenants('plugin_switch')}`,
};
