import type { Migration } from '@rapport/sdk';

/** What weighs most is asked for first. */
export const orderDecisionFactors: Migration = {
  id: '0002-order-decision-factors',
  sql: `
create index "decision_factor_weight_idx" on "decision_factor" ("tenant_id", "weight", "id") where "deleted_at" is null;`,
};
