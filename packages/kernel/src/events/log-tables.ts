import { API_ROLE, isolateTenants, quoteIdentifier, SEQUENCER_ROLE } from '../tenancy/index.ts';

/** Any number; all processes that move outbox rows of one database must agree on it. */
const SEQUENCING_LOCK = 7_262_517;

const sequencer = quoteIdentifier(SEQUENCER_ROLE);
const api = quoteIdentifier(API_ROLE);

/** What the outbox and the log hold of an event besides its number. */
const eventColumns = [
  'event_id',
  'at',
  'type',
  'record_type',
  'record_id',
  'version',
  'operation',
  'changed_fields',
  'patch',
  'actor',
  'request_id',
  'schema_version',
].join(', ');

/** An event of a plugin's own need not be about a record. */
const completeOutbox = `
alter table outbox add column event_id uuid not null default gen_random_uuid();
alter table outbox
  alter column record_type drop not null,
  alter column record_id drop not null,
  alter column version drop not null,
  alter column operation drop not null;
-- Rows live for milliseconds: what they leave behind must not pile up in front of the sequencer.
alter table outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
grant update (patch) on outbox to ${sequencer};`;

/**
 * How far each tenant's log has come. The epoch is part of every cursor: another one means that the log is not
 * the one that the cursor was made in.
 */
const eventHead = `
create table event_head (
  tenant_id integer primary key,
  epoch integer not null default floor(random() * 2147483647)::integer,
  seq bigint not null default 0
) with (fillfactor = 50);
${isolateTenants('event_head', ['select'])}
create policy sequencing on event_head to ${sequencer} using (true) with check (true);
grant select, insert, update on event_head to ${sequencer};

create function begin_event_log() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into event_head (tenant_id) values (new.tenant_id);
  return null;
end $$;
create trigger begin_event_log after insert on tenant for each row execute function begin_event_log();

create function raise_event_epochs() returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  update event_head set epoch = (epoch::bigint + 1 + floor(random() * 2147483645)::bigint) % 2147483647
$$;`;

/** Partitions are made and dropped by the sequencer's functions, so they and the table belong to its role. */
const eventLog = `
create table event_log (
  tenant_id integer not null,
  seq bigint not null,
  logged_at timestamptz(3) not null default now(),
  event_id uuid not null,
  at timestamptz(3) not null,
  type text not null,
  record_type text,
  record_id uuid,
  version integer,
  operation text,
  changed_fields text[] not null,
  patch jsonb not null,
  actor text not null,
  request_id text not null,
  schema_version smallint not null,
  primary key (tenant_id, seq, logged_at)
) partition by range (logged_at);
create index event_log_record_idx on event_log (tenant_id, record_id) where record_id is not null;
${isolateTenants('event_log', ['select'])}
create policy sequencing on event_log to ${sequencer} using (true) with check (true);
grant select on event_log to current_user;
create schema event_partitions authorization ${sequencer};
alter table event_log owner to ${sequencer};`;

/**
 * Moves committed outbox rows into the log and numbers them per tenant, gapless. The order is that of the last outbox
 * id of each transaction, so that one transaction's events stay together and a record's events follow its versions:
 * whoever changes a record next waits for its lock, and takes his ids afterwards.
 * \`reach\` rows are looked at; a transaction that goes on behind them waits for the next move.
 * Each statement sees what was committed when it began, so the move sees all that was committed before its lock.
 */
const sequenceEvents = `
create function sequence_events(batch integer, watched integer[], out busy boolean, out moved integer, out heads jsonb)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  reach integer := batch;
  looked_at integer;
  told integer[] := watched;
  touched integer[];
begin
  moved := 0;
  busy := not pg_try_advisory_xact_lock(${SEQUENCING_LOCK});
  while not busy loop
    with reached as materialized (
      select o.tenant_id, o.id, o.transaction_id from outbox o order by o.id limit reach
    ), cut as (
      select max(r.id) as id from reached r having count(*) = reach
    ), torn as (
      select o.transaction_id from outbox o, cut
      where o.id > cut.id and o.transaction_id in (select r.transaction_id from reached r)
    ), chosen as (
      select r.tenant_id, r.id, max(r.id) over (partition by r.transaction_id) as place
      from reached r where r.transaction_id not in (select t.transaction_id from torn t)
    ), taken as (
      delete from outbox o using chosen c where o.tenant_id = c.tenant_id and o.id = c.id returning o.*, c.place
    ), counted as (
      select t.tenant_id, count(*) as events from taken t group by t.tenant_id
    ), raised as (
      update event_head h set seq = h.seq + c.events from counted c where h.tenant_id = c.tenant_id
      returning h.tenant_id, h.seq - c.events as base
    ), logged as (
      insert into event_log (tenant_id, seq, ${eventColumns})
      select t.tenant_id, r.base + row_number() over (partition by t.tenant_id order by t.place, t.id), ${eventColumns}
      from taken t join raised r using (tenant_id)
      returning 1
    )
    select (select count(*) from reached), (select count(*) from logged), (select array_agg(r.tenant_id) from raised r)
    into looked_at, moved, touched;
    -- A transaction that is larger than the batch is still moved as a whole.
    exit when moved > 0 or looked_at < reach;
    reach := reach * 4;
  end loop;
  told := told || coalesce(touched, '{}');
  heads := (select coalesce(jsonb_object_agg(h.tenant_id, jsonb_build_object('epoch', h.epoch, 'seq', h.seq)), '{}') from event_head h where h.tenant_id = any(told));
end $$;`;

