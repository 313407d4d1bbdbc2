import type { Migration } from '@rapport/sdk';

/** Steps of campaigns say what sort of content they publish. */
export const typeStepContent: Migration = {
  id: '0003-type-step-content',
  sql: `
alter table "campaign_step" add column "content_type" text collate "C";
alter table "campaign_step" add constraint "campaign_step_content_type_check" check ("content_type" in ('SELLING', 'NEWS', 'ADVICE', 'STORY', 'GREETING', 'QUESTION', 'SERVICE'));
create index "campaign_step_done_on_id_idx" on "campaign_step" ("tenant_id", "done_on", "id") where "deleted_at" is null;`,
};
