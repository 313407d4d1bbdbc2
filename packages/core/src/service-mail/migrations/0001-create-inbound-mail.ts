import { isolateTenants, type Migration } from '@rapport/sdk';

export const createInboundMail: Migration = {
  id: '0001-create-inbound-mail',
  sql: `
create table "inbound_mail" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "original" jsonb not null,
  "state" text collate "C" not null,
  "sender" text collate "C",
  "subject" text collate "C",
  "mail_id" text collate "C",
  "reason" text collate "C",
  "queue_id" uuid,
  "request_id" uuid,
  "message_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "inbound_mail_state_check" check ("state" in ('RECEIVED', 'TAKEN', 'IGNORED', 'UNREADABLE')),
  constraint "inbound_mail_sender_check" check (char_length("sender") <= 320),
  constraint "inbound_mail_subject_check" check (char_length("subject") <= 300),
  constraint "inbound_mail_mail_id_check" check (char_length("mail_id") <= 500),
  constraint "inbound_mail_reason_check" check (char_length("reason") <= 500)
) with (fillfactor = 85);
create index "inbound_mail_created_at_idx" on "inbound_mail" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "inbound_mail_state_created_at_id_idx" on "inbound_mail" ("tenant_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "inbound_mail_sender_created_at_id_idx" on "inbound_mail" ("tenant_id", "sender", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "inbound_mail_request_id_created_at_id_idx" on "inbound_mail" ("tenant_id", "request_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "inbound_mail_deleted_idx" on "inbound_mail" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "inbound_mail" add constraint "inbound_mail_queue_id_fkey" foreign key ("tenant_id", "queue_id") references "queue" ("tenant_id", "id");
alter table "inbound_mail" add constraint "inbound_mail_request_id_fkey" foreign key ("tenant_id", "request_id") references "service_request" ("tenant_id", "id");
alter table "inbound_mail" add constraint "inbound_mail_message_id_fkey" foreign key ("tenant_id", "message_id") references "service_message" ("tenant_id", "id");
${isolateTenants('inbound_mail')}`,
};
