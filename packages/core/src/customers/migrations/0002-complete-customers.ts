import { isolateTenants, type Migration } from '@rapport/sdk';

/** What is known of customers, how they are reached, what they agreed to, and who is accountable for them. */
export const completeCustomers: Migration = {
  id: '0002-complete-customers',
  sql: `
create table "contact_point" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "channel" text collate "C" not null,
  "channel_name" text collate "C",
  "value" text collate "C" not null,
  "normalised" text collate "C" not null,
  "purpose" text collate "C" not null,
  "preferred" boolean not null,
  "shared" boolean not null,
  "state" text collate "C" not null,
  "verification" text collate "C" not null,
  "verified_at" timestamptz(3),
  "expires_on" date,
  "source" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "contact_point_channel_check" check ("channel" in ('PHONE', 'MOBILE', 'EMAIL', 'POSTAL', 'LINE', 'WECHAT', 'QQ', 'OTHER')),
  constraint "contact_point_channel_name_check" check (char_length("channel_name") <= 50),
  constraint "contact_point_value_check" check (char_length("value") <= 500),
  constraint "contact_point_normalised_check" check (char_length("normalised") <= 560),
  constraint "contact_point_purpose_check" check ("purpose" in ('ANY', 'PRIVATE', 'WORK', 'BILLING', 'DELIVERY', 'EMERGENCY')),
  constraint "contact_point_state_check" check ("state" in ('ACTIVE', 'BOUNCED', 'WRONG', 'BLOCKED', 'RETIRED')),
  constraint "contact_point_verification_check" check ("verification" in ('UNVERIFIED', 'VERIFIED', 'FAILED', 'STALE')),
  constraint "contact_point_source_check" check ("source" in ('SELF', 'TOLD', 'STAFF', 'PARTNER', 'PUBLIC', 'IMPORT', 'INFERRED'))
) with (fillfactor = 85);
create index "contact_point_created_at_idx" on "contact_point" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "contact_point_customer_id_created_at_id_idx" on "contact_point" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "contact_point_normalised_id_idx" on "contact_point" ("tenant_id", "normalised", "id") where "deleted_at" is null;
create index "contact_point_expires_on_id_idx" on "contact_point" ("tenant_id", "expires_on", "id") where "deleted_at" is null;
create unique index "contact_point_normalised_key" on "contact_point" ("tenant_id", "normalised") where "deleted_at" is null and "shared" in (false) and "state" in ('ACTIVE', 'BOUNCED', 'BLOCKED');
create unique index "contact_point_customer_id_channel_key" on "contact_point" ("tenant_id", "customer_id", "channel") where "deleted_at" is null and "preferred" in (true) and "state" in ('ACTIVE');
create index "contact_point_deleted_idx" on "contact_point" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "profile_value" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "attribute" text collate "C" not null,
  "value" text collate "C" not null,
  "besides" boolean not null,
  "source" text collate "C" not null,
  "collected_by_id" uuid,
  "collected_at" timestamptz(3),
  "confidence" integer,
  "valid_until" date,
  "state" text collate "C" not null,
  "verified_at" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "profile_value_attribute_check" check (char_length("attribute") <= 100),
  constraint "profile_value_value_check" check (char_length("value") <= 500),
  constraint "profile_value_source_check" check ("source" in ('SELF', 'TOLD', 'STAFF', 'PARTNER', 'PUBLIC', 'IMPORT', 'INFERRED')),
  constraint "profile_value_state_check" check ("state" in ('UNVERIFIED', 'VERIFIED', 'FAILED', 'STALE', 'RETIRED'))
) with (fillfactor = 85);
create index "profile_value_created_at_idx" on "profile_value" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "profile_value_customer_id_attribute_created_at_id_idx" on "profile_value" ("tenant_id", "customer_id", "attribute", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "profile_value_customer_id_created_at_id_idx" on "profile_value" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "profile_value_attribute_value_id_idx" on "profile_value" ("tenant_id", "attribute", "value", "id") where "deleted_at" is null;
create index "profile_value_valid_until_id_idx" on "profile_value" ("tenant_id", "valid_until", "id") where "deleted_at" is null;
create index "profile_value_deleted_idx" on "profile_value" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "affiliation" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "person_id" uuid not null,
  "organisation_id" uuid not null,
  "role" text collate "C" not null,
  "title" text collate "C",
  "department" text collate "C",
  "starts_on" date,
  "ends_on" date,
  primary key ("tenant_id", "id"),
  constraint "affiliation_role_check" check ("role" in ('EMPLOYEE', 'OWNER', 'DIRECTOR', 'ADVISER', 'CONTRACTOR', 'MEMBER')),
  constraint "affiliation_title_check" check (char_length("title") <= 200),
  constraint "affiliation_department_check" check (char_length("department") <= 200),
  constraint "affiliation_ends_on_after_check" check ("ends_on" > "starts_on"),
  constraint "affiliation_person_id_organisation_id_role_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "person_id"::text || '/' || "organisation_id"::text || '/' || "role"::text, "starts_on"::timestamp at time zone 'UTC', "ends_on"::timestamp at time zone 'UTC') with &&) where ("deleted_at" is null)
) with (fillfactor = 85);
create index "affiliation_created_at_idx" on "affiliation" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "affiliation_person_id_created_at_id_idx" on "affiliation" ("tenant_id", "person_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "affiliation_organisation_id_created_at_id_idx" on "affiliation" ("tenant_id", "organisation_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "affiliation_deleted_idx" on "affiliation" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "buying_party" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "kind" text collate "C" not null,
  "name" text collate "C" not null,
  "head_id" uuid not null,
  primary key ("tenant_id", "id"),
  constraint "buying_party_kind_check" check ("kind" in ('HOUSEHOLD', 'FAMILY', 'BUYING_PARTY')),
  constraint "buying_party_name_check" check (char_length("name") <= 200)
) with (fillfactor = 85);
create index "buying_party_created_at_idx" on "buying_party" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "buying_party_name_idx" on "buying_party" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "buying_party_head_id_created_at_id_idx" on "buying_party" ("tenant_id", "head_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "buying_party_deleted_idx" on "buying_party" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "buying_party_member" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "party_id" uuid not null,
  "customer_id" uuid not null,
  "role" text collate "C" not null,
  "weight" integer,
  primary key ("tenant_id", "id"),
  constraint "buying_party_member_role_check" check ("role" in ('INITIATOR', 'INFLUENCER', 'DECIDER', 'BUYER', 'PAYER', 'USER'))
) with (fillfactor = 85);
create index "buying_party_member_created_at_idx" on "buying_party_member" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "buying_party_member_party_id_created_at_id_idx" on "buying_party_member" ("tenant_id", "party_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "buying_party_member_customer_id_created_at_id_idx" on "buying_party_member" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "buying_party_member_party_id_customer_id_role_key" on "buying_party_member" ("tenant_id", "party_id", "customer_id", "role") where "deleted_at" is null;
create index "buying_party_member_deleted_idx" on "buying_party_member" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "consent" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "purpose" text collate "C" not null,
  "channel" text collate "C",
  "contact_point_id" uuid,
  "partner" text collate "C",
  "matter" text collate "C" not null,
  "state" text collate "C" not null,
  "lawful_basis" text collate "C" not null,
  "proof" text collate "C",
  "granted_at" timestamptz(3),
  "withdrawn_at" timestamptz(3),
  "expires_at" timestamptz(3),
  "changed_at" timestamptz(3) not null,
  "source" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "consent_purpose_check" check ("purpose" in ('SERVICE', 'MARKETING', 'PROFILING', 'SHARING')),
  constraint "consent_channel_check" check ("channel" in ('PHONE', 'MOBILE', 'EMAIL', 'POSTAL', 'LINE', 'WECHAT', 'QQ', 'OTHER')),
  constraint "consent_partner_check" check (char_length("partner") <= 200),
  constraint "consent_matter_check" check (char_length("matter") <= 400),
  constraint "consent_state_check" check ("state" in ('NONE', 'REQUESTED', 'GRANTED', 'WITHDRAWN', 'EXPIRED')),
  constraint "consent_lawful_basis_check" check ("lawful_basis" in ('CONSENT', 'CONTRACT', 'LEGITIMATE_INTEREST', 'LEGAL_OBLIGATION')),
  constraint "consent_proof_check" check (char_length("proof") <= 500),
  constraint "consent_source_check" check ("source" in ('SELF', 'TOLD', 'STAFF', 'PARTNER', 'PUBLIC', 'IMPORT', 'INFERRED'))
) with (fillfactor = 85);
create index "consent_created_at_idx" on "consent" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "consent_customer_id_changed_at_id_idx" on "consent" ("tenant_id", "customer_id", "changed_at" desc, "id" desc) where "deleted_at" is null;
create index "consent_contact_point_id_id_idx" on "consent" ("tenant_id", "contact_point_id", "id") where "deleted_at" is null;
create index "consent_purpose_state_changed_at_id_idx" on "consent" ("tenant_id", "purpose", "state", "changed_at" desc, "id" desc) where "deleted_at" is null;
create index "consent_expires_at_id_idx" on "consent" ("tenant_id", "expires_at", "id") where "deleted_at" is null;
create unique index "consent_customer_id_matter_key" on "consent" ("tenant_id", "customer_id", "matter") where "deleted_at" is null;
create index "consent_deleted_idx" on "consent" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "contact_preference" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "channel" text collate "C" not null,
  "basis" text collate "C" not null,
  "wanted" boolean not null,
  "hours" jsonb not null,
  "at_most_every_days" integer,
  "every_days" integer,
  "topics" text collate "C",
  "effective" boolean not null,
  "source" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "contact_preference_channel_check" check ("channel" in ('ANY', 'FACE_TO_FACE', 'PHONE', 'MOBILE', 'EMAIL', 'POSTAL', 'LINE', 'WECHAT', 'QQ')),
  constraint "contact_preference_basis_check" check ("basis" in ('STATED', 'LEARNED')),
  constraint "contact_preference_topics_check" check (char_length("topics") <= 500),
  constraint "contact_preference_source_check" check ("source" in ('SELF', 'TOLD', 'STAFF', 'PARTNER', 'PUBLIC', 'IMPORT', 'INFERRED'))
) with (fillfactor = 85);
create index "contact_preference_created_at_idx" on "contact_preference" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "contact_preference_customer_id_created_at_id_idx" on "contact_preference" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "contact_preference_channel_every_days_customer_id_idx" on "contact_preference" ("tenant_id", "channel", "every_days", "customer_id") where "deleted_at" is null;
create unique index "contact_preference_customer_id_channel_basis_key" on "contact_preference" ("tenant_id", "customer_id", "channel", "basis") where "deleted_at" is null;
create unique index "contact_preference_customer_id_channel_key" on "contact_preference" ("tenant_id", "customer_id", "channel") where "deleted_at" is null and "effective" in (true);
create index "contact_preference_deleted_idx" on "contact_preference" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "suppression_entry" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "fingerprint" text collate "C" not null,
  "reason" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "suppression_entry_fingerprint_check" check (char_length("fingerprint") <= 64),
  constraint "suppression_entry_reason_check" check ("reason" in ('OPTED_OUT', 'COMPLAINT', 'BOUNCED', 'DECEASED', 'LEGAL'))
) with (fillfactor = 85);
create index "suppression_entry_created_at_idx" on "suppression_entry" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "suppression_entry_reason_created_at_id_idx" on "suppression_entry" ("tenant_id", "reason", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "suppression_entry_fingerprint_key" on "suppression_entry" ("tenant_id", "fingerprint") where "deleted_at" is null;
create index "suppression_entry_deleted_idx" on "suppression_entry" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "customer_proxy" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "proxy_id" uuid not null,
  "role" text collate "C" not null,
  "matter" text collate "C",
  "starts_on" date,
  "ends_on" date,
  primary key ("tenant_id", "id"),
  constraint "customer_proxy_role_check" check ("role" in ('SECRETARY', 'SPOUSE', 'PARENT', 'CHILD', 'AGENT', 'GUARDIAN')),
  constraint "customer_proxy_matter_check" check (char_length("matter") <= 300),
  constraint "customer_proxy_ends_on_after_check" check ("ends_on" > "starts_on"),
  constraint "customer_proxy_customer_id_proxy_id_role_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "customer_id"::text || '/' || "proxy_id"::text || '/' || "role"::text, "starts_on"::timestamp at time zone 'UTC', "ends_on"::timestamp at time zone 'UTC') with &&) where ("deleted_at" is null)
) with (fillfactor = 85);
create index "customer_proxy_created_at_idx" on "customer_proxy" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "customer_proxy_customer_id_created_at_id_idx" on "customer_proxy" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_proxy_proxy_id_created_at_id_idx" on "customer_proxy" ("tenant_id", "proxy_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_proxy_deleted_idx" on "customer_proxy" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "external_id" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "system" text collate "C" not null,
  "key" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "external_id_system_check" check (char_length("system") <= 50),
  constraint "external_id_key_check" check (char_length("key") <= 200)
) with (fillfactor = 85);
create index "external_id_created_at_idx" on "external_id" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "external_id_customer_id_created_at_id_idx" on "external_id" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "external_id_system_key_key" on "external_id" ("tenant_id", "system", "key") where "deleted_at" is null;
create index "external_id_deleted_idx" on "external_id" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "owner_period" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "user_id" uuid,
  "team_id" uuid,
  "starts_at" timestamptz(3) not null,
  "ends_at" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "owner_period_ends_at_after_check" check ("ends_at" > "starts_at"),
  constraint "owner_period_customer_id_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "customer_id"::text, "starts_at", "ends_at") with &&) where ("deleted_at" is null)
) with (fillfactor = 85);
create index "owner_period_created_at_idx" on "owner_period" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "owner_period_customer_id_starts_at_id_idx" on "owner_period" ("tenant_id", "customer_id", "starts_at" desc, "id" desc) where "deleted_at" is null;
create index "owner_period_user_id_starts_at_id_idx" on "owner_period" ("tenant_id", "user_id", "starts_at" desc, "id" desc) where "deleted_at" is null;
create index "owner_period_deleted_idx" on "owner_period" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "lifecycle_change" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "from_state" text collate "C" not null,
  "to_state" text collate "C" not null,
  "reason" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "lifecycle_change_from_state_check" check ("from_state" in ('STRANGER', 'SUSPECT', 'PROSPECT', 'ACTIVE', 'REPEAT', 'ADVOCATE', 'AT_RISK', 'LOST', 'WON_BACK', 'DO_NOT_CONTACT', 'MERGED', 'ERASED')),
  constraint "lifecycle_change_to_state_check" check ("to_state" in ('STRANGER', 'SUSPECT', 'PROSPECT', 'ACTIVE', 'REPEAT', 'ADVOCATE', 'AT_RISK', 'LOST', 'WON_BACK', 'DO_NOT_CONTACT', 'MERGED', 'ERASED')),
  constraint "lifecycle_change_reason_check" check (char_length("reason") <= 500)
) with (fillfactor = 85);
create index "lifecycle_change_created_at_idx" on "lifecycle_change" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "lifecycle_change_customer_id_created_at_id_idx" on "lifecycle_change" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "lifecycle_change_deleted_idx" on "lifecycle_change" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "customer_document" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "lifecycle_change_id" uuid,
  "title" text collate "C" not null,
  "url" text collate "C" not null,
  "issued_on" date,
  primary key ("tenant_id", "id"),
  constraint "customer_document_title_check" check (char_length("title") <= 300),
  constraint "customer_document_url_check" check (char_length("url") <= 1000)
) with (fillfactor = 85);
create index "customer_document_created_at_idx" on "customer_document" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "customer_document_customer_id_created_at_id_idx" on "customer_document" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_document_lifecycle_change_id_created_at_id_idx" on "customer_document" ("tenant_id", "lifecycle_change_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "customer_document_deleted_idx" on "customer_document" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "usage_experience" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "category" text collate "C" not null,
  "using_since" date,
  "past_brands" text collate "C",
  "habits" text collate "C",
  "depth" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "usage_experience_category_check" check (char_length("category") <= 100),
  constraint "usage_experience_past_brands_check" check (char_length("past_brands") <= 500),
  constraint "usage_experience_habits_check" check (char_length("habits") <= 500),
  constraint "usage_experience_depth_check" check ("depth" in ('NOVICE', 'REGULAR', 'EXPERT'))
) with (fillfactor = 85);
create index "usage_experience_created_at_idx" on "usage_experience" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "usage_experience_customer_id_created_at_id_idx" on "usage_experience" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "usage_experience_category_using_since_customer_id_idx" on "usage_experience" ("tenant_id", "category", "using_since", "customer_id") where "deleted_at" is null;
create unique index "usage_experience_customer_id_category_key" on "usage_experience" ("tenant_id", "customer_id", "category") where "deleted_at" is null;
create index "usage_experience_deleted_idx" on "usage_experience" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "financial_figure" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "organisation_id" uuid not null,
  "measure" text collate "C" not null,
  "year" integer not null,
  "basis_points" integer not null,
  "industry_basis_points" integer,
  primary key ("tenant_id", "id"),
  constraint "financial_figure_measure_check" check ("measure" in ('REVENUE_GROWTH', 'GROSS_MARGIN', 'NET_MARGIN', 'RETURN_ON_ASSETS', 'DEBT_RATIO', 'CURRENT_RATIO'))
) with (fillfactor = 85);
create index "financial_figure_created_at_idx" on "financial_figure" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "financial_figure_organisation_id_created_at_id_idx" on "financial_figure" ("tenant_id", "organisation_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "financial_figure_measure_basis_points_organisation_id_idx" on "financial_figure" ("tenant_id", "measure", "basis_points", "organisation_id") where "deleted_at" is null;
create unique index "financial_figure_organisation_id_measure_year_key" on "financial_figure" ("tenant_id", "organisation_id", "measure", "year") where "deleted_at" is null;
create index "financial_figure_deleted_idx" on "financial_figure" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "contact_point" add constraint "contact_point_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "profile_value" add constraint "profile_value_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "profile_value" add constraint "profile_value_collected_by_id_fkey" foreign key ("tenant_id", "collected_by_id") references "user_account" ("tenant_id", "id");
alter table "affiliation" add constraint "affiliation_person_id_fkey" foreign key ("tenant_id", "person_id") references "customer" ("tenant_id", "id");
alter table "affiliation" add constraint "affiliation_organisation_id_fkey" foreign key ("tenant_id", "organisation_id") references "customer" ("tenant_id", "id");
alter table "buying_party" add constraint "buying_party_head_id_fkey" foreign key ("tenant_id", "head_id") references "customer" ("tenant_id", "id");
alter table "buying_party_member" add constraint "buying_party_member_party_id_fkey" foreign key ("tenant_id", "party_id") references "buying_party" ("tenant_id", "id");
alter table "buying_party_member" add constraint "buying_party_member_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "consent" add constraint "consent_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "consent" add constraint "consent_contact_point_id_fkey" foreign key ("tenant_id", "contact_point_id") references "contact_point" ("tenant_id", "id");
alter table "contact_preference" add constraint "contact_preference_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "customer_proxy" add constraint "customer_proxy_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "customer_proxy" add constraint "customer_proxy_proxy_id_fkey" foreign key ("tenant_id", "proxy_id") references "customer" ("tenant_id", "id");
alter table "external_id" add constraint "external_id_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "owner_period" add constraint "owner_period_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "owner_period" add constraint "owner_period_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
alter table "owner_period" add constraint "owner_period_team_id_fkey" foreign key ("tenant_id", "team_id") references "team" ("tenant_id", "id");
alter table "lifecycle_change" add constraint "lifecycle_change_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "customer_document" add constraint "customer_document_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "customer_document" add constraint "customer_document_lifecycle_change_id_fkey" foreign key ("tenant_id", "lifecycle_change_id") references "lifecycle_change" ("tenant_id", "id");
alter table "usage_experience" add constraint "usage_experience_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "financial_figure" add constraint "financial_figure_organisation_id_fkey" foreign key ("tenant_id", "organisation_id") references "customer" ("tenant_id", "id");
${isolateTenants('contact_point')}
${isolateTenants('profile_value')}
${isolateTenants('affiliation')}
${isolateTenants('buying_party')}
${isolateTenants('buying_party_member')}
${isolateTenants('consent')}
${isolateTenants('contact_preference')}
${isolateTenants('suppression_entry')}
${isolateTenants('customer_proxy')}
${isolateTenants('external_id')}
${isolateTenants('owner_period')}
${isolateTenants('lifecycle_change')}
${isolateTenants('customer_document')}
${isolateTenants('usage_experience')}
${isolateTenants('financial_figure')}`,
};
