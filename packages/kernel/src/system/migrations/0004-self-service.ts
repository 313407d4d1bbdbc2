import type { Migration } from '../../plugins/plugin.ts';

/** A key with which somebody outside serves himself names the record that stands for him. */
export const selfService: Migration = {
  id: '0004-self-service',
  sql: `
alter table "api_key" add column "record_id" text collate "C";
alter table "api_key" add constraint "api_key_record_id_check" check (char_length("record_id") <= 60);`,
};
