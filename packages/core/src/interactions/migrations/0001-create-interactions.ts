import { isolateTenants, type Migration } from '@rapport/sdk';

export const createInteractions: Migration = {
  id: '0001-create-interactions',
  sql: `
create table "thread" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "title" text collate "C" not null,
  "summary" text collate "C",
  "closed" boolean not null,
  "customer_id" uuid not null,
  "handler_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "thread_title_check" check (char_length("title") <= 300),
  constraint "thread_summary_check" check (char_length("summary") <= 5000)
) with (fillfactor = 85);
create index "thread_created_at_idx" on "thread" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "thread_customer_id_created_at_id_idx" on "thread" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "thread_handler_id_closed_created_at_id_idx" on "thread" ("tenant_id", "handler_id", "closed", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "thread_deleted_idx" on "thread" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
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
  "matter" text collate "C",
  "body" text collate "C",
  "said" text collate "C",
  "latent_need" text collate "C",
  "sentiment" text collate "C",
  "outcome" text collate "C",
  "occurred_at" timestamptz(3) not null,
  "duration_seconds" integer,
  "activity" text collate "C",
  "cost_amount" bigint,
  "cost_currency" text collate "C",
  "source" text collate "C" not null,
  "asset_id" text collate "C",
  "customer_id" uuid not null,
  "user_id" uuid,
  "thread_id" uuid,
  "corrects_id" uuid,
  "superseded_by_id" uuid,
  "correction_reason" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "interaction_channel_check" check ("channel" in ('FACE_TO_FACE', 'PHONE', 'EMAIL', 'WEB', 'MESSENGER', 'PARTNER', 'DEVICE')),
  constraint "interaction_direction_check" check ("direction" in ('INBOUND', 'OUTBOUND')),
  constraint "interaction_subject_check" check (char_length("subject") <= 300),
  constraint "interaction_matter_check" check ("matter" in ('INFORMATION', 'OFFER', 'ORDER', 'SERVICE', 'COMPLAINT', 'PAYMENT', 'FEEDBACK', 'IDEA', 'REFERRAL', 'RELATIONSHIP')),
  constraint "interaction_body_check" check (char_length("body") <= 20000),
  constraint "interaction_said_check" check (char_length("said") <= 20000),
  constraint "interaction_latent_need_check" check (char_length("latent_need") <= 1000),
  constraint "interaction_sentiment_check" check ("sentiment" in ('POSITIVE', 'NEUTRAL', 'NEGATIVE')),
  constraint "interaction_outcome_check" check ("outcome" in ('REACHED', 'NOT_REACHED', 'FOLLOW_UP', 'INTERESTED', 'DECLINED', 'ORDERED', 'RESOLVED')),
  constraint "interaction_activity_check" check ("activity" in ('SELLING', 'ADVISING', 'SERVING', 'CARING', 'COLLECTING', 'ADMINISTERING', 'TRAVELLING')),
  constraint "interaction_cost_amount_check" check (("cost_amount" is null) = ("cost_currency" is null)),
  constraint "interaction_source_check" check ("source" in ('PERSON', 'AUTOMATION', 'DEVICE', 'IMPORT')),
  constraint "interaction_asset_id_check" check (char_length("asset_id") <= 100),
  constraint "interaction_correction_reason_check" check (char_length("correction_reason") <= 500)
) with (fillfactor = 85);
create index "interaction_created_at_idx" on "interaction" ("tenant_id", "created_at", "id") where "deleted_at" is null and "superseded_by_id" is null;
create index "interaction_occurred_at_idx" on "interaction" ("tenant_id", "occurred_at", "id") where "deleted_at" is null and "superseded_by_id" is null;
create index "interaction_customer_id_occurred_at_id_idx" on "interaction" ("tenant_id", "customer_id", "occurred_at" desc, "id" desc) where "deleted_at" is null and "superseded_by_id" is null;
create index "interaction_customer_id_channel_occurred_at_idx" on "interaction" ("tenant_id", "customer_id", "channel", "occurred_at" desc) where "deleted_at" is null and "superseded_by_id" is null;
create index "interaction_channel_occurred_at_customer_id_idx" on "interaction" ("tenant_id", "channel", "occurred_at" desc, "customer_id") where "deleted_at" is null and "superseded_by_id" is null;
create index "interaction_user_id_occurred_at_id_idx" on "interaction" ("tenant_id", "user_id", "occurred_at" desc, "id" desc) where "deleted_at" is null and "superseded_by_id" is null;
create index "interaction_thread_id_occurred_at_id_idx" on "interaction" ("tenant_id", "thread_id", "occurred_at" desc, "id" desc) where "deleted_at" is null and "superseded_by_id" is null;
create index "interaction_corrects_id_created_at_id_idx" on "interaction" ("tenant_id", "corrects_id", "created_at" desc, "id" desc) where "deleted_at" is null and "superseded_by_id" is null;
create index "interaction_deleted_idx" on "interaction" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create index "interaction_superseded_idx" on "interaction" ("tenant_id", "created_at", "id") where "deleted_at" is null and "superseded_by_id" is not null;
alter table "thread" add constraint "thread_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "thread" add constraint "thread_handler_id_fkey" foreign key ("tenant_id", "handler_id") references "user_account" ("tenant_id", "id");
alter table "interaction" add constraint "interaction_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "interaction" add constraint "interaction_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "interaction" add constraint "interaction_thread_id_fkey" foreign key ("tenant_id", "thread_id") references "thread" ("tenant_id", "id");
alter table "interaction" add constraint "interaction_corrects_id_fkey" foreign key ("tenant_id", "corrects_id") references "interaction" ("tenant_id", "id");
alter table "interaction" add constraint "interaction_superseded_by_id_fkey" foreign key ("tenant_id", "superseded_by_id") references "interaction" ("tenant_id", "id");
${isolateTenants('thread')}
${isolateTenants('interaction')}`,
};
