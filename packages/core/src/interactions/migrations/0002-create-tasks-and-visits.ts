import { isolateTenants, type Migration } from '@rapport/sdk';

export const createTasksAndVisits: Migration = {
  id: '0002-create-tasks-and-visits',
  sql: `
create table "interaction_participant" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "interaction_id" uuid not null,
  "role" text collate "C" not null,
  "customer_id" uuid,
  "user_id" uuid,
  "name" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "interaction_participant_role_check" check ("role" in ('TOOK_PART', 'TALKED_ABOUT', 'REFERRED', 'REFERRER')),
  constraint "interaction_participant_name_check" check (char_length("name") <= 200)
) with (fillfactor = 85);
create index "interaction_participant_created_at_idx" on "interaction_participant" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "interaction_participant_interaction_id_created_at_id_idx" on "interaction_participant" ("tenant_id", "interaction_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "interaction_participant_customer_id_created_at_id_idx" on "interaction_participant" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "interaction_participant_user_id_created_at_id_idx" on "interaction_participant" ("tenant_id", "user_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "interaction_participant_deleted_idx" on "interaction_participant" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "contact_quality" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "interaction_id" uuid not null,
  "judge" text collate "C" not null,
  "reviewer_id" uuid,
  "to_the_point" integer,
  "attitude" integer,
  "product_knowledge" integer,
  "negotiation" integer,
  "comment" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "contact_quality_judge_check" check ("judge" in ('REVIEWER', 'CUSTOMER')),
  constraint "contact_quality_comment_check" check (char_length("comment") <= 2000)
) with (fillfactor = 85);
create index "contact_quality_created_at_idx" on "contact_quality" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "contact_quality_interaction_id_created_at_id_idx" on "contact_quality" ("tenant_id", "interaction_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "contact_quality_interaction_id_reviewer_id_key" on "contact_quality" ("tenant_id", "interaction_id", "reviewer_id") where "deleted_at" is null;
create index "contact_quality_deleted_idx" on "contact_quality" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "contact_rhythm" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "rhythm_days" integer not null,
  "last_touch_at" timestamptz(3),
  "quiet_since" timestamptz(3) not null,
  "due_at" timestamptz(3) not null,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "contact_rhythm_created_at_idx" on "contact_rhythm" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "contact_rhythm_quiet_since_idx" on "contact_rhythm" ("tenant_id", "quiet_since", "id") where "deleted_at" is null;
create index "contact_rhythm_due_at_idx" on "contact_rhythm" ("tenant_id", "due_at", "id") where "deleted_at" is null;
create index "contact_rhythm_customer_id_idx" on "contact_rhythm" ("tenant_id", "customer_id") where "deleted_at" is null;
create index "contact_rhythm_deleted_idx" on "contact_rhythm" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "contact_desk_test" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "channel" text collate "C" not null,
  "address" text collate "C",
  "question" text collate "C" not null,
  "tested_at" timestamptz(3) not null,
  "answered" boolean not null,
  "seconds_to_answer" integer,
  "question_answered" boolean,
  "findings" text collate "C",
  "tester_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "contact_desk_test_channel_check" check ("channel" in ('FACE_TO_FACE', 'PHONE', 'EMAIL', 'WEB', 'MESSENGER', 'PARTNER', 'DEVICE')),
  constraint "contact_desk_test_address_check" check (char_length("address") <= 200),
  constraint "contact_desk_test_question_check" check (char_length("question") <= 500),
  constraint "contact_desk_test_findings_check" check (char_length("findings") <= 2000)
) with (fillfactor = 85);
create index "contact_desk_test_created_at_idx" on "contact_desk_test" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "contact_desk_test_tested_at_idx" on "contact_desk_test" ("tenant_id", "tested_at", "id") where "deleted_at" is null;
create index "contact_desk_test_channel_tested_at_id_idx" on "contact_desk_test" ("tenant_id", "channel", "tested_at" desc, "id" desc) where "deleted_at" is null;
create index "contact_desk_test_deleted_idx" on "contact_desk_test" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "task" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "title" text collate "C" not null,
  "description" text collate "C",
  "state" text collate "C" not null,
  "urgent" boolean not null,
  "important" boolean not null,
  "quadrant" integer not null,
  "due_at" timestamptz(3),
  "planned_from" timestamptz(3),
  "planned_until" timestamptz(3),
  "done_at" timestamptz(3),
  "result" text collate "C",
  "assignee_id" uuid,
  "delegator_id" uuid,
  "customer_id" uuid,
  "interaction_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "task_title_check" check (char_length("title") <= 300),
  constraint "task_description_check" check (char_length("description") <= 20000),
  constraint "task_state_check" check ("state" in ('PROPOSED', 'DECLINED', 'OPEN', 'IN_PROGRESS', 'WAITING', 'DONE', 'CANCELED')),
  constraint "task_result_check" check (char_length("result") <= 5000),
  constraint "task_planned_until_after_check" check ("planned_until" > "planned_from")
) with (fillfactor = 85);
create index "task_created_at_idx" on "task" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "task_quadrant_idx" on "task" ("tenant_id", "quadrant", "id") where "deleted_at" is null;
create index "task_due_at_idx" on "task" ("tenant_id", "due_at", "id") where "deleted_at" is null;
create index "task_assignee_id_quadrant_due_at_id_idx" on "task" ("tenant_id", "assignee_id", "quadrant", "due_at", "id") where "deleted_at" is null;
create index "task_assignee_id_state_due_at_id_idx" on "task" ("tenant_id", "assignee_id", "state", "due_at", "id") where "deleted_at" is null;
create index "task_assignee_id_due_at_id_idx" on "task" ("tenant_id", "assignee_id", "due_at", "id") where "deleted_at" is null;
create index "task_delegator_id_state_due_at_id_idx" on "task" ("tenant_id", "delegator_id", "state", "due_at", "id") where "deleted_at" is null;
create index "task_customer_id_created_at_id_idx" on "task" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "task_interaction_id_created_at_id_idx" on "task" ("tenant_id", "interaction_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "task_deleted_idx" on "task" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "visit" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "title" text collate "C" not null,
  "starts_at" timestamptz(3) not null,
  "ends_at" timestamptz(3) not null,
  "place" text collate "C",
  "resource" text collate "C",
  "state" text collate "C" not null,
  "agenda" jsonb not null,
  "checked_in_at" timestamptz(3),
  "check_in_place" text collate "C",
  "report" text collate "C",
  "unanswered_reason" text collate "C",
  "customer_id" uuid not null,
  "user_id" uuid,
  "interaction_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "visit_title_check" check (char_length("title") <= 300),
  constraint "visit_place_check" check (char_length("place") <= 300),
  constraint "visit_resource_check" check (char_length("resource") <= 100),
  constraint "visit_state_check" check ("state" in ('PLANNED', 'CONFIRMED', 'CHECKED_IN', 'DONE', 'CANCELED', 'MISSED')),
  constraint "visit_check_in_place_check" check (char_length("check_in_place") <= 300),
  constraint "visit_report_check" check (char_length("report") <= 20000),
  constraint "visit_unanswered_reason_check" check (char_length("unanswered_reason") <= 500),
  constraint "visit_ends_at_after_check" check ("ends_at" > "starts_at"),
  constraint "visit_user_id_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "user_id"::text, "starts_at", "ends_at") with &&) where ("deleted_at" is null and "state" in ('CONFIRMED', 'CHECKED_IN')),
  constraint "visit_resource_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "resource"::text, "starts_at", "ends_at") with &&) where ("deleted_at" is null and "state" in ('CONFIRMED', 'CHECKED_IN'))
) with (fillfactor = 85);
create index "visit_created_at_idx" on "visit" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "visit_starts_at_idx" on "visit" ("tenant_id", "starts_at", "id") where "deleted_at" is null;
create index "visit_customer_id_starts_at_id_idx" on "visit" ("tenant_id", "customer_id", "starts_at" desc, "id" desc) where "deleted_at" is null;
create index "visit_user_id_starts_at_id_idx" on "visit" ("tenant_id", "user_id", "starts_at" desc, "id" desc) where "deleted_at" is null;
create index "visit_deleted_idx" on "visit" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "visit_attendee" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "visit_id" uuid not null,
  "customer_id" uuid,
  "user_id" uuid,
  "name" text collate "C",
  "came" boolean,
  primary key ("tenant_id", "id"),
  constraint "visit_attendee_name_check" check (char_length("name") <= 200)
) with (fillfactor = 85);
create index "visit_attendee_created_at_idx" on "visit_attendee" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "visit_attendee_visit_id_created_at_id_idx" on "visit_attendee" ("tenant_id", "visit_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "visit_attendee_user_id_created_at_id_idx" on "visit_attendee" ("tenant_id", "user_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "visit_attendee_customer_id_created_at_id_idx" on "visit_attendee" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "visit_attendee_deleted_idx" on "visit_attendee" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "interaction_participant" add constraint "interaction_participant_interaction_id_fkey" foreign key ("tenant_id", "interaction_id") references "interaction" ("tenant_id", "id");
alter table "interaction_participant" add constraint "interaction_participant_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "interaction_participant" add constraint "interaction_participant_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "contact_quality" add constraint "contact_quality_interaction_id_fkey" foreign key ("tenant_id", "interaction_id") references "interaction" ("tenant_id", "id");
alter table "contact_quality" add constraint "contact_quality_reviewer_id_fkey" foreign key ("tenant_id", "reviewer_id") references "user_account" ("tenant_id", "id");
alter table "contact_rhythm" add constraint "contact_rhythm_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "contact_desk_test" add constraint "contact_desk_test_tester_id_fkey" foreign key ("tenant_id", "tester_id") references "user_account" ("tenant_id", "id");
alter table "task" add constraint "task_assignee_id_fkey" foreign key ("tenant_id", "assignee_id") references "user_account" ("tenant_id", "id");
alter table "task" add constraint "task_delegator_id_fkey" foreign key ("tenant_id", "delegator_id") references "user_account" ("tenant_id", "id");
alter table "task" add constraint "task_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "task" add constraint "task_interaction_id_fkey" foreign key ("tenant_id", "interaction_id") references "interaction" ("tenant_id", "id");
alter table "visit" add constraint "visit_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "visit" add constraint "visit_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "visit" add constraint "visit_interaction_id_fkey" foreign key ("tenant_id", "interaction_id") references "interaction" ("tenant_id", "id");
alter table "visit_attendee" add constraint "visit_attendee_visit_id_fkey" foreign key ("tenant_id", "visit_id") references "visit" ("tenant_id", "id");
alter table "visit_attendee" add constraint "visit_attendee_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "visit_attendee" add constraint "visit_attendee_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
${isolateTenants('interaction_participant')}
${isolateTenants('contact_quality')}
${isolateTenants('contact_rhythm')}
${isolateTenants('contact_desk_test')}
${isolateTenants('task')}
${isolateTenants('visit')}
${isolateTenants('visit_attendee')}`,
};
