import { isolateTenants, type Migration } from '@rapport/sdk';

/** Messages, what they are made of, and what must hold so that they are sent. */
export const createMessages: Migration = {
  id: '0001-create-messages',
  sql: `
create table "message_template" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "key" text collate "C" not null,
  "name" text collate "C" not null,
  "purpose" text collate "C" not null,
  "channel" text collate "C" not null,
  "variables" jsonb not null,
  primary key ("tenant_id", "id"),
  constraint "message_template_key_check" check (char_length("key") <= 60),
  constraint "message_template_name_check" check (char_length("name") <= 200),
  constraint "message_template_purpose_check" check ("purpose" in ('SERVICE', 'MARKETING')),
  constraint "message_template_channel_check" check ("channel" in ('PHONE', 'MOBILE', 'EMAIL', 'POSTAL', 'LINE', 'WECHAT', 'QQ', 'OTHER'))
) with (fillfactor = 85);
create index "message_template_created_at_idx" on "message_template" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "message_template_name_idx" on "message_template" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "message_template_purpose_channel_created_at_id_idx" on "message_template" ("tenant_id", "purpose", "channel", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "message_template_key_key" on "message_template" ("tenant_id", "key") where "deleted_at" is null;
create index "message_template_deleted_idx" on "message_template" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "template_version" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "template_id" uuid not null,
  "locale" text collate "C" not null,
  "number" integer not null,
  "current" boolean not null,
  "subject" text collate "C",
  "format" text collate "C" not null,
  "body" text collate "C" not null,
  "html" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "template_version_locale_check" check (char_length("locale") <= 35),
  constraint "template_version_subject_check" check (char_length("subject") <= 300),
  constraint "template_version_format_check" check ("format" in ('TEXT', 'HTML', 'MJML')),
  constraint "template_version_body_check" check (char_length("body") <= 60000),
  constraint "template_version_html_check" check (char_length("html") <= 400000)
) with (fillfactor = 85);
create index "template_version_created_at_idx" on "template_version" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "template_version_template_id_created_at_id_idx" on "template_version" ("tenant_id", "template_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "template_version_template_id_locale_number_key" on "template_version" ("tenant_id", "template_id", "locale", "number") where "deleted_at" is null;
create unique index "template_version_template_id_locale_key" on "template_version" ("tenant_id", "template_id", "locale") where "deleted_at" is null and "current" in (true);
create index "template_version_deleted_idx" on "template_version" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "wording_rule" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "locale" text collate "C" not null,
  "term" text collate "C" not null,
  "scope" text collate "C" not null,
  "instead" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "wording_rule_locale_check" check (char_length("locale") <= 35),
  constraint "wording_rule_term_check" check (char_length("term") <= 100),
  constraint "wording_rule_scope_check" check ("scope" in ('EVERYWHERE', 'SERVICE', 'WHEN_NAME_KNOWN')),
  constraint "wording_rule_instead_check" check (char_length("instead") <= 200)
) with (fillfactor = 85);
create index "wording_rule_created_at_idx" on "wording_rule" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "wording_rule_locale_id_idx" on "wording_rule" ("tenant_id", "locale", "id") where "deleted_at" is null;
create unique index "wording_rule_locale_term_key" on "wording_rule" ("tenant_id", "locale", "term") where "deleted_at" is null;
create index "wording_rule_deleted_idx" on "wording_rule" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "frequency_cap" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "channel" text collate "C",
  "purpose" text collate "C",
  "most" integer not null,
  "window_hours" integer not null,
  "counts_interactions" boolean not null,
  primary key ("tenant_id", "id"),
  constraint "frequency_cap_name_check" check (char_length("name") <= 100),
  constraint "frequency_cap_channel_check" check ("channel" in ('PHONE', 'MOBILE', 'EMAIL', 'POSTAL', 'LINE', 'WECHAT', 'QQ', 'OTHER')),
  constraint "frequency_cap_purpose_check" check ("purpose" in ('SERVICE', 'MARKETING'))
) with (fillfactor = 85);
create index "frequency_cap_created_at_idx" on "frequency_cap" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "frequency_cap_channel_id_idx" on "frequency_cap" ("tenant_id", "channel", "id") where "deleted_at" is null;
create index "frequency_cap_deleted_idx" on "frequency_cap" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "quiet_hour" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "channel" text collate "C",
  "weekday" text collate "C",
  "from" text collate "C" not null,
  "until" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "quiet_hour_name_check" check (char_length("name") <= 100),
  constraint "quiet_hour_channel_check" check ("channel" in ('PHONE', 'MOBILE', 'EMAIL', 'POSTAL', 'LINE', 'WECHAT', 'QQ', 'OTHER')),
  constraint "quiet_hour_weekday_check" check ("weekday" in ('MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY')),
  constraint "quiet_hour_from_check" check (char_length("from") <= 5),
  constraint "quiet_hour_until_check" check (char_length("until") <= 5)
) with (fillfactor = 85);
create index "quiet_hour_created_at_idx" on "quiet_hour" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "quiet_hour_channel_id_idx" on "quiet_hour" ("tenant_id", "channel", "id") where "deleted_at" is null;
create index "quiet_hour_deleted_idx" on "quiet_hour" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "quiet_day" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "day" date not null,
  "name" text collate "C" not null,
  primary key ("tenant_id", "id"),
  constraint "quiet_day_name_check" check (char_length("name") <= 100)
) with (fillfactor = 85);
create index "quiet_day_created_at_idx" on "quiet_day" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "quiet_day_day_idx" on "quiet_day" ("tenant_id", "day", "id") where "deleted_at" is null;
create index "quiet_day_day_id_idx" on "quiet_day" ("tenant_id", "day", "id") where "deleted_at" is null;
create unique index "quiet_day_day_key" on "quiet_day" ("tenant_id", "day") where "deleted_at" is null;
create index "quiet_day_deleted_idx" on "quiet_day" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "contact_fatigue" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "state" text collate "C" not null,
  "rest_until" timestamptz(3),
  "reason" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "contact_fatigue_state_check" check ("state" in ('RESPONSIVE', 'INDIFFERENT', 'AVERSE')),
  constraint "contact_fatigue_reason_check" check (char_length("reason") <= 300)
) with (fillfactor = 85);
create index "contact_fatigue_created_at_idx" on "contact_fatigue" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "contact_fatigue_customer_id_created_at_id_idx" on "contact_fatigue" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "contact_fatigue_state_rest_until_id_idx" on "contact_fatigue" ("tenant_id", "state", "rest_until", "id") where "deleted_at" is null;
create unique index "contact_fatigue_customer_id_key" on "contact_fatigue" ("tenant_id", "customer_id") where "deleted_at" is null;
create index "contact_fatigue_deleted_idx" on "contact_fatigue" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "message" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "customer_id" uuid not null,
  "contact_point_id" uuid,
  "channel" text collate "C" not null,
  "purpose" text collate "C" not null,
  "template_id" uuid not null,
  "template_version_id" uuid,
  "key" text collate "C" not null,
  "source" text collate "C",
  "variables" jsonb,
  "state" text collate "C" not null,
  "refused_by" text collate "C",
  "facts" jsonb,
  "decided_at" timestamptz(3) not null,
  "due_at" timestamptz(3) not null,
  "expires_at" timestamptz(3),
  "counted_at" timestamptz(3),
  "tries" integer not null,
  "sent_at" timestamptz(3),
  "delivered_at" timestamptz(3),
  "opened_at" timestamptz(3),
  "clicked_at" timestamptz(3),
  "complained_at" timestamptz(3),
  "unsubscribed_at" timestamptz(3),
  "provider_reference" text collate "C",
  "fault" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "message_channel_check" check ("channel" in ('PHONE', 'MOBILE', 'EMAIL', 'POSTAL', 'LINE', 'WECHAT', 'QQ', 'OTHER')),
  constraint "message_purpose_check" check ("purpose" in ('SERVICE', 'MARKETING')),
  constraint "message_key_check" check (char_length("key") <= 200),
  constraint "message_source_check" check (char_length("source") <= 100),
  constraint "message_state_check" check ("state" in ('REFUSED', 'QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'BOUNCED', 'FAILED', 'CANCELED')),
  constraint "message_refused_by_check" check ("refused_by" in ('CUSTOMER_GONE', 'PURCHASED_LIST', 'DO_NOT_CONTACT', 'NO_CONTACT_POINT', 'CONTACT_POINT_UNUSABLE', 'SUPPRESSED', 'CONSENT_WITHDRAWN', 'NO_CONSENT', 'CHANNEL_UNWANTED', 'AVERSE', 'RESTING', 'RHYTHM', 'CAP', 'QUIET_HOURS')),
  constraint "message_provider_reference_check" check (char_length("provider_reference") <= 200),
  constraint "message_fault_check" check (char_length("fault") <= 500)
) with (fillfactor = 85);
create index "message_created_at_idx" on "message" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "message_decided_at_idx" on "message" ("tenant_id", "decided_at", "id") where "deleted_at" is null;
create index "message_customer_id_decided_at_id_idx" on "message" ("tenant_id", "customer_id", "decided_at" desc, "id" desc) where "deleted_at" is null;
create index "message_customer_id_counted_at_idx" on "message" ("tenant_id", "customer_id", "counted_at" desc) where "deleted_at" is null;
create index "message_state_due_at_id_idx" on "message" ("tenant_id", "state", "due_at", "id") where "deleted_at" is null;
create index "message_source_state_id_idx" on "message" ("tenant_id", "source", "state", "id" desc) where "deleted_at" is null;
create unique index "message_key_key" on "message" ("tenant_id", "key") where "deleted_at" is null;
create index "message_deleted_idx" on "message" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "template_version" add constraint "template_version_template_id_fkey" foreign key ("tenant_id", "template_id") references "message_template" ("tenant_id", "id");
alter table "contact_fatigue" add constraint "contact_fatigue_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "message" add constraint "message_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "message" add constraint "message_contact_point_id_fkey" foreign key ("tenant_id", "contact_point_id") references "contact_point" ("tenant_id", "id");
alter table "message" add constraint "message_template_id_fkey" foreign key ("tenant_id", "template_id") references "message_template" ("tenant_id", "id");
alter table "message" add constraint "message_template_version_id_fkey" foreign key ("tenant_id", "template_version_id") references "template_version" ("tenant_id", "id");
${isolateTenants('message_template')}
${isolateTenants('template_version')}
${isolateTenants('wording_rule')}
${isolateTenants('frequency_cap')}
${isolateTenants('quiet_hour')}
${isolateTenants('quiet_day')}
${isolateTenants('contact_fatigue')}
${isolateTenants('message')}`,
};
