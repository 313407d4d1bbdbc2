import { isolateTenants, type Migration } from '@rapport/sdk';

export const createInteractions: Migration = {
  id: '0001-create-interactions',
  sql: `
create table "interaction" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "channel" text collate "C" not null,
  "direction" text collate "C" not null,
  "subject" text collate "C" not null,
  "body" text collate "C",
  "outcome" text collate "C",
  "occurred_at" timestamptz(3) not null,
  "duration_seconds" integer,
  "cost_amount" bigint,
  "cost_currency" text collate "C",
  "customer_id" uuid not null,
  "user_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "interaction_channel_check" check ("channel" in ('FACE_TO_FACE', 'PHONE', 'EMAIL', 'WEB', 'MESSENGER', 'PARTNER', 'DEVICE')),
  constraint "interaction_direction_check" check ("direction" in ('INBOUND', 'OUTBOUND')),
  constraint "interaction_subject_check" check (char_length("subject") <= 300),
  constraint "interaction_body_check" check (char_length("body") <= 20000),
  constraint "interaction_outcome_check" check ("outcome" in ('REACHED', 'NOT_REACHED', 'FOLLOW_UP', 'INTERESTED', 'DECLINED', 'ORDERED', 'RESOLVED')),
  constraint "interaction_cost_amount_check" check (("cost_amount" is null) = ("cost_currency" is null))
) with (fillfactor = 85);
create index "interaction_created_at_idx" on "interaction" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "interaction_deleted_idx" on "interaction" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create index "interaction_occurred_at_idx" on "interaction" ("tenant_id", "occurred_at", "id") where "deleted_at" is null;
create index "interaction_customer_id_occurred_at_id_idx" on "interaction" ("tenant_id", "customer_id", "occurred_at" desc, "id" desc) where "deleted_at" is null;
create index "interaction_customer_id_channel_occurred_at_idx" on "interaction" ("tenant_id", "customer_id", "channel", "occurred_at" desc) where "deleted_at" is null;
create index "interaction_channel_occurred_at_customer_id_idx" on "interaction" ("tenant_id", "channel", "occurred_at" desc, "customer_id") where "deleted_at" is null;
create index "interaction_user_id_occurred_at_id_idx" on "interaction" ("tenant_id", "user_id", "occurred_at" desc, "id" desc) where "deleted_at" is null;
alter table "interaction" add constraint "interaction_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "interaction" add constraint "interaction_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
${isolateTenants('interaction')}`,
};
