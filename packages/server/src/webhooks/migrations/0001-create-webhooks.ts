import { closeLookups, createDatabaseRole, isolateTenants, type Migration, quoteIdentifier } from '@rapport/kernel';
import { COURIER_ROLE } from '../courier-role.ts';

const courier = quoteIdentifier(COURIER_ROLE);

const records = `
create table "webhook_endpoint" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "url" text collate "C" not null,
  "description" text collate "C",
  "types" jsonb,
  "filter" jsonb,
  "fields" jsonb,
  "owner_id" uuid not null,
  "state" text collate "C" not null,
  "pause_reason" text collate "C",
  "paused_at" timestamptz(3),
  "rotated_at" timestamptz(3) not null,
  primary key ("tenant_id", "id"),
  constraint "webhook_endpoint_url_check" check (char_length("url") <= 2000),
  constraint "webhook_endpoint_description_check" check (char_length("description") <= 200),
  constraint "webhook_endpoint_state_check" check ("state" in ('ACTIVE', 'PAUSED')),
  constraint "webhook_endpoint_pause_reason_check" check ("pause_reason" in ('BY_HAND', 'EXHAUSTED', 'GONE', 'OWNER_GONE', 'FILTER_INVALID', 'CURSOR_EXPIRED'))
) with (fillfactor = 85);
create index "webhook_endpoint_created_at_idx" on "webhook_endpoint" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "webhook_endpoint_owner_id_idx" on "webhook_endpoint" ("tenant_id", "owner_id") where "deleted_at" is null;
create index "webhook_endpoint_deleted_idx" on "webhook_endpoint" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
create table "webhook_delivery" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "endpoint_id" uuid not null,
  "event_id" text collate "C" not null,
  "event_type" text collate "C" not null,
  "cursor" text collate "C" not null,
  "attempt" integer not null,
  "replayed" boolean not null,
  "delivered" boolean not null,
  "status" integer,
  "fault" text collate "C",
  "latency_ms" integer not null,
  "next_attempt_at" timestamptz(3),
  primary key ("tenant_id", "id"),
  constraint "webhook_delivery_event_id_check" check (char_length("event_id") <= 60),
  constraint "webhook_delivery_event_type_check" check (char_length("event_type") <= 100),
  constraint "webhook_delivery_cursor_check" check (char_length("cursor") <= 30),
  constraint "webhook_delivery_fault_check" check ("fault" in ('ADDRESS_REFUSED', 'NAME_UNRESOLVED', 'CONNECTION_FAILED', 'TLS_FAILED', 'TIMEOUT', 'REDIRECTED', 'STATUS'))
) with (fillfactor = 85);
create index "webhook_delivery_created_at_idx" on "webhook_delivery" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "webhook_delivery_endpoint_id_created_at_id_idx" on "webhook_delivery" ("tenant_id", "endpoint_id", "created_at" desc, "id" desc) where "deleted_at" is null;
create index "webhook_delivery_event_id_id_idx" on "webhook_delivery" ("tenant_id", "event_id", "id") where "deleted_at" is null;
create index "webhook_delivery_deleted_idx" on "webhook_delivery" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
alter table "webhook_endpoint" add constraint "webhook_endpoint_owner_id_fkey" foreign key ("tenant_id", "owner_id") references "user_account" ("tenant_id", "id");
alter table "webhook_delivery" add constraint "webhook_delivery_endpoint_id_fkey" foreign key ("tenant_id", "endpoint_id") references "webhook_endpoint" ("tenant_id", "id");
${isolateTenants('webhook_endpoint')}
${isolateTenants('webhook_delivery', ['select', 'insert'])}`;

