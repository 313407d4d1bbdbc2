import {
  decidesOnAccess,
  type LoggedEvent,
  type LogPosition,
  type Principal,
  RapportError,
  RecordSights,
  type ShownEvent,
  seeEvents,
  showCheckpoint,
  showEvent,
  translateDatabaseError,
} from '@rapport/kernel';
import { execute } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { App } from '../app.ts';
import { formatError } from '../graphql/format-error.ts';
import type { Subscription } from './subscription.ts';

/** An answer, ready to be sent to everybody who gets the same. */
export interface Message {
  readonly seq: number;
  readonly cursor: string;
  /** JSON of the GraphQL result. */
  readonly json: string;
}

/** Answers for a stretch of the log. */
export interface Chunk {
  /** Number of the last event before it. */
  readonly from: number;
  /** Number of the last event in it. */
  readonly to: number;
  readonly messages: readonly Message[];
  /** It ends with an event that may have changed what somebody may do. */
  readonly rightsChanged: boolean;
}

/** Events that are looked at for one chunk: more of them where few concern the topic. */
const FIRST_EVENTS = 100;
const MAX_EVENTS = 800;
/** Answers of one chunk. They are in memory at once, so there are fewer of those that cost more. */
const MAX_ANSWERS = 100;
const COST_OF_A_CHUNK = 10_000;
/** Whoever reads slowly holds one chunk while he does. */
const CHARACTERS_OF_A_CHUNK = 128 * 1024;
const CHECKPOINT_MS = 10_000;
const RETRY_MS = 500;

/** What was written down a moment ago, for those who read a little later. All topics share the room. */
type RecentChunks = LRUCache<string, Chunk>;
const RECENT_CHARACTERS = 16_000_000;
const RECENT_MS = 5_000;
/** Readers of different rights whose questions are asked together; whoever is forgotten asks alone. */
const MAX_KNOWN_READERS = 1_000;

/** What topics have in common: all of them what was written down, those of equal rights what they ask for. */
interface Shared {
  readonly recent: RecentChunks;
  readonly sights: RecordSights;
}

/** Something to wait for, which many may wait for. */
interface Growth {
  readonly promise: Promise<Chunk>;
  readonly resolve: (chunk: Chunk) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Answers of one subscription for everybody who gets the same ones: each event is looked at, read and written down once.
 * It holds the newest stretch only. Whoever is behind asks for what he lacks, and the log is read for him.
 */
export class Topic {
  readonly key: string;
  private readonly app: App;
  private readonly principal: Principal;
  private readonly subscription: Subscription;
  private readonly recent: RecentChunks;
  private readonly sights: RecordSights;
  private readonly unwatch: () => void;
  private readonly largestChunk: number;
  private chunkSize: number;
  private pageSize = FIRST_EVENTS;
  private readonly reads = new Map<string, Promise<Chunk>>();
  private readonly checkpoints: NodeJS.Timeout;
  private tail: Promise<LogPosition>;
  private epoch = 0;
  /** Everything up to here was looked at; followers that wait have all of it that concerns them. */
  private reached = 0;
  /** End of what followers were last told of. */
  private told = 0;
  private toldAt = Date.now();
  private growth: Growth | undefined;
  private growing = false;
  private again = false;
  private retry: NodeJS.Timeout | undefined;
  /** Everybody has left. */
  closed = false;

  constructor(app: App, principal: Principal, subscription: Subscription, shared: Shared) {
    this.key = subscription.key;
    this.app = app;
    this.recent = shared.recent;
    this.sights = shared.sights;
    this.principal = principal;
    this.subscription = subscription;
    this.largestChunk = Math.max(1, Math.min(MAX_ANSWERS, Math.floor(COST_OF_A_CHUNK / subscription.cost)));
    this.chunkSize = this.largestChunk;
    this.tail = this.begin();
    this.unwatch = app.events.heads.watch(principal.tenant.id, () => this.grow());
    this.checkpoints = setInterval(() => this.tellCheckpoint(), CHECKPOINT_MS / 4).unref();
  }

  /** The end of the log as far as this topic has come. */
  async end(): Promise<LogPosition> {
    await this.tail;
    return { epoch: this.epoch, seq: this.reached };
  }

  /** What follows this position; waits for it when the position is the end. */
  async after(position: LogPosition): Promise<Chunk> {
    await this.tail;
    const isAtEnd = position.epoch === this.epoch && position.seq >= this.told;
    return isAtEnd ? this.nextGrowth().promise : this.read(position);
  }

