import { isolateTenants, type Migration } from '@rapport/sdk';

/** Two customers can become one, and be taken apart again. */
export const mergeCustomers: Migration = {
  id: '0005-merge-customers',
  sql: `
alter table "customer" add column "merged_into_id" uuid;
create table "customer_merge" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "survivor_id" uuid not null,
  "merged_id" uuid not null,
  "unmerged_at" timestamptz(3),
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "customer_merge_created_at_idx" on "customer_merge" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "customer_merge_survivor_id_created_at_id_idx" on "customer_merge" ("tenant_id", "survivor_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_merge_merged_id_created_at_id_idx" on "customer_merge" ("tenant_id", "merged_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_merge_deleted_idx" on "customer_merge" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
-- The check of a new key must see the rows.
alter table "customer" no force row level security;
alter table "customer" add constraint "customer_merged_into_id_fkey" foreign key ("tenant_id", "merged_into_id") references "customer" ("tenant_id", "id");
alter table "customer" force row level security;
alter table "customer_merge" add constraint "customer_merge_survivor_id_fkey" foreign key ("tenant_id", "survivor_id") references "customer" ("tenant_id", "id");
alter table "customer_merge" add constraint "customer_merge_merged_id_fkey" foreign key ("tenant_id", "merged_id") references "customer" ("tenant_id", "id");
${isolateTenants('customer_merge')}`,
};
