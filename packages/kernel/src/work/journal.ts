import { EVENT_SCHEMA_VERSION, type Operation } from '../events/outbox.ts';
import { camelCase } from '../records/naming.ts';
import type { RecordType } from '../records/record-type.ts';
import { inputRows } from '../records/sql/input-rows.ts';
import type { StatementBuilder } from '../records/sql/statement-builder.ts';
import { quoteIdentifier, quoteLiteral, SEQUENCER_ROLE } from '../tenancy/index.ts';
import type { RecordChange } from './change.ts';

/** Who changed something, and in which request. */
export interface Cause {
  /** Id of the actor as the API shows it. */
  readonly actor: string;
  readonly requestId: string;
}

/**
 * Common table expressions that journal the rows of `written` in the statement that writes them:
 * an audit entry and an outbox row each. Both read `written`, so the outbox id is taken under the record's row lock.
 */
export function journalSql(
  statement: StatementBuilder,
  type: RecordType,
  operation: Operation,
  changes: readonly RecordChange[],
  { actor, requestId }: Cause,
): string {
  const column = (name: string, type: string, of: (change: RecordChange) => unknown) => ({
    name,
    type,
    values: changes.map(of),
  });
  const rows = inputRows(statement, 'entry', [
    column('id', 'uuid', ({ uuid }) => uuid),
    column('before', 'jsonb', (change) => JSON.stringify(change.before)),
    column('after', 'jsonb', (change) => JSON.stringify(change.after)),
    column('changed', 'text', ({ after }) => Object.keys(after).join(',')),
    column('transition', 'text', ({ transition }) => transition?.name),
    column('reason', 'text', ({ transition }) => transition?.reason),
  ]);
  const actorId = statement.parameter(actor, 'text');
  const request = statement.parameter(requestId, 'text');
  const recordType = quoteLiteral(type.name);
  const event = quoteLiteral(`${camelCase(type.name)}.${operation}`);
  const what = quoteLiteral(operation);
  return `
journal as not materialized (select * from ${rows}),
audited as (
  insert into audit_entry (tenant_id, actor, request_id, record_type, record_id, version, operation, before, after, transition, reason)
  select ${statement.tenant}, ${actorId}, ${request}, ${recordType}, id, written.version, ${what}, journal.before, journal.after,
    journal.transition, journal.reason
  from written join journal using (id)),
published as (
  insert into outbox (tenant_id, type, record_type, record_id, version, operation, changed_fields, patch, actor, request_id, schema_version)
  select ${statement.tenant}, ${event}, ${recordType}, id, written.version, ${what},
    string_to_array(journal.changed, ','), journal.after, ${actorId}, ${request}, ${EVENT_SCHEMA_VERSION}
  from written join journal using (id))`;
}

/** Tables of the journal. The API may only add to them. */
export const createJournal = `
create table audit_entry (
  tenant_id integer not null,
  id bigint generated always as identity,
  at timestamptz(3) not null default now(),
  actor text not null,
  request_id text not null,
  record_type text not null,
  record_id uuid not null,
  version integer not null,
  operation text not null,
  before jsonb not null,
  after jsonb not null,
  -- The step of a life cycle, and why it was taken.
  transition text,
  reason text,
  primary key (tenant_id, id)
);
create index audit_entry_record_idx on audit_entry (tenant_id, record_type, record_id, id);

create table outbox (
  tenant_id integer not null,
  id bigint generated always as identity,
  at timestamptz(3) not null default now(),
  type text not null,
  record_type text not null,
  record_id uuid not null,
  version integer not null,
  operation text not null,
  changed_fields text[] not null,
  patch jsonb not null,
  actor text not null,
  request_id text not null,
  schema_version smallint not null,
  -- What one transaction wrote stays together in the log.
  transaction_id xid8 not null default pg_current_xact_id(),
  primary key (tenant_id, id)
);
create index outbox_id_idx on outbox (id);`;

/** The sequencer moves committed rows of all tenants into the log. */
export const openOutboxToSequencer = `
create policy sequencing on outbox to ${quoteIdentifier(SEQUENCER_ROLE)} using (true);
grant select, delete on outbox to ${quoteIdentifier(SEQUENCER_ROLE)};`;