  /** What follows this position, which may be nothing. Throws CURSOR_EXPIRED. */
  async read(position: LogPosition): Promise<Chunk> {
    await this.tail;
    if (position.epoch !== this.epoch) return this.readOther(position);
    const key = `${position.epoch} ${position.seq}`;
    const recent = this.recent.get(`${this.key} ${key}`);
    if (recent) return recent;
    let read = this.reads.get(key);
    if (!read) {
      read = this.look(position).finally(() => this.reads.delete(key));
      this.reads.set(key, read);
      const chunk = await read;
      if (chunk.to > chunk.from) this.recent.set(`${this.key} ${key}`, chunk);
    }
    return read;
  }

  /** Either the position is of a log that is no more, or this topic has not heard yet that its log is. */
  private async readOther(position: LogPosition): Promise<Chunk> {
    const chunk = await this.look(position);
    this.grow();
    return chunk;
  }

  /** An answer that says how far somebody has come. */
  async checkpoint(seq: number): Promise<Message> {
    const { tenant } = this.principal;
    const [message] = await this.write([{ seq, shown: showCheckpoint(tenant.id, this.epoch, seq) }]);
    if (!message) throw new Error('A checkpoint was not written.');
    return message;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
    clearInterval(this.checkpoints);
    this.unwatch();
  }

  private begin(): Promise<LogPosition> {
    const beginning = this.app.events.logOf(this.principal.tenant.id).end();
    const begun = beginning.then((end) => {
      this.epoch = end.epoch;
      this.reached = end.seq;
      this.told = end.seq;
      return end;
    });
    begun.catch(() => undefined);
    return begun;
  }

  private nextGrowth(): Growth {
    if (!this.growth) {
      this.growth = Promise.withResolvers<Chunk>();
      this.growth.promise.catch(() => undefined);
    }
    return this.growth;
  }

  private grow(): void {
    if (this.closed) return;
    this.again = true;
    if (this.growing) return;
    this.growing = true;
    this.growAll().finally(() => {
      this.growing = false;
      if (this.again) this.grow();
    });
  }

  private async growAll(): Promise<void> {
    try {
      await this.tail;
      while (this.again && !this.closed) {
        this.again = false;
        const chunk = await this.look({ epoch: this.epoch, seq: this.reached });
        if (chunk.to === this.reached) continue;
        this.reached = chunk.to;
        this.again = true;
        if (chunk.messages.length > 0 || chunk.rightsChanged) this.tell({ ...chunk, from: this.told });
      }
    } catch (error) {
      this.again = false;
      if (error instanceof RapportError && error.code === 'CURSOR_EXPIRED') this.beginAnew(error);
      else this.retry = setTimeout(() => this.grow(), RETRY_MS);
    }
  }

  private tell(chunk: Chunk): void {
    this.told = chunk.to;
    this.toldAt = Date.now();
    const { growth } = this;
    this.growth = undefined;
    // Those who are a little behind will ask for it in a moment.
    this.recent.set(`${this.key} ${this.epoch} ${chunk.from}`, chunk);
    growth?.resolve(chunk);
  }

  /** The log is another one now; whoever was at the end of the former one is told so. */
  private beginAnew(error: RapportError): void {
    const { growth } = this;
    this.growth = undefined;
    this.tail = this.begin();
    growth?.reject(error);
  }

  private async tellCheckpoint(): Promise<void> {
    if (this.told === this.reached || this.growing || Date.now() - this.toldAt < CHECKPOINT_MS) return;
    const { told: from, reached: to } = this;
    const message = await this.checkpoint(to).catch(() => undefined);
    if (message && this.reached === to && this.told === from)
      this.tell({ from, to, messages: [message], rightsChanged: false });
  }

  /** Reads on behind a position, up to where rights may have changed. */
  private async look(position: LogPosition): Promise<Chunk> {
    const { app, principal, subscription } = this;
    const { tenant, access, composition } = principal;
    const page = await app.events.after(tenant.id, position, this.pageSize);
    const change = page.events.findIndex(changesRights);
    const events = change < 0 ? page.events : page.events.slice(0, change + 1);
    const { catalogue, events: eventCatalogue } = composition;
    const reader = { sights: this.sights, access, catalogue, events: eventCatalogue };
    const seen = await seeEvents(events, subscription.question, reader);
    this.adaptPage(page.events.length, seen.length);
    const shown = seen.slice(0, this.chunkSize).map((one) => ({
      seq: one.event.seq,
      shown: showEvent(tenant.id, page.epoch, one),
    }));
    const messages = await this.write(shown);
    const kept = this.measure(messages);
    // What is cut off comes with the next chunk.
    if (kept < seen.length) {
      const part = messages.slice(0, kept);
      return { from: position.seq, to: part.at(-1)?.seq ?? position.seq, messages: part, rightsChanged: false };
    }
    return { from: position.seq, to: events.at(-1)?.seq ?? position.seq, messages, rightsChanged: change >= 0 };
  }

