import {
  EventLog,
  type EventQuestion,
  type LogPage,
  loadUserPrincipal,
  type OutboundConnection,
  type Principal,
  RapportError,
  readCondition,
  type StatementRunner,
} from '@rapport/kernel';
import type { App } from '../app.ts';
import { type Attempt, attempt, isGone } from './attempt.ts';
import { giveUp } from './give-up.ts';
import { type Message, writeMessages } from './messages.ts';
import { type Lane, Progress, type Step, type Target } from './progress.ts';
import { pauseAfter } from './retry-schedule.ts';
import { type EndpointKey, secretsOf } from './webhook.store.ts';
import type { WebhookPauseReason } from './webhook-endpoint.record.ts';

/** Afterwards others who wait get their turn. */
const TURN_MS = 5_000;
/** Events that are looked at together, and how long what was seen of them may be sent. */
const PAGE = 50;
const FRESH_MS = 1_000;
/** After a fault of our own, which counts as no try. */
const FAULT_PAUSE_MS = 30_000;
/** A receiver that takes longer is served among the slow ones. */
const SLOW_MS = 1_000;

/** An endpoint that this process has the lease of. */
export interface Claimed extends EndpointKey {
  /** The last try failed or took long. */
  readonly slow: boolean;
}

/** One endpoint's turn: as long as this process holds its lease, it sends what is due, one event after the other. */
export class Turn {
  private readonly app: App;
  private readonly progress: Progress;
  private readonly signal: AbortSignal;
  private readonly runner: StatementRunner;
  private connection: { readonly url: string; readonly to: OutboundConnection } | undefined;
  private slow: boolean;
  private sendingSince: number | undefined;
  private sentReplay = false;
  private stopping = false;

  /** `node` holds the lease; `signal` gives up what is being sent. */
  constructor(app: App, { slow, ...key }: Claimed, node: string, signal: AbortSignal) {
    this.slow = slow;
    this.app = app;
    this.progress = new Progress(key, node);
    this.signal = signal;
    this.runner = app.database.forTenant(key.tenantId);
  }

  /** Never fails: a fault of our own is reported, and the endpoint is left alone for a while. */
  async run(): Promise<void> {
    const { progress, runner, app } = this;
    const report = (err: unknown, message: string) => app.logger.warn({ err, ...progress.key }, message);
    const end = Date.now() + TURN_MS;
    try {
      while (!this.stopping && Date.now() < end && (await this.sendPage()));
    } catch (error) {
      if (!this.signal.aborted) {
        report(error, 'a webhook waits: the fault is ours');
        await progress.postpone(runner, FAULT_PAUSE_MS).catch(() => undefined);
      }
    }
    this.connection?.to.close();
    // Where that fails, the lease ends by itself.
    await progress.release(runner, this.slow).catch((error) => report(error, 'a webhook keeps its lease'));
  }

  /** Whether its receiver lets it wait, or did so the last time. */
  get isSlow(): boolean {
    return this.slow || (this.sendingSince !== undefined && performance.now() - this.sendingSince > SLOW_MS);
  }

  /** Ends after what is being sent. */
  stop(): void {
    this.stopping = true;
  }

  /** False when nothing is due, or when it is not ours to send any more. */
  private async sendPage(): Promise<boolean> {
    const target = await this.progress.load(this.runner);
    const lane = target && this.choose(target.lanes);
    if (!target || !lane) return false;
    const { tenantId } = this.progress.key;
    const principal = await loadUserPrincipal(this.runner, this.app.installation, tenantId, target.ownerId);
    if (!principal) return this.pause('OWNER_GONE', lane);
    const page = await this.read(lane);
    if (!page) return lane.replay ? this.endReplay(lane.replay.id) : this.pause('CURSOR_EXPIRED', lane);
    const last = page.events.at(-1);
    if (!last) return false;
    const question = questionOf(target, principal);
    if (!question) return this.pause('FILTER_INVALID', lane);
    const messages = await this.write(page, question, target, principal);
    if (!(await this.progress.stands(this.runner, lane))) return false;
    const sent = await this.sendAll(messages, target.url, lane);
    if (!sent) return false;
    // The rest concerns nobody.
    if (sent.complete && sent.lane.seq < last.seq) {
      const step = { seq: last.seq, tries: 0, pause: 0 };
      if (!(await this.progress.take(this.runner, sent.lane, step))) return false;
    }
    return sent.complete && lane.replay?.untilSeq === last.seq ? this.endReplay(lane.replay.id) : true;
  }

