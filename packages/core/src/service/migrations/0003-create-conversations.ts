import { isolateTenants, type Migration } from '@rapport/sdk';

export const createConversations: Migration = {
  id: '0003-create-conversations',
  sql: `
create table "service_message" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "request_id" uuid not null,
  "from_customer" boolean not null,
  "channel" text collate "C" not null,
  "body" text collate "C" not null,
  "said_at" timestamptz(3),
  "automatic" boolean not null,
  "mail_id" text collate "C",
  "user_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "service_message_channel_check" check ("channel" in ('FACE_TO_FACE', 'PHONE', 'EMAIL', 'WEB', 'MESSENGER', 'PARTNER', 'DEVICE')),
  constraint "service_message_body_check" check (char_length("body") <= 100000),
  constraint "service_message_mail_id_check" check (char_length("mail_id") <= 500)
) with (fillfactor = 85);
create index "service_message_created_at_idx" on "service_message" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "service_message_said_at_idx" on "service_message" ("tenant_id", "said_at", "id") where "deleted_at" is null;
create index "service_message_request_id_said_at_id_idx" on "service_message" ("tenant_id", "request_id", "said_at", "id") where "deleted_at" is null;
create unique index "service_message_mail_id_key" on "service_message" ("tenant_id", "mail_id") where "deleted_at" is null;
create index "service_message_deleted_idx" on "service_message" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "service_note" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "request_id" uuid not null,
  "body" text collate "C" not null,
  "user_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "service_note_body_check" check (char_length("body") <= 20000)
) with (fillfactor = 85);
create index "service_note_created_at_idx" on "service_note" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "service_note_request_id_created_at_id_idx" on "service_note" ("tenant_id", "request_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_note_deleted_idx" on "service_note" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "service_request_participant" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "request_id" uuid not null,
  "role" text collate "C" not null,
  "customer_id" uuid,
  "user_id" uuid,
  "name" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "service_request_participant_role_check" check ("role" in ('REQUESTER', 'AFFECTED', 'HELPER', 'WATCHER')),
  constraint "service_request_participant_name_check" check (char_length("name") <= 200)
) with (fillfactor = 85);
create index "service_request_participant_created_at_idx" on "service_request_participant" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "service_request_participant_request_id_created_at_id_idx" on "service_request_participant" ("tenant_id", "request_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_participant_customer_id_created_at_id_idx" on "service_request_participant" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_participant_user_id_created_at_id_idx" on "service_request_participant" ("tenant_id", "user_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_participant_deleted_idx" on "service_request_participant" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "service_request_merge" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "survivor_id" uuid not null,
  "merged_id" uuid not null,
  "unmerged_at" timestamptz(3),
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "service_request_merge_created_at_idx" on "service_request_merge" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "service_request_merge_survivor_id_created_at_id_idx" on "service_request_merge" ("tenant_id", "survivor_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_merge_merged_id_created_at_id_idx" on "service_request_merge" ("tenant_id", "merged_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_request_merge_deleted_idx" on "service_request_merge" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "contact_path" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "channel" text collate "C" not null,
  "started_at" timestamptz(3) not null,
  "nodes" jsonb not null,
  "end" text collate "C" not null,
  "path" text collate "C" not null,
  "seconds" integer not null,
  "customer_id" uuid,
  "request_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "contact_path_channel_check" check ("channel" in ('FACE_TO_FACE', 'PHONE', 'EMAIL', 'WEB', 'MESSENGER', 'PARTNER', 'DEVICE')),
  constraint "contact_path_end_check" check ("end" in ('ANSWERED', 'PERSON', 'ABANDONED')),
  constraint "contact_path_path_check" check (char_length("path") <= 500)
) with (fillfactor = 85);
create index "contact_path_created_at_idx" on "contact_path" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "contact_path_started_at_idx" on "contact_path" ("tenant_id", "started_at", "id") where "deleted_at" is null;
create index "contact_path_path_end_started_at_id_idx" on "contact_path" ("tenant_id", "path", "end", "started_at", "id") where "deleted_at" is null;
create index "contact_path_end_started_at_id_idx" on "contact_path" ("tenant_id", "end", "started_at" desc, "id" desc) where "deleted_at" is null;
create index "contact_path_customer_id_started_at_id_idx" on "contact_path" ("tenant_id", "customer_id", "started_at" desc, "id" desc) where "deleted_at" is null;
create index "contact_path_request_id_started_at_id_idx" on "contact_path" ("tenant_id", "request_id", "started_at" desc, "id" desc) where "deleted_at" is null;
create index "contact_path_deleted_idx" on "contact_path" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "service_message" add constraint "service_message_request_id_fkey" foreign key ("tenant_id", "request_id") references "service_request" ("tenant_id", "id");
alter table "service_message" add constraint "service_message_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "service_note" add constraint "service_note_request_id_fkey" foreign key ("tenant_id", "request_id") references "service_request" ("tenant_id", "id");
alter table "service_note" add constraint "service_note_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "service_request_participant" add constraint "service_request_participant_request_id_fkey" foreign key ("tenant_id", "request_id") references "service_request" ("tenant_id", "id");
alter table "service_request_participant" add constraint "service_request_participant_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "service_request_participant" add constraint "service_request_participant_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "service_request_merge" add constraint "service_request_merge_survivor_id_fkey" foreign key ("tenant_id", "survivor_id") references "service_request" ("tenant_id", "id");
alter table "service_request_merge" add constraint "service_request_merge_merged_id_fkey" foreign key ("tenant_id", "merged_id") references "service_request" ("tenant_id", "id");
alter table "contact_path" add constraint "contact_path_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "contact_path" add constraint "contact_path_request_id_fkey" foreign key ("tenant_id", "request_id") references "service_request" ("tenant_id", "id");
${isolateTenants('service_message')}
${isolateTenants('service_note')}
${isolateTenants('service_request_participant')}
${isolateTenants('service_request_merge')}
${isolateTenants('contact_path')}`,
};