  /** Looks at more events together where few of them concern the topic, and at fewer where most would not fit. */
  private adaptPage(looked: number, seen: number): void {
    if (seen > this.chunkSize) this.pageSize = Math.ceil(this.pageSize / 2);
    else if (looked === this.pageSize && seen * 4 <= this.chunkSize)
      this.pageSize = Math.min(MAX_EVENTS, this.pageSize * 2);
  }

  /** How many of the answers a chunk holds; the next one tries no more than fit. */
  private measure(messages: readonly Message[]): number {
    let characters = 0;
    const over = messages.findIndex(({ json }) => {
      characters += json.length;
      return characters > CHARACTERS_OF_A_CHUNK;
    });
    if (messages.length > 0) {
      const looked = over < 0 ? messages.length : over + 1;
      const fitting = Math.ceil((CHARACTERS_OF_A_CHUNK * looked) / characters);
      this.chunkSize = Math.max(1, Math.min(this.largestChunk, fitting));
    }
    return over < 0 ? messages.length : Math.max(1, over);
  }

  /** All at once, so that the records of all of them are read together. */
  private async write(events: readonly { readonly seq: number; readonly shown: ShownEvent }[]): Promise<Message[]> {
    if (events.length === 0) return [];
    const { app, principal, subscription } = this;
    const { operation, field, variables } = subscription;
    const context = app.contextOf(principal, new AbortController().signal);
    return Promise.all(
      events.map(async ({ seq, shown }): Promise<Message> => {
        const result = await execute({
          schema: operation.schema,
          document: operation.document,
          operationName: operation.operation.name?.value,
          variableValues: variables,
          rootValue: { [field]: shown },
          contextValue: context,
        });
        for (const error of result.errors ?? []) rethrowUnavailable(error.originalError);
        const errors = result.errors?.map((error) => formatError(error.toJSON(), error, context.requestId, app.logger));
        return { seq, cursor: shown.cursor, json: JSON.stringify(errors ? { ...result, errors } : result) };
      }),
    );
  }
}

function changesRights({ record }: LoggedEvent): boolean {
  return record !== undefined && decidesOnAccess(record.typeName);
}

/** What can be read a moment later must not be told as missing. */
function rethrowUnavailable(error: unknown): void {
  const known = translateDatabaseError(error);
  if (known instanceof RapportError && (known.code === 'DATABASE_UNAVAILABLE' || known.code === 'STATEMENT_TIMEOUT'))
    throw known;
}

/** The topics of this process, shared by those who follow the same. */
export class Topics {
  private readonly app: App;
  private readonly sights = new LRUCache<string, RecordSights>({ max: MAX_KNOWN_READERS });
  private readonly open = new Map<string, { readonly topic: Topic; users: number }>();
  private readonly recent: RecentChunks = new LRUCache({
    maxSize: RECENT_CHARACTERS,
    ttl: RECENT_MS,
    sizeCalculation: ({ messages }, key) => key.length + messages.reduce((sum, { json }) => sum + json.length, 100),
  });

  constructor(app: App) {
    this.app = app;
  }

  /** How many there are. */
  get size(): number {
    return this.open.size;
  }

  join(principal: Principal, subscription: Subscription): Topic {
    let entry = this.open.get(subscription.key);
    if (!entry) {
      const shared = { recent: this.recent, sights: this.sightsOf(principal) };
      entry = { topic: new Topic(this.app, principal, subscription, shared), users: 0 };
      this.open.set(subscription.key, entry);
    }
    entry.users++;
    return entry.topic;
  }

  private sightsOf({ tenant, access }: Principal): RecordSights {
    const key = JSON.stringify([tenant, access.readerKey]);
    let sights = this.sights.get(key);
    if (!sights) {
      sights = new RecordSights(this.app.database.forTenant(tenant.id), tenant, access);
      this.sights.set(key, sights);
    }
    return sights;
  }

  leave(topic: Topic): void {
    const entry = this.open.get(topic.key);
    if (!entry || entry.topic !== topic || --entry.users > 0) return;
    this.open.delete(topic.key);
    topic.close();
  }
}
