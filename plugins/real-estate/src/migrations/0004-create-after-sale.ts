import { isolateTenants, type Migration } from '@rapport/sdk';

export const createAfterSale: Migration = {
  id: '0004-create-after-sale',
  sql: `
create table "estate_handover" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "contract_id" uuid not null,
  "unit_id" uuid not null,
  "customer_id" uuid not null,
  "attendant_id" uuid,
  "starts_at" timestamptz(3) not null,
  "ends_at" timestamptz(3) not null,
  "notice_at" timestamptz(3) not null,
  "state" text collate "C" not null,
  "accepted_on" date,
  "exception_by" text collate "C",
  "exception_reason" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "estate_handover_state_check" check ("state" in ('PROPOSED', 'CONFIRMED', 'INSPECTED', 'ACCEPTED', 'REFUSED')),
  constraint "estate_handover_exception_by_check" check (char_length("exception_by") <= 100),
  constraint "estate_handover_exception_reason_check" check (char_length("exception_reason") <= 500),
  constraint "estate_handover_ends_at_after_check" check ("ends_at" > "starts_at"),
  constraint "estate_handover_attendant_id_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "attendant_id"::text, "starts_at", "ends_at") with &&) where ("deleted_at" is null and "state" in ('CONFIRMED', 'INSPECTED'))
) with (fillfactor = 85);
create index "estate_handover_created_at_idx" on "estate_handover" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_handover_starts_at_idx" on "estate_handover" ("tenant_id", "starts_at", "id") where "deleted_at" is null;
create index "estate_handover_contract_id_created_at_id_idx" on "estate_handover" ("tenant_id", "contract_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_handover_unit_id_created_at_id_idx" on "estate_handover" ("tenant_id", "unit_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_handover_customer_id_starts_at_id_idx" on "estate_handover" ("tenant_id", "customer_id", "starts_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_handover_attendant_id_starts_at_id_idx" on "estate_handover" ("tenant_id", "attendant_id", "starts_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_handover_state_starts_at_id_idx" on "estate_handover" ("tenant_id", "state", "starts_at", "id") where "deleted_at" is null;
create unique index "estate_handover_contract_id_key" on "estate_handover" ("tenant_id", "contract_id") where "deleted_at" is null and "state" in ('PROPOSED', 'CONFIRMED', 'INSPECTED', 'ACCEPTED');
create index "estate_handover_deleted_idx" on "estate_handover" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_inspection" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "unit_id" uuid not null,
  "kind" text collate "C" not null,
  "inspected_at" timestamptz(3) not null,
  "inspector_id" uuid,
  "items" integer not null,
  "failed" integer not null,
  "report" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "estate_inspection_kind_check" check ("kind" in ('HANDOVER', 'REINSPECTION')),
  constraint "estate_inspection_report_check" check (char_length("report") <= 5000)
) with (fillfactor = 85);
create index "estate_inspection_created_at_idx" on "estate_inspection" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_inspection_inspected_at_idx" on "estate_inspection" ("tenant_id", "inspected_at", "id") where "deleted_at" is null;
create index "estate_inspection_unit_id_inspected_at_id_idx" on "estate_inspection" ("tenant_id", "unit_id", "inspected_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_inspection_deleted_idx" on "estate_inspection" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_contractor" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "trades" jsonb not null,
  primary key ("tenant_id", "id"),
  constraint "estate_contractor_name_check" check (char_length("name") <= 200)
) with (fillfactor = 85);
create index "estate_contractor_created_at_idx" on "estate_contractor" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_contractor_name_idx" on "estate_contractor" ("tenant_id", "name", "id") where "deleted_at" is null;
create unique index "estate_contractor_name_key" on "estate_contractor" ("tenant_id", "name") where "deleted_at" is null;
create index "estate_contractor_deleted_idx" on "estate_contractor" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_defect" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "unit_id" uuid not null,
  "customer_id" uuid,
  "defect_class" text collate "C" not null,
  "description" text collate "C" not null,
  "severity" text collate "C" not null,
  "state" text collate "C" not null,
  "reported_at" timestamptz(3) not null,
  "under_warranty" boolean not null,
  "contractor_id" uuid,
  "due_on" date,
  "escalate_at" timestamptz(3),
  "repair_cost_amount" bigint,
  "repair_cost_currency" text collate "C",
  "inspection_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "estate_defect_defect_class_check" check ("defect_class" in ('STRUCTURE', 'WATERPROOFING', 'SERVICES', 'FINISHES', 'OPENINGS')),
  constraint "estate_defect_description_check" check (char_length("description") <= 1000),
  constraint "estate_defect_severity_check" check ("severity" in ('COSMETIC', 'FUNCTIONAL', 'HINDERING', 'DANGEROUS')),
  constraint "estate_defect_state_check" check ("state" in ('REPORTED', 'ACCEPTED', 'DISPATCHED', 'REPAIRING', 'REPAIRED', 'VERIFIED', 'CLOSED', 'REOPENED')),
  constraint "estate_defect_repair_cost_amount_check" check (("repair_cost_amount" is null) = ("repair_cost_currency" is null))
) with (fillfactor = 85);
create index "estate_defect_created_at_idx" on "estate_defect" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_defect_reported_at_idx" on "estate_defect" ("tenant_id", "reported_at", "id") where "deleted_at" is null;
create index "estate_defect_unit_id_reported_at_id_idx" on "estate_defect" ("tenant_id", "unit_id", "reported_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_defect_customer_id_reported_at_id_idx" on "estate_defect" ("tenant_id", "customer_id", "reported_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_defect_contractor_id_reported_at_id_idx" on "estate_defect" ("tenant_id", "contractor_id", "reported_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_defect_state_due_on_id_idx" on "estate_defect" ("tenant_id", "state", "due_on", "id") where "deleted_at" is null;
create index "estate_defect_deleted_idx" on "estate_defect" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_warranty" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "unit_id" uuid not null,
  "customer_id" uuid not null,
  "handover_id" uuid not null,
  "defect_class" text collate "C" not null,
  "starts_on" date not null,
  "ends_on" date not null,
  "remind_at" timestamptz(3) not null,
  primary key ("tenant_id", "id"),
  constraint "estate_warranty_defect_class_check" check ("defect_class" in ('STRUCTURE', 'WATERPROOFING', 'SERVICES', 'FINISHES', 'OPENINGS'))
) with (fillfactor = 85);
create index "estate_warranty_created_at_idx" on "estate_warranty" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_warranty_ends_on_idx" on "estate_warranty" ("tenant_id", "ends_on", "id") where "deleted_at" is null;
create index "estate_warranty_unit_id_created_at_id_idx" on "estate_warranty" ("tenant_id", "unit_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_warranty_customer_id_created_at_id_idx" on "estate_warranty" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_warranty_handover_id_created_at_id_idx" on "estate_warranty" ("tenant_id", "handover_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_warranty_ends_on_id_idx" on "estate_warranty" ("tenant_id", "ends_on", "id") where "deleted_at" is null;
create unique index "estate_warranty_handover_id_defect_class_key" on "estate_warranty" ("tenant_id", "handover_id", "defect_class") where "deleted_at" is null;
create index "estate_warranty_deleted_idx" on "estate_warranty" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_point_entry" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "points" integer not null,
  "cause" text collate "C" not null,
  "touch_point" text collate "C",
  "key" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "estate_point_entry_cause_check" check ("cause" in ('TOUCH_POINT', 'SURVEY', 'REFERRAL', 'CORRECTION', 'REDEMPTION')),
  constraint "estate_point_entry_touch_point_check" check ("touch_point" in ('VISIT', 'SIGNING', 'CONSTRUCTION', 'HANDOVER', 'LIVING', 'REPAIR')),
  constraint "estate_point_entry_key_check" check (char_length("key") <= 100)
) with (fillfactor = 85);
create index "estate_point_entry_created_at_idx" on "estate_point_entry" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_point_entry_customer_id_created_at_id_idx" on "estate_point_entry" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_point_entry_customer_id_key_key" on "estate_point_entry" ("tenant_id", "customer_id", "key") where "deleted_at" is null;
create index "estate_point_entry_deleted_idx" on "estate_point_entry" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_survey" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "project_id" uuid not null,
  "touch_point" text collate "C" not null,
  "about" text collate "C" not null,
  "state" text collate "C" not null,
  "score" integer,
  "comment" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "estate_survey_touch_point_check" check ("touch_point" in ('VISIT', 'SIGNING', 'CONSTRUCTION', 'HANDOVER', 'LIVING', 'REPAIR')),
  constraint "estate_survey_about_check" check (char_length("about") <= 60),
  constraint "estate_survey_state_check" check ("state" in ('OPEN', 'ANSWERED', 'EXPIRED')),
  constraint "estate_survey_comment_check" check (char_length("comment") <= 2000)
) with (fillfactor = 85);
create index "estate_survey_created_at_idx" on "estate_survey" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_survey_customer_id_created_at_id_idx" on "estate_survey" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_survey_project_id_touch_point_created_at_id_idx" on "estate_survey" ("tenant_id", "project_id", "touch_point", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_survey_customer_id_touch_point_about_key" on "estate_survey" ("tenant_id", "customer_id", "touch_point", "about") where "deleted_at" is null;
create index "estate_survey_deleted_idx" on "estate_survey" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_referral" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "project_id" uuid not null,
  "referrer_id" uuid not null,
  "referred_id" uuid not null,
  "state" text collate "C" not null,
  "contract_id" uuid,
  "reward_amount" bigint,
  "reward_currency" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "estate_referral_state_check" check ("state" in ('CLAIMED', 'CHECKED', 'VALID', 'INVALID', 'DEAL_SIGNED', 'REWARD_DUE', 'PAID', 'REVERSED')),
  constraint "estate_referral_reward_amount_check" check (("reward_amount" is null) = ("reward_currency" is null))
) with (fillfactor = 85);
create index "estate_referral_created_at_idx" on "estate_referral" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_referral_referrer_id_created_at_id_idx" on "estate_referral" ("tenant_id", "referrer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_referral_referred_id_created_at_id_idx" on "estate_referral" ("tenant_id", "referred_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_referral_contract_id_created_at_id_idx" on "estate_referral" ("tenant_id", "contract_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_referral_project_id_referred_id_key" on "estate_referral" ("tenant_id", "project_id", "referred_id") where "deleted_at" is null and "state" in ('VALID', 'DEAL_SIGNED', 'REWARD_DUE', 'PAID');
create unique index "estate_referral_contract_id_key" on "estate_referral" ("tenant_id", "contract_id") where "deleted_at" is null and "state" in ('DEAL_SIGNED', 'REWARD_DUE', 'PAID');
create index "estate_referral_deleted_idx" on "estate_referral" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_group_relation" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "business" text collate "C" not null,
  "member_number" text collate "C",
  "visits" integer not null,
  "spent_amount" bigint,
  "spent_currency" text collate "C",
  "last_on" date,
  primary key ("tenant_id", "id"),
  constraint "estate_group_relation_business_check" check ("business" in ('HOUSING', 'HOTEL', 'PARK', 'RETAIL', 'PROPERTY_SERVICE')),
  constraint "estate_group_relation_member_number_check" check (char_length("member_number") <= 60),
  constraint "estate_group_relation_spent_amount_check" check (("spent_amount" is null) = ("spent_currency" is null))
) with (fillfactor = 85);
create index "estate_group_relation_created_at_idx" on "estate_group_relation" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_group_relation_customer_id_created_at_id_idx" on "estate_group_relation" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_group_relation_customer_id_business_key" on "estate_group_relation" ("tenant_id", "customer_id", "business") where "deleted_at" is null;
create index "estate_group_relation_deleted_idx" on "estate_group_relation" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "estate_handover" add constraint "estate_handover_contract_id_fkey" foreign key ("tenant_id", "contract_id") references "estate_contract" ("tenant_id", "id");
alter table "estate_handover" add constraint "estate_handover_unit_id_fkey" foreign key ("tenant_id", "unit_id") references "estate_unit" ("tenant_id", "id");
alter table "estate_handover" add constraint "estate_handover_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_handover" add constraint "estate_handover_attendant_id_fkey" foreign key ("tenant_id", "attendant_id") references "user_account" ("tenant_id", "id");
alter table "estate_inspection" add constraint "estate_inspection_unit_id_fkey" foreign key ("tenant_id", "unit_id") references "estate_unit" ("tenant_id", "id");
alter table "estate_inspection" add constraint "estate_inspection_inspector_id_fkey" foreign key ("tenant_id", "inspector_id") references "user_account" ("tenant_id", "id");
alter table "estate_defect" add constraint "estate_defect_unit_id_fkey" foreign key ("tenant_id", "unit_id") references "estate_unit" ("tenant_id", "id");
alter table "estate_defect" add constraint "estate_defect_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_defect" add constraint "estate_defect_contractor_id_fkey" foreign key ("tenant_id", "contractor_id") references "estate_contractor" ("tenant_id", "id");
alter table "estate_defect" add constraint "estate_defect_inspection_id_fkey" foreign key ("tenant_id", "inspection_id") references "estate_inspection" ("tenant_id", "id");
alter table "estate_warranty" add constraint "estate_warranty_unit_id_fkey" foreign key ("tenant_id", "unit_id") references "estate_unit" ("tenant_id", "id");
alter table "estate_warranty" add constraint "estate_warranty_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_warranty" add constraint "estate_warranty_handover_id_fkey" foreign key ("tenant_id", "handover_id") references "estate_handover" ("tenant_id", "id");
alter table "estate_point_entry" add constraint "estate_point_entry_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_survey" add constraint "estate_survey_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_survey" add constraint "estate_survey_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_referral" add constraint "estate_referral_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_referral" add constraint "estate_referral_referrer_id_fkey" foreign key ("tenant_id", "referrer_id") references "customer" ("tenant_id", "id");
alter table "estate_referral" add constraint "estate_referral_referred_id_fkey" foreign key ("tenant_id", "referred_id") references "customer" ("tenant_id", "id");
alter table "estate_referral" add constraint "estate_referral_contract_id_fkey" foreign key ("tenant_id", "contract_id") references "estate_contract" ("tenant_id", "id");
alter table "estate_group_relation" add constraint "estate_group_relation_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
${isolateTenants('estate_handover')}
${isolateTenants('estate_inspection')}
${isolateTenants('estate_contractor')}
${isolateTenants('estate_defect')}
${isolateTenants('estate_warranty')}
${isolateTenants('estate_point_entry')}
${isolateTenants('estate_survey')}
${isolateTenants('estate_referral')}
${isolateTenants('estate_group_relation')}`,
};
