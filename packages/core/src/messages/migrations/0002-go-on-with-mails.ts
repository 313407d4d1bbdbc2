import type { Migration } from '@rapport/sdk';

export const goOnWithMails: Migration = {
  id: '0002-go-on-with-mails',
  sql: `alter table "message" add column "answers" jsonb;`,
};
