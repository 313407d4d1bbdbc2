import { createApiKeySecrets } from '../../access/api-key-secret.ts';
import { createRateBuckets } from '../../access/rate-budget.ts';
import { closeLookups, createTenants } from '../../access/tenant-table.ts';
import type { Migration } from '../../plugins/plugin.ts';
import { API_ROLE, createDatabaseRoles, isolateTenants } from '../../tenancy/index.ts';
import { createIdempotencyKeys } from '../../work/idempotency.ts';
import { createJournal, openOutboxToSequencer } from '../../work/journal.ts';

/** Minor units as a decimal text with so many digits. */
function decimal(type: 'bigint' | 'numeric', digits: number): string {
  const unit = 10 ** digits;
  const whole = type === 'bigint' ? `(abs(minor) / ${unit})` : `div(abs(minor), ${unit})`;
  return `case when minor < 0 then '-' else '' end || ${whole}::text || '.' || lpad((abs(minor) % ${unit})::text, ${digits}, '0')`;
}

/**
 * Writes minor units as an exact decimal: one expression, so that Postgres puts it in place of the call.
 * The digits are those of ISO 4217; a test compares them with the list that the input side reads.
 * Sums are numeric, because they may be larger than any one amount.
 */
const moneyText = (type: 'bigint' | 'numeric') => `
create function money_text(minor ${type}, currency text) returns text
language sql immutable parallel safe as $$
  select case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XAG', 'XAU', 'XBA', 'XBB', 'XBC', 'XBD', 'XDR', 'XOF', 'XPD', 'XPF', 'XPT', 'XSU', 'XTS', 'XUA', 'XXX')
      then minor::text
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then ${decimal(type, 3)}
    when currency in ('CLF', 'UYW') then ${decimal(type, 4)}
    else ${decimal(type, 2)}
  end
$$;`;

const recordTables = `
create table "role" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "key" text collate "C" not null,
  "name" text collate "C" not null,
  "built_in" boolean not null,
  "grants" jsonb not null,
  primary key ("tenant_id", "id"),
  constraint "role_key_check" check (char_length("key") <= 50),
  constraint "role_name_check" check (char_length("name") <= 200)
) with (fillfactor = 85);
create index "role_created_at_idx" on "role" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "role_deleted_idx" on "role" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create index "role_name_idx" on "role" ("tenant_id", "name", "id") where "deleted_at" is null;
create unique index "role_key_key" on "role" ("tenant_id", "key") where "deleted_at" is null;

create table "team" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "parent_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "team_name_check" check (char_length("name") <= 200)
) with (fillfactor = 85);
create index "team_created_at_idx" on "team" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "team_deleted_idx" on "team" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create index "team_name_idx" on "team" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "team_parent_id_idx" on "team" ("tenant_id", "parent_id") where "deleted_at" is null;
create unique index "team_name_key" on "team" ("tenant_id", "name") where "deleted_at" is null;

create table "territory" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "parent_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "territory_name_check" check (char_length("name") <= 200)
) with (fillfactor = 85);
create index "territory_created_at_idx" on "territory" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "territory_deleted_idx" on "territory" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create index "territory_name_idx" on "territory" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "territory_parent_id_idx" on "territory" ("tenant_id", "parent_id") where "deleted_at" is null;
create unique index "territory_name_key" on "territory" ("tenant_id", "name") where "deleted_at" is null;

create table "user_account" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "email" text collate "C" not null,
  "active" boolean not null,
  "subject" text collate "C",
  "role_id" uuid not null,
  "team_id" uuid,
  "territory_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "user_account_name_check" check (char_length("name") <= 200),
  constraint "user_account_subject_check" check (char_length("subject") <= 255)
) with (fillfactor = 85);
create index "user_account_created_at_idx" on "user_account" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "user_account_deleted_idx" on "user_account" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create index "user_account_name_idx" on "user_account" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "user_account_team_id_idx" on "user_account" ("tenant_id", "team_id") where "deleted_at" is null;
create index "user_account_role_id_idx" on "user_account" ("tenant_id", "role_id") where "deleted_at" is null;
create index "user_account_territory_id_idx" on "user_account" ("tenant_id", "territory_id") where "deleted_at" is null;
create unique index "user_account_email_key" on "user_account" ("tenant_id", "email") where "deleted_at" is null;
create unique index "user_account_subject_key" on "user_account" ("tenant_id", "subject") where "deleted_at" is null;

create table "api_key" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "name" text collate "C" not null,
  "role_id" uuid not null,
  "user_id" uuid,
  "expires_at" timestamptz(3),
  "budget_per_second" integer,
  "last_used_at" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "api_key_name_check" check (char_length("name") <= 200)
) with (fillfactor = 85);
create index "api_key_created_at_idx" on "api_key" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "api_key_deleted_idx" on "api_key" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create index "api_key_name_idx" on "api_key" ("tenant_id", "name", "id") where "deleted_at" is null;
create index "api_key_role_id_idx" on "api_key" ("tenant_id", "role_id") where "deleted_at" is null;
create index "api_key_user_id_idx" on "api_key" ("tenant_id", "user_id") where "deleted_at" is null;
alter table "team" add constraint "team_parent_id_fkey" foreign key ("tenant_id", "parent_id") references "team" ("tenant_id", "id");
alter table "territory" add constraint "territory_parent_id_fkey" foreign key ("tenant_id", "parent_id") references "territory" ("tenant_id", "id");
alter table "user_account" add constraint "user_role_id_fkey" foreign key ("tenant_id", "role_id") references "role" ("tenant_id", "id");
alter table "user_account" add constraint "user_team_id_fkey" foreign key ("tenant_id", "team_id") references "team" ("tenant_id", "id");
alter table "user_account" add constraint "user_territory_id_fkey" foreign key ("tenant_id", "territory_id") references "territory" ("tenant_id", "id");
alter table "api_key" add constraint "api_key_role_id_fkey" foreign key ("tenant_id", "role_id") references "role" ("tenant_id", "id");
alter table "api_key" add constraint "api_key_user_id_fkey" foreign key ("tenant_id", "user_id") references "user_account" ("tenant_id", "id");
`;

/** Tenants, users and their rights, the journal of changes, and idempotency keys. */
export const foundation: Migration = {
  id: '0001-foundation',
  sql: [
    createDatabaseRoles,
    `grant usage on schema public to ${API_ROLE};`,
    moneyText('bigint'),
    moneyText('numeric'),
    createTenants,
    recordTables,
    ...['role', 'team', 'territory', 'user_account', 'api_key'].map((table) => isolateTenants(table)),
    createApiKeySecrets,
    createJournal,
    isolateTenants('audit_entry', ['select', 'insert']),
    isolateTenants('outbox', ['insert']),
    openOutboxToSequencer,
    createRateBuckets,
    createIdempotencyKeys,
    isolateTenants('idempotency_key', ['select', 'insert', 'update', 'delete']),
    closeLookups(['find_api_key(bytea)', 'find_tenant(text)']),
  ].join('\n'),
};
