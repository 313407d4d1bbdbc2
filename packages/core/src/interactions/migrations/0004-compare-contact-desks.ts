import type { Migration } from '@rapport/sdk';

export const compareContactDesks: Migration = {
  id: '0004-compare-contact-desks',
  sql: `
alter table "contact_desk_test" add column "competitor" text collate "C";
alter table "contact_desk_test" add constraint "contact_desk_test_competitor_check" check (char_length("competitor") <= 200);
create index "contact_desk_test_competitor_tested_at_id_idx" on "contact_desk_test" ("tenant_id", "competitor", "tested_at" desc, "id" desc) where "deleted_at" is null;`,
};
