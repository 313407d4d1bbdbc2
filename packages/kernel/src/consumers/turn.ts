import { loadTenant } from '../access/load-tenant.ts';
import { RapportError } from '../errors/index.ts';
import { decodeEventCursor, type LogPosition } from '../events/event-cursor.ts';
import { EventLog, type LoggedEvent, type LogPage } from '../events/event-log.ts';
import { type SeenEvent, seeEvents } from '../events/event-view.ts';
import { RecordSights } from '../events/record-sights.ts';
import { showEvent } from '../graphql/event-types.ts';
import type { Installation } from '../plugins/installation.ts';
import type { StatementRunner, TenantDatabase } from '../tenancy/index.ts';
import type { EventConsumer, HandledEvent } from './consumer.ts';
import { nameOf } from './consumer.ts';
import type { LogTail } from './log-tail.ts';
import { type Leased, Progress, type Waiting } from './progress.ts';

export interface TurnParts {
  readonly database: TenantDatabase;
  readonly installation: Installation;
  readonly report: (error: unknown, message: string) => void;
}

export interface TurnOf {
  readonly consumer: EventConsumer;
  readonly leased: Leased;
  /** The process that holds the lease. */
  readonly node: string;
  /** What is at hand of the log. */
  readonly tail: LogTail | undefined;
  readonly signal: AbortSignal;
}

/** An event as the consumer may see it, and as the log has it. */
interface Shown {
  readonly event: HandledEvent;
  readonly logged: LoggedEvent;
}

/** Afterwards others who wait get their turn. */
const TURN_MS = 5_000;
const PAGE = 50;
/** Of a log in which little concerns the consumer, more is looked at together. */
const MAX_PAGE = 2_000;
/** After a fault of our own, which is none of the handler. */
const FAULT_PAUSE_MS = 30_000;

/** One consumer's turn in one tenant: as long as this process holds its lease, it handles what is due. */
export class Turn {
  private readonly parts: TurnParts;
  private readonly consumer: EventConsumer;
  private readonly leased: Leased;
  private readonly signal: AbortSignal;
  private readonly runner: StatementRunner;
  private readonly progress: Progress;
  private readonly tail: LogTail | undefined;
  /** What it has handled. */
  private position: LogPosition;
  /** Records with an event that it has not handled yet, though it was its turn. */
  private heldUp = new Set<string>();
  private found: Awaited<ReturnType<typeof loadTenant>> | undefined;
  private stopping = false;
  private pageSize = PAGE;

  constructor(parts: TurnParts, { consumer, leased, node, tail, signal }: TurnOf) {
    this.parts = parts;
    this.consumer = consumer;
    this.leased = leased;
    this.tail = tail;
    this.signal = signal;
    this.position = leased.position;
    this.runner = parts.database.forTenant(leased.tenantId);
    this.progress = new Progress(leased, node);
  }

  /** Never fails: a fault of our own is reported, and the consumer is left alone for a while. */
  async run(): Promise<void> {
    const what = `${nameOf(this.leased)} in the tenant ${this.leased.tenantId}`;
    const end = Date.now() + TURN_MS;
    let pauseMs = 0;
    try {
      if (this.leased.failed) await this.retry();
      while (!this.stopping && Date.now() < end && (await this.handlePage()));
    } catch (error) {
      if (!this.signal.aborted) {
        this.parts.report(error, `${what} waits: the fault is ours`);
        pauseMs = FAULT_PAUSE_MS;
      }
    }
    // Where that fails, the lease ends by itself.
    await this.progress
      .release(this.runner, this.position, pauseMs)
      .catch((error) => this.parts.report(error, `${what} keeps its lease`));
  }

  /** Ends after the event that is being handled. */
  stop(): void {
    this.stopping = true;
  }

  private async retry(): Promise<void> {
    for (const waiting of await this.progress.due(this.runner)) {
      if (this.stopping) return;
      const found = await this.find(waiting);
      if (!found) {
        await this.progress.failAgain(
          this.runner,
          waiting,
          'The event is no longer in sight, or no longer kept.',
          true,
        );
        continue;
      }
      const fault = await this.try(found.event, found.logged);
      if (fault === undefined) await this.progress.done(this.runner, waiting);
      else await this.progress.failAgain(this.runner, waiting, fault, false);
    }
    this.heldUp = await this.progress.heldUp(this.runner);
  }

