import { isolateTenants, type Migration } from '@rapport/sdk';

export const assetsOfRequests: Migration = {
  id: '0002-assets-of-requests',
  sql: `
create table "assets_service_request" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "asset_id" uuid,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "assets_service_request_asset_id_id_idx" on "assets_service_request" ("tenant_id", "asset_id", "id");
alter table "assets_service_request" add constraint "assets_service_request_id_fkey" foreign key ("tenant_id", "id") references "service_request" ("tenant_id", "id") on delete cascade;
alter table "assets_service_request" add constraint "assets_service_request_asset_id_fkey" foreign key ("tenant_id", "asset_id") references "asset" ("tenant_id", "id");
${isolateTenants('assets_service_request')}`,
};
