import { isolateTenants, type Migration } from '@rapport/sdk';

export const createSolutions: Migration = {
  id: '0001-create-solutions',
  sql: `
create table "knowledge_article" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "title" text collate "C" not null,
  "problem" text collate "C" not null,
  "solution" text collate "C" not null,
  "state" text collate "C" not null,
  "audience" text collate "C" not null,
  "review_on" date,
  "published_version" integer not null,
  "verified_at" timestamptz(3),
  "used_count" integer not null,
  "verified_by_id" uuid,
  "author_id" uuid,
  "category_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "knowledge_article_title_check" check (char_length("title") <= 200),
  constraint "knowledge_article_problem_check" check (char_length("problem") <= 20000),
  constraint "knowledge_article_solution_check" check (char_length("solution") <= 50000),
  constraint "knowledge_article_state_check" check ("state" in ('DRAFT', 'REVIEW', 'PUBLISHED', 'OUTDATED')),
  constraint "knowledge_article_audience_check" check ("audience" in ('PUBLIC', 'INTERNAL'))
) with (fillfactor = 85);
create index "knowledge_article_created_at_idx" on "knowledge_article" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "knowledge_article_title_idx" on "knowledge_article" ("tenant_id", "title", "id") where "deleted_at" is null;
create index "knowledge_article_review_on_idx" on "knowledge_article" ("tenant_id", "review_on", "id") where "deleted_at" is null;
create index "knowledge_article_used_count_idx" on "knowledge_article" ("tenant_id", "used_count", "id") where "deleted_at" is null;
create index "knowledge_article_state_review_on_id_idx" on "knowledge_article" ("tenant_id", "state", "review_on", "id") where "deleted_at" is null;
create index "knowledge_article_category_id_used_count_id_idx" on "knowledge_article" ("tenant_id", "category_id", "used_count" desc, "id" desc) where "deleted_at" is null;
create index "knowledge_article_author_id_created_at_id_idx" on "knowledge_article" ("tenant_id", "author_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "knowledge_article_title_key" on "knowledge_article" ("tenant_id", "title") where "deleted_at" is null;
create index "knowledge_article_deleted_idx" on "knowledge_article" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "knowledge_article_version" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "article_id" uuid not null,
  "number" integer not null,
  "title" text collate "C" not null,
  "problem" text collate "C" not null,
  "solution" text collate "C" not null,
  "verified_by_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "knowledge_article_version_title_check" check (char_length("title") <= 200),
  constraint "knowledge_article_version_problem_check" check (char_length("problem") <= 20000),
  constraint "knowledge_article_version_solution_check" check (char_length("solution") <= 50000)
) with (fillfactor = 85);
create index "knowledge_article_version_created_at_idx" on "knowledge_article_version" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "knowledge_article_version_article_id_number_id_idx" on "knowledge_article_version" ("tenant_id", "article_id", "number" desc, "id" desc) where "deleted_at" is null;
create unique index "knowledge_article_version_article_id_number_key" on "knowledge_article_version" ("tenant_id", "article_id", "number") where "deleted_at" is null;
create index "knowledge_article_version_deleted_idx" on "knowledge_article_version" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "solution_use" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "request_id" uuid not null,
  "article_id" uuid not null,
  "accepted" boolean not null,
  "rank" integer,
  "user_id" uuid,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "solution_use_created_at_idx" on "solution_use" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "solution_use_request_id_created_at_id_idx" on "solution_use" ("tenant_id", "request_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "solution_use_article_id_created_at_id_idx" on "solution_use" ("tenant_id", "article_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "solution_use_rank_accepted_id_idx" on "solution_use" ("tenant_id", "rank", "accepted", "id") where "deleted_at" is null;
create unique index "solution_use_request_id_article_id_key" on "solution_use" ("tenant_id", "request_id", "article_id") where "deleted_at" is null;
create index "solution_use_deleted_idx" on "solution_use" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "knowledge_article" add constraint "knowledge_article_verified_by_id_fkey" foreign key ("tenant_id", "verified_by_id") references "user_account" ("tenant_id", "id");
alter table "knowledge_article" add constraint "knowledge_article_author_id_fkey" foreign key ("tenant_id", "author_id") references "user_account" ("tenant_id", "id");
alter table "knowledge_article" add constraint "knowledge_article_category_id_fkey" foreign key ("tenant_id", "category_id") references "service_category" ("tenant_id", "id");
alter table "knowledge_article_version" add constraint "knowledge_article_version_article_id_fkey" foreign key ("tenant_id", "article_id") references "knowledge_article" ("tenant_id", "id");
alter table "knowledge_article_version" add constraint "knowledge_article_version_verified_by_id_fkey" foreign key ("tenant_id", "verified_by_id") references "user_account" ("tenant_id", "id");
alter table "solution_use" add constraint "solution_use_request_id_fkey" foreign key ("tenant_id", "request_id") references "service_request" ("tenant_id", "id");
alter table "solution_use" add constraint "solution_use_article_id_fkey" foreign key ("tenant_id", "article_id") references "knowledge_article" ("tenant_id", "id");
alter table "solution_use" add constraint "solution_use_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");

-- Terms of published articles. They are read by equality alone, which row-level security leaves to the index.
create table article_term (
  tenant_id integer not null,
  term text collate "C" not null,
  article_id uuid not null,
  weight real not null,
  primary key (tenant_id, term, article_id)
);
create index article_term_article_id_idx on article_term (tenant_id, article_id);
alter table article_term add constraint article_term_article_id_fkey foreign key (tenant_id, article_id) references knowledge_article (tenant_id, id);
${isolateTenants('article_term', ['select', 'insert', 'delete'])}
${isolateTenants('knowledge_article')}
${isolateTenants('knowledge_article_version')}
${isolateTenants('solution_use')}`,
};
