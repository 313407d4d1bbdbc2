import type { Migration } from '@rapport/sdk';

/** Templates say what sort of content they hold; those that are there go by their purpose. */
export const typeContent: Migration = {
  id: '0003-type-content',
  sql: `
alter table "message_template" add column "content_type" text collate "C";
alter table "message_template" add constraint "message_template_content_type_check" check ("content_type" in ('SELLING', 'NEWS', 'ADVICE', 'STORY', 'GREETING', 'QUESTION', 'SERVICE'));`,
};
