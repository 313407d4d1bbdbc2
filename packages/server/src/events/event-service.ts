import {
  createPool,
  type EventBus,
  EventLog,
  type Heads,
  inProcessBus,
  LogHeads,
  type LogPage,
  type LogPosition,
  PostgresBus,
  Sequencer,
  TenantDatabase,
} from '@rapport/kernel';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { NatsBus } from './nats-bus.ts';

export interface EventParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: TenantDatabase;
  /** What the API connects with. */
  readonly connection: pg.PoolConfig;
}

/** The event log of this process: moves what was committed, wakes whoever waits, and tells the other processes. */
export class EventService {
  readonly heads = new LogHeads();
  /** Events moved into the log by this process. */
  moved = 0;
  private wakings = 0;
  private readonly reading = new Map<string, Promise<LogPage>>();
  private readonly database: TenantDatabase;
  private readonly bus: EventBus;
  private readonly pool: pg.Pool;
  private readonly sequencer: Sequencer;

  constructor({ config, logger, database, connection }: EventParts) {
    this.database = database;
    this.bus = openBus(config, connection, logger);
    this.pool = createPool({ ...connection, max: 1 });
    this.sequencer = new Sequencer({
      database: new TenantDatabase(this.pool),
      retentionDays: config.eventRetentionDays,
      watched: () => this.heads.watched,
      onHeads: (heads, moved) => {
        this.moved += moved;
        this.raise(heads);
        if (moved > 0) this.bus.tell(heads);
      },
      report: (err) => logger.warn({ err }, 'events wait to be put in order'),
    });
  }

  async start(): Promise<void> {
    await this.bus.listen((heads) => this.raise(heads));
    this.sequencer.start();
  }

  /** Something was committed. */
  onCommit(): void {
    this.sequencer.poke();
  }

  logOf(tenantId: number, signal?: AbortSignal): EventLog {
    return new EventLog(this.database.forTenant(tenantId, signal), tenantId);
  }

  /** What follows a position in a log. Topics are woken together, and ask for the same: the log is read once for all of them. */
  after(tenantId: number, position: LogPosition, limit: number): Promise<LogPage> {
    // Whoever was woken must not be given what was read before that.
    const key = `${this.wakings} ${tenantId} ${position.epoch} ${position.seq} ${limit}`;
    let reading = this.reading.get(key);
    if (!reading) {
      reading = this.logOf(tenantId)
        .after(position, limit)
        .finally(() => this.reading.delete(key));
      this.reading.set(key, reading);
    }
    return reading;
  }

  private raise(heads: Heads): void {
    this.wakings++;
    this.heads.raise(heads);
  }

  async stop(): Promise<void> {
    await this.sequencer.stop();
    await Promise.all([this.bus.close(), this.pool.end()]);
  }
}

function openBus({ eventBus, pooler }: Config, connection: pg.PoolConfig, logger: Logger): EventBus {
  // A pooler that hands each transaction another connection passes no notifications on; the sweeps find everything.
  if (eventBus === 'none' || (eventBus === 'postgres' && pooler === 'transaction')) return inProcessBus;
  const report = (err: unknown) => logger.warn({ err }, 'the event bus is out of order');
  return eventBus === 'postgres' ? new PostgresBus(connection, report) : new NatsBus(eventBus, report);
}