/** How far each endpoint has come, and which process sends to it; ranges that are sent once more; signing secrets, encrypted. */
const workings = `
create table webhook_progress (
  tenant_id integer not null,
  endpoint_id uuid not null,
  epoch integer not null,
  seq bigint not null,
  -- Of the event that comes next.
  tries integer not null default 0,
  next_try_at timestamptz(3) not null default now(),
  leased_by uuid,
  leased_until timestamptz(3),
  served_at timestamptz(3) not null default now(),
  -- The last try failed or took long.
  slow boolean not null default false,
  primary key (tenant_id, endpoint_id),
  foreign key (tenant_id, endpoint_id) references webhook_endpoint (tenant_id, id)
) with (fillfactor = 50);
${isolateTenants('webhook_progress')}

create table webhook_replay (
  tenant_id integer not null,
  id bigint generated always as identity,
  endpoint_id uuid not null,
  epoch integer not null,
  seq bigint not null,
  until_seq bigint not null,
  tries integer not null default 0,
  next_try_at timestamptz(3) not null default now(),
  asked_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, endpoint_id) references webhook_endpoint (tenant_id, id)
);
create index webhook_replay_endpoint_idx on webhook_replay (tenant_id, endpoint_id, next_try_at);
${isolateTenants('webhook_replay', ['select', 'insert', 'update', 'delete'])}

create table webhook_secret (
  tenant_id integer not null,
  id bigint generated always as identity,
  endpoint_id uuid not null,
  box bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, endpoint_id) references webhook_endpoint (tenant_id, id)
);
create index webhook_secret_endpoint_idx on webhook_secret (tenant_id, endpoint_id);
${isolateTenants('webhook_secret', ['select', 'insert', 'update', 'delete'])}`;

const openToCourier = `
create policy delivering on webhook_progress to ${courier} using (true) with check (true);
create policy delivering on webhook_replay for select to ${courier} using (true);
create policy delivering on webhook_endpoint for select to ${courier} using (true);
create policy delivering on webhook_delivery to ${courier} using (true);
create policy delivering on event_head for select to ${courier} using (true);
grant select, update on webhook_progress to ${courier};
grant select (tenant_id, endpoint_id, next_try_at) on webhook_replay to ${courier};
grant select (tenant_id, id, state, deleted_at) on webhook_endpoint to ${courier};
grant select (created_at), delete on webhook_delivery to ${courier};
grant select (tenant_id, epoch, seq) on event_head to ${courier};`;

/**
 * Leases endpoints to a process: at most so many quick and so many slow ones that have something due, those first that
 * waited longest. Also says which tenants have endpoints at all.
 */
const claim = `
create function claim_webhooks(node uuid, lease interval, quick_places integer, slow_places integer, out claimed jsonb, out tenants integer[])
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  with waiting as (
    select p.tenant_id, p.endpoint_id, p.slow,
      row_number() over (partition by p.slow order by p.served_at, p.tenant_id, p.endpoint_id) as place
    from webhook_progress p
    join webhook_endpoint e on e.tenant_id = p.tenant_id and e.id = p.endpoint_id
    join event_head h on h.tenant_id = p.tenant_id
    where e.state = 'ACTIVE' and e.deleted_at is null and coalesce(p.leased_until < now(), true) and (
      (p.next_try_at <= now() and (h.seq > p.seq or h.epoch <> p.epoch)) or exists (
        select from webhook_replay r
        where r.tenant_id = p.tenant_id and r.endpoint_id = p.endpoint_id and r.next_try_at <= now()))
  ), chosen as (
    select p.tenant_id, p.endpoint_id from webhook_progress p join waiting o using (tenant_id, endpoint_id)
    where o.place <= case when o.slow then slow_places else quick_places end
      -- Another process may have been faster.
      and coalesce(p.leased_until < now(), true)
    for update of p skip locked
  ), leased as (
    update webhook_progress p set leased_by = node, leased_until = now() + lease from chosen c
    where p.tenant_id = c.tenant_id and p.endpoint_id = c.endpoint_id
    returning p.tenant_id, p.endpoint_id, p.slow
  )
  select coalesce(jsonb_agg(jsonb_build_object('tenantId', l.tenant_id, 'endpointId', l.endpoint_id, 'slow', l.slow)), '[]')
  into claimed from leased l;
  tenants := array(select distinct e.tenant_id from webhook_endpoint e where e.state = 'ACTIVE' and e.deleted_at is null);
end $$;`;

const renew = `
create function renew_webhook_leases(node uuid, lease interval) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  update webhook_progress set leased_until = now() + lease where leased_by = node
$$;`;

const forget = `
create function forget_webhook_deliveries(age interval) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  delete from webhook_delivery where created_at < now() - age
$$;`;

/** Endpoints, and what it takes to send to them. */
export const createWebhooks: Migration = {
  id: '0001-create-webhooks',
  sql: [
    createDatabaseRole(COURIER_ROLE),
    records,
    workings,
    openToCourier,
    claim,
    renew,
    forget,
    closeLookups(
      [
        'claim_webhooks(uuid, interval, integer, integer)',
        'renew_webhook_leases(uuid, interval)',
        'forget_webhook_deliveries(interval)',
      ],
      COURIER_ROLE,
    ),
  ].join('\n'),
};
