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

/** Jobs of plugins in each tenant. */
const scheduledJobs = `
create table "scheduled_job" (
  "tenant_id" integer not null,
  "id" uuid not null,
  "version" integer not null default 1,
  "created_at" timestamptz(3) not null default now(),
  "updated_at" timestamptz(3) not null default now(),
  "deleted_at" timestamptz(3),
  "plugin" text collate "C" not null,
  "job" text collate "C" not null,
  "cron" text collate "C" not null,
  "time_zone" text collate "C" not null,
  "next_at" timestamptz(3),
  "ended_at" timestamptz(3),
  "fault" text collate "C",
  primary key ("tenant_id", "id"),
  constraint "scheduled_job_plugin_check" check (char_length("plugin") <= 31),
  constraint "scheduled_job_job_check" check (char_length("job") <= 60),
  constraint "scheduled_job_cron_check" check (char_length("cron") <= 100),
  constraint "scheduled_job_time_zone_check" check (char_length("time_zone") <= 60),
  constraint "scheduled_job_fault_check" check (char_length("fault") <= 1000)
) with (fillfactor = 85);
create index "scheduled_job_created_at_idx" on "scheduled_job" ("tenant_id", "created_at", "id") where "deleted_at" is null;
create index "scheduled_job_next_at_idx" on "scheduled_job" ("tenant_id", "next_at", "id") where "deleted_at" is null;
create unique index "scheduled_job_plugin_job_key" on "scheduled_job" ("tenant_id", "plugin", "job") where "deleted_at" is null;
create index "scheduled_job_deleted_idx" on "scheduled_job" ("tenant_id", "created_at", "id") where "deleted_at" is not null;
${isolateTenants('scheduled_job')}`;

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

create policy scheduling on scheduled_job for select to ${scheduler} using (true);
grant select (tenant_id, next_at, deleted_at) on scheduled_job to ${scheduler};

create function tenants_with_due_work(out due integer[], out tenants integer[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select
    array(
      select d.tenant_id from (select t.tenant_id from timer t where t.due_at <= now() order by t.due_at limit 10000) d
      union
      select s.tenant_id from scheduled_job s where s.next_at <= now() and s.deleted_at is null),
    array(select t.tenant_id from tenant t order by t.tenant_id)
$$;`;

/** What jobs need beside the tables of the queue itself. */
export const createJobTables = [
  createDatabaseRole(SCHEDULER_ROLE),
  workers,
  scheduledJobs,
  timers,
  closeLookups(['tenants_with_due_work()'], SCHEDULER_ROLE),
].join('\n');
