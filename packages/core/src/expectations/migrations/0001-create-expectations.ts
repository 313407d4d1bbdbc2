import { alarmAccess, isolateTenants, type Migration } from '@rapport/sdk';

export const createExpectations: Migration = {
  id: '0001-create-expectations',
  sql: `
create table "customer_need" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "need" text collate "C" not null,
  "topic" text collate "C",
  "spoken" boolean not null,
  "weight" integer not null,
  "interaction_id" uuid,
  "state" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "customer_need_need_check" check (char_length("need") <= 500),
  constraint "customer_need_topic_check" check (char_length("topic") <= 100),
  constraint "customer_need_state_check" check ("state" in ('OPEN', 'MET', 'GONE'))
) with (fillfactor = 85);
create index "customer_need_created_at_idx" on "customer_need" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "customer_need_customer_id_created_at_id_idx" on "customer_need" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_need_customer_id_weight_id_idx" on "customer_need" ("tenant_id", "customer_id", "weight" desc, "id" desc) where "deleted_at" is null;
create index "customer_need_topic_state_weight_id_idx" on "customer_need" ("tenant_id", "topic", "state", "weight" desc, "id" desc) where "deleted_at" is null;
create index "customer_need_interaction_id_created_at_id_idx" on "customer_need" ("tenant_id", "interaction_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_need_deleted_idx" on "customer_need" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "customer_promise" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "side" text collate "C" not null,
  "text" text collate "C" not null,
  "promised_at" timestamptz(3) not null,
  "due_at" timestamptz(3),
  "keeper_id" uuid,
  "interaction_id" uuid,
  "state" text collate "C" not null,
  "overdue_at" timestamptz(3),
  "kept_at" timestamptz(3),
  "kept_late" boolean not null,
  "delivered" text collate "C",
  "cause" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "customer_promise_side_check" check ("side" in ('OURS', 'THEIRS')),
  constraint "customer_promise_text_check" check (char_length("text") <= 500),
  constraint "customer_promise_state_check" check ("state" in ('OPEN', 'OVERDUE', 'KEPT', 'BROKEN', 'WITHDRAWN')),
  constraint "customer_promise_delivered_check" check (char_length("delivered") <= 2000),
  constraint "customer_promise_cause_check" check ("cause" in ('OVERSOLD', 'LATE', 'INCOMPLETE', 'QUALITY', 'PRICE', 'SERVICE', 'FORGOTTEN', 'CUSTOMER'))
) with (fillfactor = 85);
create index "customer_promise_created_at_idx" on "customer_promise" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "customer_promise_due_at_idx" on "customer_promise" ("tenant_id", "due_at", "id") where "deleted_at" is null;
create index "customer_promise_customer_id_promised_at_id_idx" on "customer_promise" ("tenant_id", "customer_id", "promised_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_promise_keeper_id_state_due_at_id_idx" on "customer_promise" ("tenant_id", "keeper_id", "state", "due_at", "id") where "deleted_at" is null;
create index "customer_promise_interaction_id_promised_at_id_idx" on "customer_promise" ("tenant_id", "interaction_id", "promised_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_promise_state_due_at_id_idx" on "customer_promise" ("tenant_id", "state", "due_at", "id") where "deleted_at" is null;
create index "customer_promise_overdue_at_id_idx" on "customer_promise" ("tenant_id", "overdue_at", "id") where "deleted_at" is null;
create index "customer_promise_deleted_idx" on "customer_promise" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "customer_need" add constraint "customer_need_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "customer_need" add constraint "customer_need_interaction_id_fkey" foreign key ("tenant_id", "interaction_id") references "interaction" ("tenant_id", "id");
alter table "customer_promise" add constraint "customer_promise_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "customer_promise" add constraint "customer_promise_keeper_id_fkey" foreign key ("tenant_id", "keeper_id") references "user_account" ("tenant_id", "id");
alter table "customer_promise" add constraint "customer_promise_interaction_id_fkey" foreign key ("tenant_id", "interaction_id") references "interaction" ("tenant_id", "id");
${isolateTenants('customer_need')}
${isolateTenants('customer_promise')}
${alarmAccess('customer_promise', 'overdue_at')}`,
};