  /** False when nothing more is due, or when the lease is another's. */
  private async handlePage(): Promise<boolean> {
    const page = await this.read();
    const last = page.events.at(-1);
    if (!last) return false;
    const seenEvents = await this.see(page);
    this.pageSize = seenEvents.length === 0 ? Math.min(this.pageSize * 2, MAX_PAGE) : PAGE;
    const shown = seenEvents.map((seen) => ({ event: this.show(page.epoch, seen), logged: seen.event }));
    if (!(await this.handleAll(shown.map(({ event }) => event))) && !(await this.handleEach(page.epoch, shown)))
      return false;
    // The rest of the page concerns it not.
    this.position = { epoch: page.epoch, seq: last.seq };
    // Of the end the release takes note.
    return last.seq < page.head && (await this.progress.move(this.runner, this.position));
  }

  /** False when it was not to handle all of them. */
  private async handleEach(epoch: number, events: readonly Shown[]): Promise<boolean> {
    for (const [index, { event, logged }] of events.entries()) {
      if (this.stopping) return false;
      if (index > 0 && !(await this.progress.move(this.runner, this.position))) return false;
      const { recordId } = event;
      const behind = recordId !== null && this.heldUp.has(recordId);
      const fault = behind ? undefined : await this.try(event, logged);
      if (behind || fault !== undefined) {
        await this.progress.park(this.runner, event, fault);
        if (recordId !== null) this.heldUp.add(recordId);
      }
      this.position = { epoch, seq: logged.seq };
    }
    return true;
  }

  /** Whether the consumer took all of them at once. */
  private async handleAll(events: readonly HandledEvent[]): Promise<boolean> {
    const { handleAll } = this.consumer;
    if (!handleAll || events.length === 0 || events.some(({ recordId }) => recordId && this.heldUp.has(recordId)))
      return false;
    try {
      await handleAll(this.leased.tenantId, events, this.signal);
      return true;
    } catch (error) {
      if (this.signal.aborted) throw error;
      return false;
    }
  }

  /** What follows; from the oldest event that is kept where what should follow is not. */
  private async read(): Promise<LogPage> {
    const { position } = this;
    const log = new EventLog(this.runner, this.leased.tenantId);
    try {
      return this.tail?.after(position, this.pageSize) ?? (await log.after(position, this.pageSize));
    } catch (error) {
      if (!(error instanceof RapportError) || error.code !== 'CURSOR_EXPIRED') throw error;
      const [begin, end] = [await log.begin(), await log.end()];
      // A restored log goes on where it was; whatever is not kept is lost to the handler.
      const seq = Math.min(Math.max(position.seq, begin.seq), end.seq);
      if (seq !== position.seq) this.parts.report(error, `${nameOf(this.leased)} missed events`);
      this.position = { epoch: end.epoch, seq };
      return log.after(this.position, this.pageSize);
    }
  }

  private async find({ cursor }: Waiting): Promise<Shown | undefined> {
    const { tenantId } = this.leased;
    const { epoch, seq } = decodeEventCursor(tenantId, cursor, 'cursor');
    try {
      const page = await new EventLog(this.runner, tenantId).after({ epoch, seq: seq - 1 }, 1);
      const [seen] = await this.see(page);
      return seen && { event: this.show(epoch, seen), logged: seen.event };
    } catch (error) {
      if (error instanceof RapportError && error.code === 'CURSOR_EXPIRED') return undefined;
      throw error;
    }
  }

  private async see({ events }: LogPage): Promise<SeenEvent[]> {
    this.found ??= await loadTenant(this.runner, this.parts.installation, this.leased.tenantId);
    const { tenant, composition } = this.found;
    const { catalogue, events: eventCatalogue } = composition;
    const access = this.consumer.accessOf(composition);
    const sights = new RecordSights(this.runner, tenant, access);
    const { wantsType } = this.consumer;
    return seeEvents(events, { wantsType, filter: {} }, { sights, access, catalogue, events: eventCatalogue });
  }

  private show(epoch: number, seen: SeenEvent): HandledEvent {
    const { node: _, ...event } = showEvent(this.leased.tenantId, epoch, seen);
    return event as HandledEvent;
  }

  /** Why the handler failed; undefined when it did not. Rethrows when the process stops: that is no fault of it. */
  private async try(event: HandledEvent, logged: LoggedEvent): Promise<string | undefined> {
    try {
      await this.consumer.handle(this.leased.tenantId, event, this.signal, logged);
      return undefined;
    } catch (error) {
      if (this.signal.aborted) throw error;
      return error instanceof Error ? error.message : String(error);
    }
  }
}
