import { isolateTenants, type Migration } from '@rapport/sdk';

/** Segments of customers, who belongs and belonged to them, and what is done for them. */
export const createSegments: Migration = {
  id: '0001-create-segments',
  sql: `
create table "segment" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "description" text collate "C",
  "kind" text collate "C" not null,
  "rule" jsonb,
  "state" text collate "C" not null,
  "fault" text collate "C",
  "refreshed_at" timestamptz(3),
  "reception" text collate "C",
  "follow_up" text collate "C",
  "selling_points" text collate "C",
  "promotion" text collate "C",
  "service" text collate "C",
  "review_every_days" integer,
  "review_due_on" date,
  "owner_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "segment_name_check" check (char_length("name") <= 100),
  constraint "segment_description_check" check (char_length("description") <= 500),
  constraint "segment_kind_check" check ("kind" in ('RULE', 'STATIC')),
  constraint "segment_state_check" check ("state" in ('ACTIVE', 'BROKEN', 'RETIRED')),
  constraint "segment_fault_check" check (char_length("fault") <= 1000),
  constraint "segment_reception_check" check (char_length("reception") <= 4000),
  constraint "segment_follow_up_check" check (char_length("follow_up") <= 4000),
  constraint "segment_selling_points_check" check (char_length("selling_points") <= 4000),
  constraint "segment_promotion_check" check (char_length("promotion") <= 4000),
  constraint "segment_service_check" check (char_length("service") <= 4000)
) with (fillfactor = 85);
create index "segment_created_at_idx" on "segment" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "segment_name_idx" on "segment" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "segment_owner_id_created_at_id_idx" on "segment" ("tenant_id", "owner_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "segment_state_kind_id_idx" on "segment" ("tenant_id", "state", "kind", "id") where "deleted_at" is null;
create index "segment_review_due_on_id_idx" on "segment" ("tenant_id", "review_due_on", "id") where "deleted_at" is null;
create unique index "segment_name_key" on "segment" ("tenant_id", "name") where "deleted_at" is null;
create index "segment_deleted_idx" on "segment" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "segment_membership" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "segment_id" uuid not null,
  "customer_id" uuid not null,
  "current" boolean not null,
  "cause" text collate "C" not null,
  "entered_at" timestamptz(3) not null,
  "left_at" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "segment_membership_cause_check" check ("cause" in ('FOUNDING', 'RULE', 'HAND'))
) with (fillfactor = 85);
create index "segment_membership_created_at_idx" on "segment_membership" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "segment_membership_entered_at_idx" on "segment_membership" ("tenant_id", "entered_at", "id") where "deleted_at" is null;
create index "segment_membership_customer_id_entered_at_id_idx" on "segment_membership" ("tenant_id", "customer_id", "entered_at" desc, "id" desc) where "deleted_at" is null;
create index "segment_membership_segment_id_current_entered_at_id_idx" on "segment_membership" ("tenant_id", "segment_id", "current", "entered_at" desc, "id" desc) where "deleted_at" is null;
create index "segment_membership_segment_id_left_at_id_idx" on "segment_membership" ("tenant_id", "segment_id", "left_at", "id") where "deleted_at" is null;
create unique index "segment_membership_segment_id_customer_id_key" on "segment_membership" ("tenant_id", "segment_id", "customer_id") where "deleted_at" is null and "current" in (true);
create index "segment_membership_deleted_idx" on "segment_membership" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "segment_snapshot" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "segment_id" uuid not null,
  "purpose" text collate "C",
  "taken_at" timestamptz(3) not null,
  "size" integer not null,
  primary key ("tenant_id", "id"),
  constraint "segment_snapshot_purpose_check" check (char_length("purpose") <= 200)
) with (fillfactor = 85);
create index "segment_snapshot_created_at_idx" on "segment_snapshot" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "segment_snapshot_segment_id_taken_at_id_idx" on "segment_snapshot" ("tenant_id", "segment_id", "taken_at" desc, "id" desc) where "deleted_at" is null;
create index "segment_snapshot_deleted_idx" on "segment_snapshot" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "segment_review" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "segment_id" uuid not null,
  "reviewer_id" uuid,
  "since" timestamptz(3) not null,
  "size_before" integer not null,
  "entered" integer not null,
  "left" integer not null,
  "size_after" integer not null,
  "decision" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "segment_review_decision_check" check (char_length("decision") <= 4000)
) with (fillfactor = 85);
create index "segment_review_created_at_idx" on "segment_review" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "segment_review_segment_id_created_at_id_idx" on "segment_review" ("tenant_id", "segment_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "segment_review_deleted_idx" on "segment_review" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "segment_offer" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "segment_id" uuid not null,
  "brand" text collate "C" not null,
  "offer" text collate "C" not null,
  "slogan" text collate "C",
  "spokesperson" text collate "C",
  "catalogue" text collate "C",
  "terms" text collate "C",
  "starts_on" date,
  "ends_on" date,
  primary key ("tenant_id", "id"),
  constraint "segment_offer_brand_check" check (char_length("brand") <= 100),
  constraint "segment_offer_offer_check" check (char_length("offer") <= 200),
  constraint "segment_offer_slogan_check" check (char_length("slogan") <= 300),
  constraint "segment_offer_spokesperson_check" check (char_length("spokesperson") <= 100),
  constraint "segment_offer_catalogue_check" check (char_length("catalogue") <= 200),
  constraint "segment_offer_terms_check" check (char_length("terms") <= 1000),
  constraint "segment_offer_ends_on_after_check" check ("ends_on" > "starts_on"),
  constraint "segment_offer_segment_id_brand_offer_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "segment_id"::text || '/' || "brand"::text || '/' || "offer"::text, "starts_on"::timestamp at time zone 'UTC', "ends_on"::timestamp at time zone 'UTC') with &&) where ("deleted_at" is null)
) with (fillfactor = 85);
create index "segment_offer_created_at_idx" on "segment_offer" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "segment_offer_segment_id_created_at_id_idx" on "segment_offer" ("tenant_id", "segment_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "segment_offer_brand_id_idx" on "segment_offer" ("tenant_id", "brand", "id") where "deleted_at" is null;
create index "segment_offer_deleted_idx" on "segment_offer" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "decision_factor" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "segment_id" uuid not null,
  "persona" text collate "C" not null,
  "factor" text collate "C" not null,
  "kind" text collate "C" not null,
  "weight" integer not null,
  "source" text collate "C" not null,
  "interaction_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "decision_factor_persona_check" check (char_length("persona") <= 100),
  constraint "decision_factor_factor_check" check (char_length("factor") <= 300),
  constraint "decision_factor_kind_check" check ("kind" in ('EXPLICIT', 'IMPLICIT')),
  constraint "decision_factor_source_check" check (char_length("source") <= 500)
) with (fillfactor = 85);
create index "decision_factor_created_at_idx" on "decision_factor" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "decision_factor_segment_id_weight_id_idx" on "decision_factor" ("tenant_id", "segment_id", "weight" desc, "id" desc) where "deleted_at" is null;
create unique index "decision_factor_segment_id_persona_factor_key" on "decision_factor" ("tenant_id", "segment_id", "persona", "factor") where "deleted_at" is null;
create index "decision_factor_deleted_idx" on "decision_factor" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "segment" add constraint "segment_owner_id_fkey" foreign key ("tenant_id", "owner_id") references "user_account" ("tenant_id", "id");
alter table "segment_membership" add constraint "segment_membership_segment_id_fkey" foreign key ("tenant_id", "segment_id") references "segment" ("tenant_id", "id");
alter table "segment_membership" add constraint "segment_membership_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "segment_snapshot" add constraint "segment_snapshot_segment_id_fkey" foreign key ("tenant_id", "segment_id") references "segment" ("tenant_id", "id");
alter table "segment_review" add constraint "segment_review_segment_id_fkey" foreign key ("tenant_id", "segment_id") references "segment" ("tenant_id", "id");
alter table "segment_review" add constraint "segment_review_reviewer_id_fkey" foreign key ("tenant_id", "reviewer_id") references "user_account" ("tenant_id", "id");
alter table "segment_offer" add constraint "segment_offer_segment_id_fkey" foreign key ("tenant_id", "segment_id") references "segment" ("tenant_id", "id");
alter table "decision_factor" add constraint "decision_factor_segment_id_fkey" foreign key ("tenant_id", "segment_id") references "segment" ("tenant_id", "id");
alter table "decision_factor" add constraint "decision_factor_interaction_id_fkey" foreign key ("tenant_id", "interaction_id") references "interaction" ("tenant_id", "id");
${isolateTenants('segment')}
${isolateTenants('segment_membership')}
${isolateTenants('segment_snapshot')}
${isolateTenants('segment_review')}
${isolateTenants('segment_offer')}
${isolateTenants('decision_factor')}`,
};
