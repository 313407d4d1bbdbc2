import { isolateTenants, type Migration } from '@rapport/sdk';

/** Deals that are decided, and why. */
export const createDealReasons: Migration = {
  id: '0001-create-deal-reasons',
  sql: `
create table "deal_review" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "lead_id" uuid,
  "system" text collate "C",
  "reference" text collate "C",
  "customer_id" uuid,
  "outcome" text collate "C" not null,
  "decided_at" timestamptz(3) not null,
  "answered" integer not null,
  "complete" boolean not null,
  "reviewer_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "deal_review_system_check" check (char_length("system") <= 50),
  constraint "deal_review_reference_check" check (char_length("reference") <= 200),
  constraint "deal_review_outcome_check" check ("outcome" in ('WON', 'LOST'))
) with (fillfactor = 85);
create index "deal_review_created_at_idx" on "deal_review" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "deal_review_decided_at_idx" on "deal_review" ("tenant_id", "decided_at", "id") where "deleted_at" is null;
create index "deal_review_customer_id_decided_at_id_idx" on "deal_review" ("tenant_id", "customer_id", "decided_at" desc, "id" desc) where "deleted_at" is null;
create index "deal_review_reviewer_id_complete_decided_at_id_idx" on "deal_review" ("tenant_id", "reviewer_id", "complete", "decided_at" desc, "id" desc) where "deleted_at" is null;
create index "deal_review_outcome_decided_at_id_idx" on "deal_review" ("tenant_id", "outcome", "decided_at" desc, "id" desc) where "deleted_at" is null;
create unique index "deal_review_lead_id_key" on "deal_review" ("tenant_id", "lead_id") where "deleted_at" is null;
create unique index "deal_review_system_reference_key" on "deal_review" ("tenant_id", "system", "reference") where "deleted_at" is null;
create index "deal_review_deleted_idx" on "deal_review" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "deal_answer" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "review_id" uuid not null,
  "question" text collate "C" not null,
  "topic" text collate "C" not null,
  "text" text collate "C",
  "said" boolean not null,
  primary key ("tenant_id", "id"),
  constraint "deal_answer_question_check" check ("question" in ('WHY_BUY', 'VALUED', 'WHY_URGENT', 'WHY_THESE', 'HOW_CONTACTED', 'WHY_NOT')),
  constraint "deal_answer_topic_check" check (char_length("topic") <= 100),
  constraint "deal_answer_text_check" check (char_length("text") <= 4000)
) with (fillfactor = 85);
create index "deal_answer_created_at_idx" on "deal_answer" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "deal_answer_question_topic_id_idx" on "deal_answer" ("tenant_id", "question", "topic", "id") where "deleted_at" is null;
create unique index "deal_answer_review_id_question_key" on "deal_answer" ("tenant_id", "review_id", "question") where "deleted_at" is null;
create index "deal_answer_deleted_idx" on "deal_answer" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "deal_review" add constraint "deal_review_lead_id_fkey" foreign key ("tenant_id", "lead_id") references "lead" ("tenant_id", "id");
alter table "deal_review" add constraint "deal_review_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "deal_review" add constraint "deal_review_reviewer_id_fkey" foreign key ("tenant_id", "reviewer_id") references "user_account" ("tenant_id", "id");
alter table "deal_answer" add constraint "deal_answer_review_id_fkey" foreign key ("tenant_id", "review_id") references "deal_review" ("tenant_id", "id");
${isolateTenants('deal_review')}
${isolateTenants('deal_answer')}`,
};