  /** A range that is sent once more takes turns with what happens. */
  private choose(lanes: readonly Lane[]): Lane | undefined {
    const lane = lanes.find(({ replay }) => (replay === undefined) === this.sentReplay) ?? lanes[0];
    this.sentReplay = lane?.replay !== undefined;
    return lane;
  }

  /** What comes next in the log; undefined when it is not kept any more. */
  private async read(lane: Lane): Promise<LogPage | undefined> {
    const size = lane.replay ? Math.min(PAGE, lane.replay.untilSeq - lane.seq) : PAGE;
    try {
      return await new EventLog(this.runner, this.progress.key.tenantId).after(lane, size);
    } catch (error) {
      if (error instanceof RapportError && error.code === 'CURSOR_EXPIRED') return undefined;
      throw error;
    }
  }

  private write(page: LogPage, question: EventQuestion, { fields }: Target, principal: Principal): Promise<Message[]> {
    const parts = { principal, question, fields: fields ?? undefined };
    return writeMessages(page, parts, this.runner, principal.composition);
  }

  /** How far it came; undefined when it failed, or when the lane is not ours any more. */
  private async sendAll(
    messages: readonly Message[],
    url: string,
    lane: Lane,
  ): Promise<{ readonly lane: Lane; readonly complete: boolean } | undefined> {
    const secrets = await secretsOf(this.runner, this.app.secrets, this.progress.key);
    const seenAt = Date.now();
    let reached = lane;
    for (const message of messages) {
      // Rights may have changed since.
      if (this.stopping || Date.now() - seenAt > FRESH_MS) return { lane: reached, complete: false };
      const tried = await this.try(message, url, secrets);
      if (tried.fault) {
        await this.fail(message, tried, reached);
        return undefined;
      }
      const step: Step = { seq: message.seq, tries: 0, pause: 0 };
      const taken = await this.progress.take(this.runner, reached, step, { message, attempt: tried, isLast: true });
      if (!taken) return undefined;
      reached = { ...reached, ...step };
    }
    return { lane: reached, complete: true };
  }

  private async try(message: Message, url: string, secrets: readonly string[]): Promise<Attempt> {
    const { outbound, metrics } = this.app;
    if (this.connection?.url !== url) {
      this.connection?.to.close();
      this.connection = { url, to: outbound.connect(url) };
    }
    this.sendingSince = performance.now();
    const tried = await attempt(this.connection.to, message, secrets, this.signal);
    this.sendingSince = undefined;
    this.slow = tried.fault !== undefined || tried.latencyMs > SLOW_MS;
    metrics.webhook(tried.fault ?? 'DELIVERED', tried.latencyMs);
    return tried;
  }

  /** Tries it again later; gives up when the schedule is over, or when the receiver wants nothing more. */
  private async fail(message: Message, tried: Attempt, lane: Lane): Promise<void> {
    const tries = lane.tries + 1;
    const pause = pauseAfter(tries, tried, Date.now());
    const isLast = pause === undefined || isGone(tried);
    const step = { seq: lane.seq, tries, pause: pause ?? 0 };
    const note = { message, attempt: tried, isLast };
    if (!isLast || lane.replay) await this.progress.take(this.runner, lane, step, note);
    else {
      await this.pause(isGone(tried) ? 'GONE' : 'EXHAUSTED', lane, (runner) =>
        this.progress.take(runner, lane, step, note),
      );
    }
    if (isLast && lane.replay) await this.endReplay(lane.replay.id);
  }

  private async pause(
    reason: WebhookPauseReason,
    lane: Lane,
    before: (runner: StatementRunner) => Promise<boolean> = async () => true,
  ): Promise<false> {
    const { key } = this.progress;
    await this.app.database.transaction(key.tenantId, async (transaction) => {
      if (await before(transaction)) await giveUp(this.app, transaction, key, reason, lane);
    });
    this.app.events.onCommit();
    return false;
  }

  private async endReplay(id: string): Promise<true> {
    await this.progress.endReplay(this.runner, id);
    return true;
  }
}

/** What is asked of the log for an endpoint; undefined when its owner could not ask it any more. */
function questionOf({ types, filter }: Target, principal: Principal): EventQuestion | undefined {
  const { records, ...conditions } = filter ?? {};
  try {
    return {
      wantsType: principal.composition.events.matcher(types, 'types'),
      filter: conditions,
      ...(records && {
        records: records.map((each, index) =>
          readCondition(principal, each.type, each.filter, `filter.records[${index}]`),
        ),
      }),
    };
  } catch (error) {
    if (error instanceof RapportError) return undefined;
    throw error;
  }
}
