import type { LogPosition } from '../events/event-cursor.ts';
import { newUuid } from '../records/record-id.ts';
import { LAZY_COMMIT, type Statement, type StatementRunner } from '../tenancy/index.ts';
import type { ConsumerName, HandledEvent } from './consumer.ts';

/** A consumer in one tenant, as long as this process holds its lease. */
export interface Leased extends ConsumerName {
  readonly tenantId: number;
  /** What it has handled. */
  readonly position: LogPosition;
  /** Whether it failed with events that it has not handled since. */
  readonly failed: boolean;
}

/** An event that is to be handled again. */
export interface Waiting {
  /** Database form. */
  readonly id: string;
  readonly cursor: string;
  readonly record_id: string | null;
  readonly tries: number;
}

/** Tries of an event until it is given up: about a day and a half. */
const MAX_TRIES = 12;
const LONGEST_PAUSE_SECONDS = 6 * 3_600;
/** Looked at together. */
const BATCH = 50;

/** Where consumers stand in a tenant, and which events they failed with. */
export class Progress {
  private readonly of: Leased;
  private readonly node: string;

  constructor(of: Leased, node: string) {
    this.of = of;
    this.node = node;
  }

  /** Goes on; false when the lease is another's by now. */
  async move(runner: StatementRunner, to: LogPosition): Promise<boolean> {
    // What is not known to be handled after a crash is handled again.
    const text = `update event_progress set epoch = $5, seq = $6, served_at = now() from ${LAZY_COMMIT} where ${HELD} returning 1`;
    return (await runner.run({ text, values: [...this.holder, to.epoch, to.seq] })).length > 0;
  }

  /** Records with an event that was not handled yet. */
  async heldUp(runner: StatementRunner): Promise<Set<string>> {
    const rows = await runner.run<{ record_id: string }>({
      text: `select distinct record_id from failed_event where ${WAITING} and record_id is not null`,
      values: this.name,
    });
    return new Set(rows.map(({ record_id }) => record_id));
  }

  /** The oldest event of each record, as far as its time has come. */
  due(runner: StatementRunner): Promise<Waiting[]> {
    return runner.run<Waiting>({
      text: `
select f.id, f.cursor, f.record_id, f.tries from (
  select distinct on (coalesce(record_id, event_id)) * from failed_event where ${WAITING}
  order by coalesce(record_id, event_id), id) f
where f.next_try_at <= now() order by f.id limit ${BATCH}`,
      values: this.name,
    });
  }

  /** Notes an event to be handled again; without a fault, once those before it about the same record are. */
  park(runner: StatementRunner, event: HandledEvent, fault: string | undefined): Promise<object[]> {
    const { id, type, cursor, recordId } = event;
    const tries = fault === undefined ? 0 : 1;
    return runner.run({
      text: `
insert into failed_event (tenant_id, plugin, handler, id, state, event_id, event_type, cursor, record_id, tries, next_try_at, fault)
select $1, $2, $3, $5, 'WAITING', $6, $7, $8, $9, $10::integer, now() + make_interval(secs => $11), left($12, 1000)
where exists (select from event_progress where ${HELD})
on conflict do nothing`,
      values: [...this.holder, newUuid(), id, type, cursor, recordId, tries, pauseAfter(tries), fault ?? null],
    });
  }

  done(runner: StatementRunner, { id }: Waiting): Promise<object[]> {
    const text = 'delete from failed_event where tenant_id = $1 and id = $2';
    return runner.run({ text, values: [this.of.tenantId, id] });
  }

  failAgain(
    runner: StatementRunner,
    { id, tries: before }: Waiting,
    fault: string,
    isLast: boolean,
  ): Promise<object[]> {
    const tries = before + 1;
    const givenUp = isLast || tries >= MAX_TRIES;
    return runner.run({
      text: `
update failed_event set tries = $3, fault = left($4, 1000), version = version + 1, updated_at = now(),
  state = case when $5 then 'GIVEN_UP' else 'WAITING' end, next_try_at = case when $5 then null else now() + make_interval(secs => $6) end
where tenant_id = $1 and id = $2`,
      values: [this.of.tenantId, id, tries, fault, givenUp, pauseAfter(tries)],
    });
  }

  /** Lets another process go on from there, after a pause. */
  release(runner: StatementRunner, { epoch, seq }: LogPosition, pauseMs: number): Promise<object[]> {
    return runner.run({
      text: `
update event_progress set epoch = $5, seq = $6, leased_by = null, leased_until = null, served_at = now(),
  resume_at = now() + make_interval(secs => $7)
from ${LAZY_COMMIT} where ${HELD}`,
      values: [...this.holder, epoch, seq, pauseMs / 1_000],
    });
  }

  private get name(): unknown[] {
    return [this.of.tenantId, this.of.plugin, this.of.handler];
  }

  private get holder(): unknown[] {
    return [...this.name, this.node];
  }
}

const HELD = 'tenant_id = $1 and plugin = $2 and handler = $3 and leased_by = $4';
const WAITING = "tenant_id = $1 and plugin = $2 and handler = $3 and state = 'WAITING' and deleted_at is null";

const pauseAfter = (tries: number): number => (tries === 0 ? 0 : Math.min(4 ** (tries - 1), LONGEST_PAUSE_SECONDS));

/** Lets consumers follow the log of a tenant: from its beginning where the tenant is new, else from its end. */
export function introduceConsumers(tenantId: number, names: readonly ConsumerName[], from: 'begin' | 'end'): Statement {
  return {
    text: `
insert into event_progress (tenant_id, plugin, handler, epoch, seq)
select $1, c.plugin, c.handler, h.epoch, ${from === 'begin' ? '0' : 'h.seq'}
from event_head h, jsonb_to_recordset($2) c(plugin text, handler text) where h.tenant_id = $1
on conflict do nothing`,
    values: [tenantId, JSON.stringify(names.map(({ plugin, handler }) => ({ plugin, handler })))],
  };
}
