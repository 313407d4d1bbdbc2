import { closeLookups } from '../access/tenant-table.ts';
import { isolateTenants, LAZY_COMMIT, quoteIdentifier, SCHEDULER_ROLE } from '../tenancy/index.ts';

const scheduler = quoteIdentifier(SCHEDULER_ROLE);

/** Events that handlers failed with. */
const failedEvents = `
create table "failed_event" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "plugin" text collate "C" not null,
  "handler" text collate "C" not null,
  "state" text collate "C" not null,
  "event_id" text collate "C" not null,
  "event_type" text collate "C" not null,
  "cursor" text collate "C" not null,
  "record_id" text collate "C",
  "tries" integer not null,
  "next_try_at" timestamptz(3),
  "fault" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "failed_event_plugin_check" check (char_length("plugin") <= 31),
  constraint "failed_event_handler_check" check (char_length("handler") <= 60),
  constraint "failed_event_state_check" check ("state" in ('WAITING', 'GIVEN_UP')),
  constraint "failed_event_event_id_check" check (char_length("event_id") <= 60),
  constraint "failed_event_event_type_check" check (char_length("event_type") <= 100),
  constraint "failed_event_cursor_check" check (char_length("cursor") <= 30),
  constraint "failed_event_record_id_check" check (char_length("record_id") <= 60),
  constraint "failed_event_fault_check" check (char_length("fault") <= 1000)
) with (fillfactor = 85);
create index "failed_event_created_at_idx" on "failed_event" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "failed_event_plugin_handler_state_id_idx" on "failed_event" ("tenant_id", "plugin", "handler", "state", "id") where "deleted_at" is null;
create unique index "failed_event_plugin_handler_event_id_key" on "failed_event" ("tenant_id", "plugin", "handler", "event_id") where "deleted_at" is null;
create index "failed_event_deleted_idx" on "failed_event" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
${isolateTenants('failed_event', ['select', 'insert', 'update', 'delete'])}
create policy scheduling on failed_event for select to ${scheduler} using (true);
grant select (tenant_id, id, plugin, handler, state, record_id, next_try_at, deleted_at) on failed_event to ${scheduler};`;

/** How far each consumer has come in each tenant, and which process serves it. */
const progress = `
create table event_progress (
  tenant_id integer not null,
  plugin text not null,
  handler text not null,
  epoch integer not null,
  seq bigint not null,
  leased_by uuid,
  leased_until timestamptz(3),
  served_at timestamptz(3) not null default now(),
  resume_at timestamptz(3) not null default now(),
  primary key (tenant_id, plugin, handler)
) with (fillfactor = 50);
${isolateTenants('event_progress')}
create policy scheduling on event_progress to ${scheduler} using (true) with check (true);
create policy scheduling on plugin_switch for select to ${scheduler} using (true);
grant select (tenant_id, plugin, enabled, deleted_at) on plugin_switch to ${scheduler};
create policy scheduling on event_head for select to ${scheduler} using (true);
grant select, update on event_progress to ${scheduler};
grant select (tenant_id, epoch, seq) on event_head to ${scheduler};`;

/**
 * Leases consumers of these or of all tenants to a process: at most so many that have something due, those first that
 * waited longest. Whom what follows does not concern goes past it before. A survey also says which tenants they follow,
 * and which of them do not know all consumers yet.
 */
const claim = `
create function claim_event_consumers(node uuid, lease interval, places integer, known text[], tenants integer[], quiet jsonb, survey boolean,
  out claimed jsonb, out followed integer[], out strange integer[])
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  with passing as (
    select p.tenant_id, p.plugin, p.handler, q."to"
    from jsonb_to_recordset(quiet) q("tenantId" integer, plugin text, handler text, epoch integer, "from" bigint, "to" bigint)
    join event_progress p on p.tenant_id = q."tenantId" and p.plugin = q.plugin and p.handler = q.handler
    where p.epoch = q.epoch and p.seq >= q."from" and p.seq < q."to" and p.leased_by is null
    order by p.tenant_id, p.plugin, p.handler for update of p skip locked
  )
  update event_progress p set seq = c."to" from passing c
  where p.tenant_id = c.tenant_id and p.plugin = c.plugin and p.handler = c.handler;
  with chosen as (
    select p.tenant_id, p.plugin, p.handler from event_progress p
    join event_head h on h.tenant_id = p.tenant_id
    where (tenants is null or p.tenant_id = any(tenants)) and p.plugin || '/' || p.handler = any(known) and coalesce(p.leased_until < now(), true) and p.resume_at <= now()
      and not exists (
        select from plugin_switch s
        where s.tenant_id = p.tenant_id and s.plugin = p.plugin and not s.enabled and s.deleted_at is null)
      and (h.seq > p.seq or h.epoch <> p.epoch or exists (
        select from failed_event f
        where f.tenant_id = p.tenant_id and f.plugin = p.plugin and f.handler = p.handler and f.state = 'WAITING'
          and f.next_try_at <= now() and f.deleted_at is null
          and not exists (
            select from failed_event e
            where e.tenant_id = f.tenant_id and e.plugin = f.plugin and e.handler = f.handler and e.record_id = f.record_id
              and e.id < f.id and e.state = 'WAITING' and e.deleted_at is null)))
    order by p.served_at, p.tenant_id, p.plugin, p.handler limit places
    for update of p skip locked
  ), leased as (
    update event_progress p set leased_by = node, leased_until = now() + lease from chosen c
    where p.tenant_id = c.tenant_id and p.plugin = c.plugin and p.handler = c.handler
    returning p.tenant_id, p.plugin, p.handler, p.epoch, p.seq
  )
  select coalesce(jsonb_agg(jsonb_build_object('tenantId', l.tenant_id, 'plugin', l.plugin, 'handler', l.handler,
    'position', jsonb_build_object('epoch', l.epoch, 'seq', l.seq), 'failed', exists (
      select from failed_event f
      where f.tenant_id = l.tenant_id and f.plugin = l.plugin and f.handler = l.handler and f.state = 'WAITING'
        and f.deleted_at is null))), '[]')
  into claimed from leased l;
  -- Who went past something would do so again.
  if claimed = '[]' then perform 1 from ${LAZY_COMMIT}; end if;
  if not survey then return; end if;
  followed := array(select t.tenant_id from tenant t);
  strange := array(
    select t.tenant_id from tenant t
    where (select count(*) from event_progress p where p.tenant_id = t.tenant_id and p.plugin || '/' || p.handler = any(known)) < cardinality(known));
end $$;

create function renew_event_leases(node uuid, lease interval) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  update event_progress set leased_until = now() + lease where leased_by = node
$$;`;

/** What it takes to follow the logs of all tenants. */
export const createConsumerTables = [
  failedEvents,
  progress,
  claim,
  closeLookups(
    [
      'claim_event_consumers(uuid, interval, integer, text[], integer[], jsonb, boolean)',
      'renew_event_leases(uuid, interval)',
    ],
    SCHEDULER_ROLE,
  ),
].join('\n');
