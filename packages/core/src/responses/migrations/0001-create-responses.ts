import { isolateTenants, type Migration } from '@rapport/sdk';

export const createResponses: Migration = {
  id: '0001-create-responses',
  sql: `
create table "campaign_response" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "campaign_id" uuid,
  "medium" text collate "C" not null,
  "medium_name" text collate "C",
  "kind" text collate "C" not null,
  "responded_at" timestamptz(3) not null,
  "customer_id" uuid,
  "people" integer not null,
  "stated" boolean not null,
  "desire" text collate "C",
  "interaction_id" uuid,
  "lead_id" uuid,
  primary key ("tenant_id", "id"),
  constraint "campaign_response_medium_check" check ("medium" in ('EMAIL', 'SMS', 'MESSENGER', 'PHONE', 'LETTER', 'FLYER', 'PRESS', 'RADIO', 'TELEVISION', 'SCREEN', 'PORTAL', 'SEARCH', 'CLASSIFIED', 'TRADE_SITE', 'FORUM', 'FAIR', 'EVENT', 'REFERRAL', 'OTHER')),
  constraint "campaign_response_medium_name_check" check (char_length("medium_name") <= 200),
  constraint "campaign_response_kind_check" check ("kind" in ('NOTICED', 'CLICKED', 'REPLIED', 'ASKED', 'CAME', 'SIGNED_UP')),
  constraint "campaign_response_desire_check" check ("desire" in ('OWN_NEED', 'OUR_INFLUENCE'))
) with (fillfactor = 85);
create index "campaign_response_created_at_idx" on "campaign_response" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "campaign_response_responded_at_idx" on "campaign_response" ("tenant_id", "responded_at", "id") where "deleted_at" is null;
create index "campaign_response_customer_id_responded_at_id_idx" on "campaign_response" ("tenant_id", "customer_id", "responded_at" desc, "id" desc) where "deleted_at" is null;
create index "campaign_response_campaign_id_kind_responded_at_id_idx" on "campaign_response" ("tenant_id", "campaign_id", "kind", "responded_at" desc, "id" desc) where "deleted_at" is null;
create index "campaign_response_medium_responded_at_id_idx" on "campaign_response" ("tenant_id", "medium", "responded_at" desc, "id" desc) where "deleted_at" is null;
create index "campaign_response_interaction_id_responded_at_id_idx" on "campaign_response" ("tenant_id", "interaction_id", "responded_at" desc, "id" desc) where "deleted_at" is null;
create index "campaign_response_lead_id_responded_at_id_idx" on "campaign_response" ("tenant_id", "lead_id", "responded_at" desc, "id" desc) where "deleted_at" is null;
create index "campaign_response_deleted_idx" on "campaign_response" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "campaign_response" add constraint "campaign_response_campaign_id_fkey" foreign key ("tenant_id", "campaign_id") references "campaign" ("tenant_id", "id");
alter table "campaign_response" add constraint "campaign_response_customer_id_fkey" foreign key ("tenant_id", "customer_id") references "customer" ("tenant_id", "id");
alter table "campaign_response" add constraint "campaign_response_interaction_id_fkey" foreign key ("tenant_id", "interaction_id") references "interaction" ("tenant_id", "id");
alter table "campaign_response" add constraint "campaign_response_lead_id_fkey" foreign key ("tenant_id", "lead_id") references "lead" ("tenant_id", "id");
${isolateTenants('campaign_response')}`,
};
