import { isolateTenants, type Migration } from '@rapport/sdk';

export const createSale: Migration = {
  id: '0002-create-sale',
  sql: `
create table "estate_intent" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "project_id" uuid not null,
  "customer_id" uuid not null,
  "consultant_id" uuid,
  "state" text collate "C" not null,
  "deposit_amount" bigint not null,
  "deposit_currency" text collate "C" not null,
  "paid_at" timestamptz(3),
  "rank" integer,
  primary key ("tenant_id", "id"),
  constraint "estate_intent_state_check" check ("state" in ('REGISTERED', 'PAID', 'RANKED', 'CONVERTED', 'REFUNDED', 'EXPIRED')),
  constraint "estate_intent_deposit_amount_check" check (("deposit_amount" is null) = ("deposit_currency" is null))
) with (fillfactor = 85);
create index "estate_intent_created_at_idx" on "estate_intent" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_intent_project_id_created_at_id_idx" on "estate_intent" ("tenant_id", "project_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_intent_project_id_rank_id_idx" on "estate_intent" ("tenant_id", "project_id", "rank", "id") where "deleted_at" is null;
create index "estate_intent_customer_id_created_at_id_idx" on "estate_intent" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_intent_consultant_id_created_at_id_idx" on "estate_intent" ("tenant_id", "consultant_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_intent_deleted_idx" on "estate_intent" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_wish" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "intent_id" uuid not null,
  "unit_id" uuid not null,
  "rank" integer not null,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "estate_wish_created_at_idx" on "estate_wish" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_wish_intent_id_created_at_id_idx" on "estate_wish" ("tenant_id", "intent_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_wish_unit_id_created_at_id_idx" on "estate_wish" ("tenant_id", "unit_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_wish_intent_id_unit_id_key" on "estate_wish" ("tenant_id", "intent_id", "unit_id") where "deleted_at" is null;
create index "estate_wish_deleted_idx" on "estate_wish" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_subscription" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "claim_id" uuid not null,
  "unit_id" uuid not null,
  "customer_id" uuid not null,
  "consultant_id" uuid,
  "intent_id" uuid,
  "state" text collate "C" not null,
  "unit_price_id" uuid,
  "discount_percent" bigint not null,
  "discount_approved_by_id" uuid,
  "list_price_amount" bigint,
  "list_price_currency" text collate "C",
  "price_amount" bigint,
  "price_currency" text collate "C",
  "deposit_amount" bigint,
  "deposit_currency" text collate "C",
  "signed_at" timestamptz(3),
  "paid_at" timestamptz(3),
  "ground" text collate "C",
  "deposited" text collate "C",
  "successor_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "estate_subscription_state_check" check ("state" in ('DRAFT', 'SIGNED', 'PAID', 'CONVERTED', 'CANCELED', 'UNIT_CHANGED')),
  constraint "estate_subscription_list_price_amount_check" check (("list_price_amount" is null) = ("list_price_currency" is null)),
  constraint "estate_subscription_price_amount_check" check (("price_amount" is null) = ("price_currency" is null)),
  constraint "estate_subscription_deposit_amount_check" check (("deposit_amount" is null) = ("deposit_currency" is null)),
  constraint "estate_subscription_ground_check" check ("ground" in ('BUYER', 'HOUSE', 'LOAN')),
  constraint "estate_subscription_deposited_check" check ("deposited" in ('REFUND', 'FORFEIT'))
) with (fillfactor = 85);
create index "estate_subscription_created_at_idx" on "estate_subscription" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_subscription_signed_at_idx" on "estate_subscription" ("tenant_id", "signed_at", "id") where "deleted_at" is null;
create index "estate_subscription_unit_id_created_at_id_idx" on "estate_subscription" ("tenant_id", "unit_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_subscription_customer_id_created_at_id_idx" on "estate_subscription" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_subscription_consultant_id_created_at_id_idx" on "estate_subscription" ("tenant_id", "consultant_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_subscription_claim_id_created_at_id_idx" on "estate_subscription" ("tenant_id", "claim_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_subscription_claim_id_key" on "estate_subscription" ("tenant_id", "claim_id") where "deleted_at" is null and "state" in ('DRAFT', 'SIGNED', 'PAID', 'CONVERTED');
create index "estate_subscription_deleted_idx" on "estate_subscription" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_contract" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "subscription_id" uuid not null,
  "claim_id" uuid not null,
  "unit_id" uuid not null,
  "customer_id" uuid not null,
  "consultant_id" uuid,
  "number" text collate "C" not null,
  "state" text collate "C" not null,
  "total_amount" bigint not null,
  "total_currency" text collate "C" not null,
  "loan_amount" bigint,
  "loan_currency" text collate "C",
  "signed_on" date,
  "filing_number" text collate "C",
  "filed_on" date,
  "filing_revoked_on" date,
  "rescission_ground" text collate "C",
  "penalty_amount" bigint,
  "penalty_currency" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "estate_contract_number_check" check (char_length("number") <= 60),
  constraint "estate_contract_state_check" check ("state" in ('DRAFT', 'SIGNED', 'FILED', 'EFFECTIVE', 'COMPLETED', 'RESCINDED')),
  constraint "estate_contract_total_amount_check" check (("total_amount" is null) = ("total_currency" is null)),
  constraint "estate_contract_loan_amount_check" check (("loan_amount" is null) = ("loan_currency" is null)),
  constraint "estate_contract_filing_number_check" check (char_length("filing_number") <= 100),
  constraint "estate_contract_rescission_ground_check" check ("rescission_ground" in ('MUTUAL', 'BUYER_DEFAULT', 'LOAN_REFUSED', 'LATE_HANDOVER')),
  constraint "estate_contract_penalty_amount_check" check (("penalty_amount" is null) = ("penalty_currency" is null))
) with (fillfactor = 85);
create index "estate_contract_created_at_idx" on "estate_contract" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_contract_signed_on_idx" on "estate_contract" ("tenant_id", "signed_on", "id") where "deleted_at" is null;
create index "estate_contract_unit_id_created_at_id_idx" on "estate_contract" ("tenant_id", "unit_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_contract_customer_id_created_at_id_idx" on "estate_contract" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_contract_consultant_id_created_at_id_idx" on "estate_contract" ("tenant_id", "consultant_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_contract_claim_id_created_at_id_idx" on "estate_contract" ("tenant_id", "claim_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_contract_subscription_id_created_at_id_idx" on "estate_contract" ("tenant_id", "subscription_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_contract_state_created_at_id_idx" on "estate_contract" ("tenant_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_contract_number_key" on "estate_contract" ("tenant_id", "number") where "deleted_at" is null;
create unique index "estate_contract_claim_id_key" on "estate_contract" ("tenant_id", "claim_id") where "deleted_at" is null and "state" in ('DRAFT', 'SIGNED', 'FILED', 'EFFECTIVE', 'COMPLETED');
create index "estate_contract_deleted_idx" on "estate_contract" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_buyer" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "contract_id" uuid not null,
  "customer_id" uuid not null,
  "share" bigint not null,
  primary key ("tenant_id", "id")
) with (fillfactor = 85);
create index "estate_buyer_created_at_idx" on "estate_buyer" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_buyer_contract_id_created_at_id_idx" on "estate_buyer" ("tenant_id", "contract_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_buyer_customer_id_created_at_id_idx" on "estate_buyer" ("tenant_id", "customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_buyer_contract_id_customer_id_key" on "estate_buyer" ("tenant_id", "contract_id", "customer_id") where "deleted_at" is null;
create index "estate_buyer_deleted_idx" on "estate_buyer" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_instalment" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "contract_id" uuid not null,
  "number" integer not null,
  "due_on" date not null,
  "remind_at" timestamptz(3) not null,
  "amount_amount" bigint not null,
  "amount_currency" text collate "C" not null,
  "source" text collate "C" not null,
  "state" text collate "C" not null,
  "paid_on" date,
  primary key ("tenant_id", "id"),
  constraint "estate_instalment_amount_amount_check" check (("amount_amount" is null) = ("amount_currency" is null)),
  constraint "estate_instalment_source_check" check ("source" in ('OWN', 'LOAN')),
  constraint "estate_instalment_state_check" check ("state" in ('OPEN', 'PAID', 'DROPPED'))
) with (fillfactor = 85);
create index "estate_instalment_created_at_idx" on "estate_instalment" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_instalment_number_idx" on "estate_instalment" ("tenant_id", "number", "id") where "deleted_at" is null;
create index "estate_instalment_due_on_idx" on "estate_instalment" ("tenant_id", "due_on", "id") where "deleted_at" is null;
create index "estate_instalment_contract_id_created_at_id_idx" on "estate_instalment" ("tenant_id", "contract_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_instalment_contract_id_number_id_idx" on "estate_instalment" ("tenant_id", "contract_id", "number", "id") where "deleted_at" is null;
create index "estate_instalment_state_due_on_id_idx" on "estate_instalment" ("tenant_id", "state", "due_on", "id") where "deleted_at" is null;
create unique index "estate_instalment_contract_id_number_key" on "estate_instalment" ("tenant_id", "contract_id", "number") where "deleted_at" is null and "state" in ('OPEN', 'PAID');
create index "estate_instalment_deleted_idx" on "estate_instalment" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_mortgage" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "contract_id" uuid not null,
  "bank" text collate "C" not null,
  "amount_amount" bigint not null,
  "amount_currency" text collate "C" not null,
  "state" text collate "C" not null,
  "missing_papers" jsonb not null,
  primary key ("tenant_id", "id"),
  constraint "estate_mortgage_bank_check" check (char_length("bank") <= 200),
  constraint "estate_mortgage_amount_amount_check" check (("amount_amount" is null) = ("amount_currency" is null)),
  constraint "estate_mortgage_state_check" check ("state" in ('COLLECTING', 'SUBMITTED', 'APPROVED', 'REFUSED', 'DISBURSED'))
) with (fillfactor = 85);
create index "estate_mortgage_created_at_idx" on "estate_mortgage" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_mortgage_contract_id_created_at_id_idx" on "estate_mortgage" ("tenant_id", "contract_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_mortgage_state_created_at_id_idx" on "estate_mortgage" ("tenant_id", "state", "created_at" desc, "id" desc) where "deleted_at" is null;
create unique index "estate_mortgage_contract_id_key" on "estate_mortgage" ("tenant_id", "contract_id") where "deleted_at" is null and "state" in ('COLLECTING', 'SUBMITTED', 'APPROVED', 'DISBURSED');
create index "estate_mortgage_deleted_idx" on "estate_mortgage" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "estate_contract_change" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "contract_id" uuid not null,
  "kind" text collate "C" not null,
  "state" text collate "C" not null,
  "reason" text collate "C" not null,
  "to_customer_id" uuid,
  "to_claim_id" uuid,
  "to_loan_amount" bigint,
  "to_loan_currency" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "estate_contract_change_kind_check" check ("kind" in ('NAME', 'UNIT', 'PAYMENT')),
  constraint "estate_contract_change_state_check" check ("state" in ('REQUESTED', 'APPROVED', 'REFUSED', 'APPLIED')),
  constraint "estate_contract_change_reason_check" check (char_length("reason") <= 500),
  constraint "estate_contract_change_to_loan_amount_check" check (("to_loan_amount" is null) = ("to_loan_currency" is null))
) with (fillfactor = 85);
create index "estate_contract_change_created_at_idx" on "estate_contract_change" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "estate_contract_change_contract_id_created_at_id_idx" on "estate_contract_change" ("tenant_id", "contract_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_contract_change_to_customer_id_created_at_id_idx" on "estate_contract_change" ("tenant_id", "to_customer_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "estate_contract_change_deleted_idx" on "estate_contract_change" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "estate_intent" add constraint "estate_intent_project_id_fkey" foreign key ("tenant_id", "project_id") references "estate_project" ("tenant_id", "id");
alter table "estate_intent" add constraint "estate_intent_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_intent" add constraint "estate_intent_consultant_id_fkey" foreign key ("tenant_id", "consultant_id") references "user_account" ("tenant_id", "id");
alter table "estate_wish" add constraint "estate_wish_intent_id_fkey" foreign key ("tenant_id", "intent_id") references "estate_intent" ("tenant_id", "id");
alter table "estate_wish" add constraint "estate_wish_unit_id_fkey" foreign key ("tenant_id", "unit_id") references "estate_unit" ("tenant_id", "id");
alter table "estate_subscription" add constraint "estate_subscription_claim_id_fkey" foreign key ("tenant_id", "claim_id") references "estate_claim" ("tenant_id", "id");
alter table "estate_subscription" add constraint "estate_subscription_unit_id_fkey" foreign key ("tenant_id", "unit_id") references "estate_unit" ("tenant_id", "id");
alter table "estate_subscription" add constraint "estate_subscription_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_subscription" add constraint "estate_subscription_consultant_id_fkey" foreign key ("tenant_id", "consultant_id") references "user_account" ("tenant_id", "id");
alter table "estate_subscription" add constraint "estate_subscription_intent_id_fkey" foreign key ("tenant_id", "intent_id") references "estate_intent" ("tenant_id", "id");
alter table "estate_subscription" add constraint "estate_subscription_unit_price_id_fkey" foreign key ("tenant_id", "unit_price_id") references "estate_unit_price" ("tenant_id", "id");
alter table "estate_subscription" add constraint "estate_subscription_discount_approved_by_id_fkey" foreign key ("tenant_id", "discount_approved_by_id") references "user_account" ("tenant_id", "id");
alter table "estate_subscription" add constraint "estate_subscription_successor_id_fkey" foreign key ("tenant_id", "successor_id") references "estate_subscription" ("tenant_id", "id");
alter table "estate_contract" add constraint "estate_contract_subscription_id_fkey" foreign key ("tenant_id", "subscription_id") references "estate_subscription" ("tenant_id", "id");
alter table "estate_contract" add constraint "estate_contract_claim_id_fkey" foreign key ("tenant_id", "claim_id") references "estate_claim" ("tenant_id", "id");
alter table "estate_contract" add constraint "estate_contract_unit_id_fkey" foreign key ("tenant_id", "unit_id") references "estate_unit" ("tenant_id", "id");
alter table "estate_contract" add constraint "estate_contract_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_contract" add constraint "estate_contract_consultant_id_fkey" foreign key ("tenant_id", "consultant_id") references "user_account" ("tenant_id", "id");
alter table "estate_buyer" add constraint "estate_buyer_contract_id_fkey" foreign key ("tenant_id", "contract_id") references "estate_contract" ("tenant_id", "id");
alter table "estate_buyer" add constraint "estate_buyer_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "estate_instalment" add constraint "estate_instalment_contract_id_fkey" foreign key ("tenant_id", "contract_id") references "estate_contract" ("tenant_id", "id");
alter table "estate_mortgage" add constraint "estate_mortgage_contract_id_fkey" foreign key ("tenant_id", "contract_id") references "estate_contract" ("tenant_id", "id");
alter table "estate_contract_change" add constraint "estate_contract_change_contract_id_fkey" foreign key ("tenant_id", "contract_id") references "estate_contract" ("tenant_id", "id");
alter table "estate_contract_change" add constraint "estate_contract_change_to_customer_id_fkey" foreign key ("tenant_id", "to_customer_id") references "customer" ("tenant_id", "id");
alter table "estate_contract_change" add constraint "estate_contract_change_to_claim_id_fkey" foreign key ("tenant_id", "to_claim_id") references "estate_claim" ("tenant_id", "id");
${isolateTenants('estate_intent')}
${isolateTenants('estate_wish')}
${isolateTenants('estate_subscription')}
${isolateTenants('estate_contract')}
${isolateTenants('estate_buyer')}
${isolateTenants('estate_instalment')}
${isolateTenants('estate_mortgage')}
${isolateTenants('estate_contract_change')}`,
};