/** Partitions are a week long. Those of this week and the next are there; those older than \`retention\` go. */
const keepEventLog = `
create function keep_event_log(retention interval, today timestamptz default now()) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  week timestamp;
  name text;
  old record;
begin
  perform pg_advisory_xact_lock(${SEQUENCING_LOCK});
  for week in select date_trunc('week', today at time zone 'UTC') + make_interval(weeks => ahead) from generate_series(0, 1) ahead loop
    name := 'week_' || to_char(week, 'YYYYMMDD');
    continue when to_regclass('event_partitions.' || name) is not null;
    execute format('create table event_partitions.%I (like event_log including all)', name);
    execute format('alter table event_partitions.%I enable row level security', name);
    execute format('alter table event_partitions.%I force row level security', name);
    execute format('alter table event_log attach partition event_partitions.%I for values from (%L) to (%L)',
      name, week at time zone 'UTC', (week + interval '1 week') at time zone 'UTC');
  end loop;
  for old in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'event_log'::regclass
      and (to_date(substring(c.relname from '^week_(\\d{8})$'), 'YYYYMMDD') + 7)::timestamp at time zone 'UTC' <= today - retention
  loop
    execute format('drop table event_partitions.%I', old.relname);
  end loop;
end $$;`;

/**
 * Takes values of one record out of the log and out of what is on its way there. Numbers, versions and names of the
 * changed fields stay. Returns how many events held one of them.
 */
const eraseEventValues = `
create function erase_event_values(tenant integer, record uuid, fields text[]) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  waiting integer;
  logged integer;
begin
  -- Nothing may be on its way while both places are cleaned.
  perform pg_advisory_xact_lock(${SEQUENCING_LOCK});
  update outbox set patch = patch - fields where tenant_id = tenant and record_id = record and patch ?| fields;
  get diagnostics waiting = row_count;
  update event_log set patch = patch - fields where tenant_id = tenant and record_id = record and patch ?| fields;
  get diagnostics logged = row_count;
  return waiting + logged;
end $$;`;

const signatures = {
  begin_event_log: 'begin_event_log()',
  raise_event_epochs: 'raise_event_epochs()',
  sequence_events: 'sequence_events(integer, integer[])',
  keep_event_log: 'keep_event_log(interval, timestamptz)',
  erase_event_values: 'erase_event_values(integer, uuid, text[])',
} as const;

/** The sequencer's role owns the functions. The API may call those that move and keep, and none that change what was logged. */
const closeFunctions = [
  ...Object.values(signatures).map(
    (signature) => `
revoke all on function ${signature} from public;
alter function ${signature} owner to ${sequencer};`,
  ),
  `
grant execute on function ${signatures.sequence_events} to ${api};
grant execute on function ${signatures.keep_event_log} to ${api};
grant execute on function ${signatures.begin_event_log}, ${signatures.raise_event_epochs}, ${signatures.keep_event_log}, ${signatures.erase_event_values} to current_user;`,
].join('');

/** The ordered log of events, and the functions that fill and keep it. */
export const createEventLog = `
grant ${sequencer} to current_user;
grant usage, create on schema public to ${sequencer};
${completeOutbox}
${eventHead}
${eventLog}
${sequenceEvents}
${keepEventLog}
${eraseEventValues}
${closeFunctions}
insert into event_head (tenant_id) select t.tenant_id from tenant t;
select keep_event_log(interval '100 years');
revoke create on schema public from ${sequencer};
revoke ${sequencer} from current_user;`;
