import { isolateTenants, type Migration } from '@rapport/sdk';

export const createForms: Migration = {
  id: '0001-create-forms',
  sql: `
create table "form_template" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "record_type" text collate "C" not null,
  "body" text collate "C" not null,
  "fields" jsonb not null,
  primary key ("tenant_id", "id"),
  constraint "form_template_name_check" check (char_length("name") <= 100),
  constraint "form_template_record_type_check" check (char_length("record_type") <= 60),
  constraint "form_template_body_check" check (char_length("body") <= 20000)
) with (fillfactor = 85);
create index "form_template_created_at_idx" on "form_template" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "form_template_name_idx" on "form_template" ("tenant_id", "name", "id") where "deleted_at" is null;
create unique index "form_template_name_key" on "form_template" ("tenant_id", "name") where "deleted_at" is null;
create index "form_template_deleted_idx" on "form_template" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "filled_form" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "template_id" uuid not null,
  "customer_id" uuid not null,
  "user_id" uuid,
  "record_id" text collate "C" not null,
  "text" text collate "C" not null,
  "blanks" jsonb not null,
  "prefilled" integer not null,
  "given" integer not null,
  "empty" integer not null,
  primary key ("tenant_id", "id"),
  constraint "filled_form_record_id_check" check (char_length("record_id") <= 60),
  constraint "filled_form_text_check" check (char_length("text") <= 200000)
) with (fillfactor = 85);
create index "filled_form_created_at_idx" on "filled_form" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "filled_form_customer_id_created_at_id_idx" on "filled_form" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "filled_form_template_id_created_at_id_idx" on "filled_form" ("tenant_id", "template_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "filled_form_deleted_idx" on "filled_form" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "filled_form" add constraint "filled_form_template_id_fkey" foreign key ("tenant_id", "template_id") references "form_template" ("tenant_id", "id");
alter table "filled_form" add constraint "filled_form_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "filled_form" add constraint "filled_form_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
${isolateTenants('form_template')}
${isolateTenants('filled_form')}`,
};
