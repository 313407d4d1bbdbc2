import type { Migration } from '@rapport/sdk';

/** Campaigns carry out what was decided for a segment of the mainstream. */
export const carryOutStrategies: Migration = {
  id: '0002-carry-out-strategies',
  sql: `
alter table "campaign" add column "mainstream_strategy_id" uuid;
create index "campaign_mainstream_strategy_id_created_at_id_idx" on "campaign" ("tenant_id", "mainstream_strategy_id", "created_at" desc, "id" desc) where "deleted_at" is null;
alter table "campaign" add constraint "campaign_mainstream_strategy_id_fkey" foreign key ("tenant_id", "mainstream_strategy_id") references "mainstream_strategy" ("tenant_id", "id") not valid;`,
};
