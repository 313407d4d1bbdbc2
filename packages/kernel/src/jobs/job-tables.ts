import { closeLookups } from '../access/tenant-table.ts';
import { API_ROLE, createDatabaseRole, isolateTenants, quoteIdentifier, SCHEDULER_ROLE } from '../tenancy/index.ts';

const api = quoteIdentifier(API_ROLE);
const scheduler = quoteIdentifier(SCHEDULER_ROLE);

/** Processes that run jobs, and when each of them was last heard of. */
const workers = `
create table job_worker (
  id text primary key,
  seen_at timestamptz not null default now()
);
grant select, insert, update, delete on job_worker to ${api};`;

/** What is to become a job at a moment that may be weeks away. Rows wait here and cost the queue nothing. */
const timers = `
create table timer (
  tenant_id integer not null,
  key text not null,
  due_at timestamptz(3) not null,
  task text not null,
  payload jsonb not null,
  primary key (tenant_id, key)
);
create index timer_due_at_idx on timer (due_at);
${isolateTenants('timer', ['select', 'insert', 'update', 'delete'])}
create policy scheduling on timer for select to ${scheduler} using (true);
grant select (tenant_id, due_at) on timer to ${scheduler};
create policy scheduling on tenant for select to ${scheduler} using (true);
grant select (tenant_id) on tenant to ${scheduler};

create function tenants_with_due_timers() returns integer[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(distinct d.tenant_id), '{}') from (
    select t.tenant_id from timer t where t.due_at <= now() order by t.due_at limit 10000) d
$$;

create function all_tenants() returns integer[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(t.tenant_id order by t.tenant_id), '{}') from tenant t
$$;`;

/** What jobs need beside the tables of the queue itself. */
export const createJobTables = [
  createDatabaseRole(SCHEDULER_ROLE),
  workers,
  timers,
  closeLookups(['tenants_with_due_timers()', 'all_tenants()'], SCHEDULER_ROLE),
].join('\n');
