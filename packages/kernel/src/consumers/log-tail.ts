import type { LogPosition } from '../events/event-cursor.ts';
import type { EventLog, LoggedEvent, LogPage } from '../events/event-log.ts';

/** Events that are kept at hand of a tenant. */
const KEPT = 100;

/** The newest events of a tenant's log, read once for all of its consumers: most events concern few of them. */
export class LogTail {
  private readonly log: EventLog;
  /** Behind it, everything up to `head` is at hand. */
  private begin: LogPosition | undefined;
  private head = 0;
  private events: readonly LoggedEvent[] = [];

  constructor(log: EventLog) {
    this.log = log;
  }

  /** Reads what was added. Where that fails, or is too much, it begins anew. */
  async grow(): Promise<void> {
    const { begin } = this;
    const added = begin && (await this.log.after({ epoch: begin.epoch, seq: this.head }, KEPT).catch(() => undefined));
    const isWhole = added !== undefined && added.events.length < KEPT;
    const { epoch, events, head } = isWhole ? added : await this.log.newest(KEPT);
    this.events = (isWhole ? [...this.events, ...events] : events).slice(-KEPT);
    this.head = head;
    this.begin = { epoch, seq: head - this.events.length };
  }

  /** From where on nothing concerns somebody up to the end; undefined as long as nothing was read. */
  quietSince(
    concerns: (type: string) => boolean,
  ): { readonly epoch: number; readonly from: number; readonly to: number } | undefined {
    const { begin, head } = this;
    if (!begin) return undefined;
    const last = this.events.findLast(({ type }) => concerns(type));
    return { epoch: begin.epoch, from: last?.seq ?? begin.seq, to: head };
  }

  /** What follows a position, where all of that is at hand. */
  after({ epoch, seq }: LogPosition, limit: number): LogPage | undefined {
    const { begin, head } = this;
    if (!begin || epoch !== begin.epoch || seq < begin.seq || seq >= head) return undefined;
    const skipped = seq - begin.seq;
    return { epoch, head, events: this.events.slice(skipped, skipped + limit) };
  }
}
