import { alarmAccess, isolateTenants, type Migration } from '@rapport/sdk';

export const createSurveys: Migration = {
  id: '0001-create-surveys',
  sql: `
create table "survey" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "instrument" text collate "C" not null,
  "edition" integer not null,
  "state" text collate "C" not null,
  "introduction" text collate "C",
  "thanks" text collate "C",
  "answer_days" integer not null,
  "follow_up_days" integer not null,
  primary key ("tenant_id", "id"),
  constraint "survey_name_check" check (char_length("name") <= 200),
  constraint "survey_instrument_check" check (char_length("instrument") <= 100),
  constraint "survey_state_check" check ("state" in ('DRAFT', 'OPEN', 'CLOSED')),
  constraint "survey_introduction_check" check (char_length("introduction") <= 2000),
  constraint "survey_thanks_check" check (char_length("thanks") <= 2000)
) with (fillfactor = 85);
create index "survey_created_at_idx" on "survey" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "survey_state_created_at_id_idx" on "survey" ("tenant_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "survey_instrument_edition_key" on "survey" ("tenant_id", "instrument", "edition") where "deleted_at" is null;
create index "survey_deleted_idx" on "survey" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "survey_question" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "survey_id" uuid not null,
  "position" integer not null,
  "code" text collate "C" not null,
  "kind" text collate "C" not null,
  "text" text collate "C" not null,
  "choices" jsonb not null,
  "required" boolean not null,
  "attribute" text collate "C",
  "follow_up_to" integer,
  primary key ("tenant_id", "id"),
  constraint "survey_question_code_check" check (char_length("code") <= 50),
  constraint "survey_question_kind_check" check ("kind" in ('RECOMMENDATION', 'SATISFACTION', 'EFFORT', 'CHOICE', 'CHOICES', 'TEXT')),
  constraint "survey_question_text_check" check (char_length("text") <= 500),
  constraint "survey_question_attribute_check" check (char_length("attribute") <= 100)
) with (fillfactor = 85);
create index "survey_question_created_at_idx" on "survey_question" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "survey_question_position_idx" on "survey_question" ("tenant_id", "position", "id") where "deleted_at" is null;
create index "survey_question_survey_id_position_id_idx" on "survey_question" ("tenant_id", "survey_id", "position", "id") where "deleted_at" is null;
create unique index "survey_question_survey_id_code_key" on "survey_question" ("tenant_id", "survey_id", "code") where "deleted_at" is null;
create index "survey_question_deleted_idx" on "survey_question" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "survey_invitation" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "survey_id" uuid not null,
  "customer_id" uuid not null,
  "occasion" text collate "C" not null,
  "occasion_name" text collate "C",
  "interaction_id" uuid,
  "purchase_id" uuid,
  "wave" text collate "C",
  "matter" text collate "C" not null,
  "state" text collate "C" not null,
  "sent_at" timestamptz(3),
  "expires_at" timestamptz(3),
  "completed_at" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "survey_invitation_occasion_check" check ("occasion" in ('RELATIONSHIP', 'CONTACT', 'PURCHASE', 'ACTIVITY', 'ADVERTISEMENT', 'COMMUNITY')),
  constraint "survey_invitation_occasion_name_check" check (char_length("occasion_name") <= 200),
  constraint "survey_invitation_wave_check" check (char_length("wave") <= 50),
  constraint "survey_invitation_matter_check" check (char_length("matter") <= 400),
  constraint "survey_invitation_state_check" check ("state" in ('PLANNED', 'SENT', 'PARTIAL', 'COMPLETED', 'EXPIRED', 'REFUSED'))
) with (fillfactor = 85);
create index "survey_invitation_created_at_idx" on "survey_invitation" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "survey_invitation_customer_id_created_at_id_idx" on "survey_invitation" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "survey_invitation_survey_id_state_created_at_id_idx" on "survey_invitation" ("tenant_id", "survey_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "survey_invitation_interaction_id_created_at_id_idx" on "survey_invitation" ("tenant_id", "interaction_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "survey_invitation_expires_at_id_idx" on "survey_invitation" ("tenant_id", "expires_at", "id") where "deleted_at" is null;
create unique index "survey_invitation_survey_id_customer_id_matter_key" on "survey_invitation" ("tenant_id", "survey_id", "customer_id", "matter") where "deleted_at" is null;
create index "survey_invitation_deleted_idx" on "survey_invitation" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "survey_answer" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "invitation_id" uuid not null,
  "question_id" uuid not null,
  "customer_id" uuid not null,
  "kind" text collate "C" not null,
  "score" integer,
  "choices" jsonb not null,
  "text" text collate "C",
  "known" boolean not null,
  primary key ("tenant_id", "id"),
  constraint "survey_answer_kind_check" check ("kind" in ('RECOMMENDATION', 'SATISFACTION', 'EFFORT', 'CHOICE', 'CHOICES', 'TEXT')),
  constraint "survey_answer_text_check" check (char_length("text") <= 5000)
) with (fillfactor = 85);
create index "survey_answer_created_at_idx" on "survey_answer" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "survey_answer_customer_id_created_at_id_idx" on "survey_answer" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "survey_answer_question_id_score_id_idx" on "survey_answer" ("tenant_id", "question_id", "score", "id") where "deleted_at" is null;
create index "survey_answer_customer_id_kind_created_at_id_idx" on "survey_answer" ("tenant_id", "customer_id", "kind", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "survey_answer_invitation_id_question_id_key" on "survey_answer" ("tenant_id", "invitation_id", "question_id") where "deleted_at" is null;
create index "survey_answer_deleted_idx" on "survey_answer" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "survey_follow_up" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "answer_id" uuid not null,
  "assignee_id" uuid,
  "state" text collate "C" not null,
  "due_at" timestamptz(3),
  "action" text collate "C",
  "interaction_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "survey_follow_up_state_check" check ("state" in ('OPEN', 'ACTED', 'CLOSED', 'DISMISSED')),
  constraint "survey_follow_up_action_check" check (char_length("action") <= 5000)
) with (fillfactor = 85);
create index "survey_follow_up_created_at_idx" on "survey_follow_up" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "survey_follow_up_due_at_idx" on "survey_follow_up" ("tenant_id", "due_at", "id") where "deleted_at" is null;
create index "survey_follow_up_customer_id_created_at_id_idx" on "survey_follow_up" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "survey_follow_up_assignee_id_state_due_at_id_idx" on "survey_follow_up" ("tenant_id", "assignee_id", "state", "due_at", "id") where "deleted_at" is null;
create index "survey_follow_up_state_due_at_id_idx" on "survey_follow_up" ("tenant_id", "state", "due_at", "id") where "deleted_at" is null;
create index "survey_follow_up_interaction_id_created_at_id_idx" on "survey_follow_up" ("tenant_id", "interaction_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "survey_follow_up_answer_id_key" on "survey_follow_up" ("tenant_id", "answer_id") where "deleted_at" is null;
create index "survey_follow_up_deleted_idx" on "survey_follow_up" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "survey_question" add constraint "survey_question_survey_id_fkey" foreign key ("tenant_id", "survey_id") references "survey" ("tenant_id", "id");
alter table "survey_invitation" add constraint "survey_invitation_survey_id_fkey" foreign key ("tenant_id", "survey_id") references "survey" ("tenant_id", "id");
alter table "survey_invitation" add constraint "survey_invitation_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "survey_invitation" add constraint "survey_invitation_interaction_id_fkey" foreign key ("tenant_id", "interaction_id") references "interaction" ("tenant_id", "id");
alter table "survey_invitation" add constraint "survey_invitation_purchase_id_fkey" foreign key ("tenant_id", "purchase_id") references "purchase" ("tenant_id", "id");
alter table "survey_answer" add constraint "survey_answer_invitation_id_fkey" foreign key ("tenant_id", "invitation_id") references "survey_invitation" ("tenant_id", "id");
alter table "survey_answer" add constraint "survey_answer_question_id_fkey" foreign key ("tenant_id", "question_id") references "survey_question" ("tenant_id", "id");
alter table "survey_answer" add constraint "survey_answer_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "survey_follow_up" add constraint "survey_follow_up_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "survey_follow_up" add constraint "survey_follow_up_answer_id_fkey" foreign key ("tenant_id", "answer_id") references "survey_answer" ("tenant_id", "id");
alter table "survey_follow_up" add constraint "survey_follow_up_assignee_id_fkey" foreign key ("tenant_id", "assignee_id") references "user_account" ("tenant_id", "id");
alter table "survey_follow_up" add constraint "survey_follow_up_interaction_id_fkey" foreign key ("tenant_id", "interaction_id") references "interaction" ("tenant_id", "id");
${isolateTenants('survey')}
${isolateTenants('survey_question')}
${isolateTenants('survey_invitation')}
${isolateTenants('survey_answer')}
${isolateTenants('survey_follow_up')}
${alarmAccess('survey_invitation', 'expires_at')}`,
};
