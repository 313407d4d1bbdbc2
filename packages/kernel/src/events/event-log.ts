import { RapportError } from '../errors/index.ts';
import type { Statement, StatementRunner } from '../tenancy/index.ts';
import { encodeEventCursor, type LogPosition } from './event-cursor.ts';
import type { Operation } from './outbox.ts';

/** An event as the log holds it: what happened, for whoever may know of it. */
export interface LoggedEvent {
  /** Number in the tenant's log: 1, 2, 3 ... without a gap. */
  readonly seq: number;
  /** Database form of its id. */
  readonly uuid: string;
  readonly at: Date;
  /** `customer.updated`, or the name that a plugin gave it. */
  readonly type: string;
  /** What it is about; a plugin's own event may be about no record. */
  readonly record: LoggedRecord | undefined;
  /** What happened to the record; undefined for a plugin's own event. */
  readonly operation: Operation | undefined;
  readonly changedFields: readonly string[];
  /** New values of the changed fields, or the payload of a plugin's own event. What was erased is missing. */
  readonly patch: Readonly<Record<string, unknown>>;
  readonly actor: string;
  readonly requestId: string;
  readonly schemaVersion: number;
}

export interface LoggedRecord {
  readonly typeName: string;
  readonly uuid: string;
  /** Version that the change led to; undefined for a plugin's own event. */
  readonly version: number | undefined;
}

/** Events that follow each other. */
export interface LogPage {
  readonly epoch: number;
  readonly events: readonly LoggedEvent[];
  /** Number of the newest event when the page was read. */
  readonly head: number;
}

interface Row {
  readonly epoch: number;
  readonly head: string;
  readonly seq: string | null;
  readonly event_id: string;
  readonly at: Date;
  readonly type: string;
  readonly record_type: string | null;
  readonly record_id: string | null;
  readonly version: number | null;
  readonly operation: Operation | null;
  readonly changed_fields: readonly string[];
  readonly patch: Readonly<Record<string, unknown>>;
  readonly actor: string;
  readonly request_id: string;
  readonly schema_version: number;
}

const pageOf = (events: string) => `
select h.epoch, h.seq as head, e.seq, e.event_id, e.at, e.type, e.record_type, e.record_id, e.version, e.operation,
  e.changed_fields, e.patch, e.actor, e.request_id, e.schema_version
from event_head h left join lateral (
  select * from event_log l where l.tenant_id = $1 and ${events}) e on true
where h.tenant_id = $1
order by e.seq`;

const PAGE = pageOf('l.seq > $2 order by l.seq limit $3');
const NEWEST = pageOf('l.seq > h.seq - $2');

const OLDEST = `
select h.epoch, h.seq as head,
  (select l.seq from event_log l where l.tenant_id = $1 order by l.seq limit 1) as oldest
from event_head h where h.tenant_id = $1`;

/** The log of one tenant, read from wherever somebody stopped. */
export class EventLog {
  readonly runner: StatementRunner;
  readonly tenantId: number;

  constructor(runner: StatementRunner, tenantId: number) {
    this.runner = runner;
    this.tenantId = tenantId;
  }

  /** The place behind the newest event. */
  async end(): Promise<LogPosition> {
    const { epoch, head } = await this.extent();
    return { epoch, seq: head };
  }

  /** The place before the oldest event that is kept. */
  async begin(): Promise<LogPosition> {
    const { epoch, oldest } = await this.extent();
    return { epoch, seq: oldest - 1 };
  }

  /**
   * The events that follow this position, in order and without a gap. Throws CURSOR_EXPIRED when they are not kept
   * any more, or when the position is one of another epoch; `path` names it in the error.
   */
  async after(position: LogPosition, limit: number, path = 'after'): Promise<LogPage> {
    const page = await this.page({ text: PAGE, values: [this.tenantId, position.seq, limit] });
    // Numbers have no gaps, so what should come next tells whether anything is missing.
    const next = page.events[0]?.seq ?? page.head + 1;
    if (page.epoch !== position.epoch || position.seq > page.head || next !== position.seq + 1)
      throw await this.expired(position, path);
    return page;
  }

  /** The newest events, in order. */
  newest(limit: number): Promise<LogPage> {
    return this.page({ text: NEWEST, values: [this.tenantId, limit] });
  }

  private async page(statement: Statement): Promise<LogPage> {
    const rows = await this.runner.run<Row>(statement);
    const [first] = rows;
    if (!first) throw new Error(`The tenant ${this.tenantId} has no log.`);
    const events = rows.filter(({ seq }) => seq !== null).map(eventOf);
    return { epoch: first.epoch, events, head: Number(first.head) };
  }

  private async extent(): Promise<{ epoch: number; head: number; oldest: number }> {
    const [row] = await this.runner.run<{ epoch: number; head: string; oldest: string | null }>({
      text: OLDEST,
      values: [this.tenantId],
    });
    if (!row) throw new Error(`The tenant ${this.tenantId} has no log.`);
    const head = Number(row.head);
    return { epoch: row.epoch, head, oldest: row.oldest === null ? head + 1 : Number(row.oldest) };
  }

  private async expired(position: LogPosition, path: string): Promise<RapportError> {
    const { epoch, head, oldest } = await this.extent();
    const reason = epoch === position.epoch && position.seq <= head ? 'is no longer kept' : 'is of another log';
    return new RapportError('CURSOR_EXPIRED', `${path}: what follows this cursor ${reason}.`, {
      field: path,
      // The oldest place that can be read on from, and the newest: for whoever reads the records anew.
      oldestCursor: encodeEventCursor(this.tenantId, { epoch, seq: oldest - 1 }),
      eventCursor: encodeEventCursor(this.tenantId, { epoch, seq: head }),
    });
  }
}

function eventOf(row: Row): LoggedEvent {
  const { record_type: typeName, record_id: uuid } = row;
  return {
    seq: Number(row.seq),
    uuid: row.event_id,
    at: row.at,
    type: row.type,
    record: typeName !== null && uuid !== null ? { typeName, uuid, version: row.version ?? undefined } : undefined,
    operation: row.operation ?? undefined,
    changedFields: row.changed_fields,
    patch: row.patch,
    actor: row.actor,
    requestId: row.request_id,
    schemaVersion: row.schema_version,
  };
}
