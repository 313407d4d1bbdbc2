import { isolateTenants, type Migration } from '@rapport/sdk';

export const createAttachments: Migration = {
  id: '0004-create-attachments',
  sql: `
create table "service_attachment" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "file" jsonb not null,
  "request_id" uuid not null,
  "message_id" uuid,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "service_attachment_created_at_idx" on "service_attachment" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "service_attachment_request_id_created_at_id_idx" on "service_attachment" ("tenant_id", "request_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_attachment_message_id_created_at_id_idx" on "service_attachment" ("tenant_id", "message_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "service_attachment_deleted_idx" on "service_attachment" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "service_attachment" add constraint "service_attachment_request_id_fkey" foreign key ("tenant_id", "request_id") references "service_request" ("tenant_id", "id");
alter table "service_attachment" add constraint "service_attachment_message_id_fkey" foreign key ("tenant_id", "message_id") references "service_message" ("tenant_id", "id");
${isolateTenants('service_attachment')}`,
};
