import {
  decodeEventCursor,
  type LogPosition,
  type Principal,
  RapportError,
  translateDatabaseError,
} from '@rapport/kernel';
import type { App } from '../app.ts';
import type { OperationRequest } from '../graphql/compiled-answers.ts';
import type { Session } from './session.ts';
import { readSubscription, type Subscription } from './subscription.ts';
import type { Message, Topic } from './topic.ts';

/** Where answers go. */
export interface Sink {
  /** Returns undefined when it takes more at once, else what to wait for. */
  send(message: Message): Promise<void> | undefined;
}

const CHECKPOINT_MS = 10_000;
const RETRY_MS = 500;

/**
 * One subscriber: takes answers from the topic that fits his rights at the moment, as fast as he reads them.
 * All that he holds is his place in the log.
 */
export class Follower {
  private readonly app: App;
  private readonly session: Session;
  private readonly request: OperationRequest;
  private readonly sink: Sink;
  /** Ends the waiting that is under way. */
  private wake: (() => void) | undefined;
  private principal: Principal;
  private subscription: Subscription;
  private topic: Topic;
  private position: LogPosition | undefined;
  private sentAt = Date.now();
  private isRunning = false;
  private isStopped = false;
  private isFinishing = false;
  /** The last answer was sent. */
  private readonly finished = Promise.withResolvers<void>();
  private readonly gone = Promise.withResolvers<void>();

  /** `after`: a cursor that goes before the one of the operation. Throws when the operation is refused. */
  constructor(
    app: App,
    session: Session,
    principal: Principal,
    request: OperationRequest,
    sink: Sink,
    after?: string | undefined,
  ) {
    this.app = app;
    this.session = session;
    this.principal = principal;
    this.request = request;
    this.sink = sink;
    this.subscription = readSubscription(app, principal, request);
    this.position =
      after === undefined ? this.subscription.after : decodeEventCursor(principal.tenant.id, after, 'Last-Event-ID');
    this.topic = app.topics.join(principal, this.subscription);
  }

  /** Points of one event. */
  get cost(): number {
    return this.subscription.cost;
  }

  /** Follows until it is stopped; throws what ends the subscription. */
  async run(): Promise<void> {
    this.isRunning = true;
    try {
      await this.patiently(() => this.start());
      while (!this.isStopped) await this.patiently(() => this.step());
      if (this.isFinishing) await this.sayGoodbye();
    } finally {
      this.isRunning = false;
      this.finished.resolve();
      this.app.topics.leave(this.topic);
    }
  }

  /** Nobody is there any more. */
  stop(): void {
    this.isStopped = true;
    this.wake?.();
    this.gone.resolve();
  }

  /** Ends with an answer that says where to go on; `run` waits for the connection to be closed. */
  async finish(): Promise<void> {
    if (!this.isRunning) return;
    this.isFinishing = true;
    this.isStopped = true;
    this.wake?.();
    await this.finished.promise;
  }

  /** An operation that is over would not be begun again elsewhere: it is left open until its connection is closed. */
  private async sayGoodbye(): Promise<void> {
    if (this.position) await this.sink.send(await this.topic.checkpoint(this.position.seq));
    this.finished.resolve();
    await this.gone.promise;
  }

  /** Whoever gives no cursor is told one at once, so that he can come back before the first event. */
  private async start(): Promise<void> {
    if (this.position) {
      await this.take(await this.topic.read(this.position));
      return;
    }
    const position = await this.topic.end();
    await this.send(await this.topic.checkpoint(position.seq));
    this.position = position;
  }

  private async step(): Promise<void> {
    if (!this.position) throw new Error('A follower that has not begun cannot go on.');
    const chunk = await this.unlessStopped(this.topic.after(this.position));
    if (chunk) await this.take(chunk);
  }

  /** Does something until it succeeds, or fails for good. */
  private async patiently(work: () => Promise<void>): Promise<void> {
    while (!this.isStopped) {
      try {
        await work();
        return;
      } catch (error) {
        if (!passes(error)) throw error;
        await this.unlessStopped(new Promise((resolve) => setTimeout(resolve, RETRY_MS)));
      }
    }
  }

  /** Sends what of the chunk he has not got, if his rights are still those that it was made for. */
  private async take({ to, messages, rightsChanged }: Awaited<ReturnType<Topic['read']>>): Promise<void> {
    if (!this.session.isFresh && (await this.adopt())) return;
    const { position } = this;
    if (!position) return;
    for (const message of messages) {
      if (message.seq <= position.seq) continue;
      if (this.isStopped) return;
      const full = this.send(message);
      if (full) await full;
    }
    if (this.isStopped) return;
    if (to > position.seq) this.position = { epoch: position.epoch, seq: to };
    if (rightsChanged) await this.adopt();
    else if (Date.now() - this.sentAt >= CHECKPOINT_MS) await this.send(await this.topic.checkpoint(to));
  }

  private send(message: Message): Promise<void> | undefined {
    const waiting = this.sink.send(message);
    this.sentAt = Date.now();
    if (this.position) this.position = { epoch: this.position.epoch, seq: message.seq };
    return waiting && this.unlessStopped(waiting);
  }

  /**
   * Waits for this, or for the end. Not by a race with a promise of the end: that would keep all that was ever raced
   * with it, and so every chunk, for as long as somebody follows.
   */
  private unlessStopped<Result>(work: Promise<Result>): Promise<Result | undefined> {
    return new Promise((resolve, reject) => {
      if (this.isStopped) return resolve(undefined);
      this.wake = () => resolve(undefined);
      work.then(resolve, reject);
    });
  }

  /** Looks at the rights anew; true when they have changed and another topic is followed from now on. */
  private async adopt(): Promise<boolean> {
    const principal = await this.session.refresh();
    if (principal === this.principal) return false;
    this.principal = principal;
    const subscription = readSubscription(this.app, principal, this.request);
    this.subscription = subscription;
    if (subscription.key === this.topic.key) return false;
    const left = this.topic;
    this.topic = this.app.topics.join(principal, subscription);
    this.app.topics.leave(left);
    return true;
  }
}

/** Faults that a moment mends. */
function passes(error: unknown): boolean {
  const known = translateDatabaseError(error);
  return (
    known instanceof RapportError &&
    ['DATABASE_UNAVAILABLE', 'STATEMENT_TIMEOUT', 'BUSY', 'ISSUER_UNAVAILABLE'].includes(known.code)
  );
}

const PATIENCE_MS = 2_000;

/** Waits for work that may depend on a client that reads nothing, but not for ever. */
export async function inTime(work: Promise<unknown>): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, PATIENCE_MS);
  await Promise.race([work, patience.promise]);
  clearTimeout(timer);
}
