import type { Migration } from '@rapport/sdk';

/** Whoever looks for duplicates asks who was born on a day. */
export const indexBirthDates: Migration = {
  id: '0003-index-birth-dates',
  sql: `create index "customer_birth_date_id_idx" on "customer" ("tenant_id", "birth_date", "id") where "deleted_at" is null;`,
};
