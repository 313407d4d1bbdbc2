import pg from 'pg';
import { type EventBus, HintGate, readHeads, writeHeads } from './event-bus.ts';
import type { LogPosition } from './event-cursor.ts';
import type { Heads } from './log-heads.ts';

const CHANNEL = 'rapport_events';
/** Every NOTIFY takes a lock that all commits with one share, so there are few of them. */
const PAUSE_MS = 10;
/** Postgres takes up to 8,000 bytes. */
const HINTS_AT_ONCE = 200;
const RECONNECT_MS = 1_000;

/** Hints by LISTEN and NOTIFY, on a connection of its own. It must reach Postgres itself: a pooler passes no notifications on. */
export class PostgresBus implements EventBus {
  private readonly config: pg.ClientConfig;
  private readonly report: (error: unknown) => void;
  private readonly gate = new HintGate(PAUSE_MS, (heads) => this.notify([...heads]));
  private hear: (heads: Heads) => void = () => undefined;
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(config: pg.ClientConfig, report: (error: unknown) => void) {
    this.config = config;
    this.report = report;
  }

  async listen(hear: (heads: Heads) => void): Promise<void> {
    this.hear = hear;
    await this.connect();
  }

  tell(heads: Heads): void {
    this.gate.add(heads);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.gate.close();
    clearTimeout(this.retry);
    const client = this.client;
    this.client = undefined;
    await client?.end();
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({ ...this.config, keepAlive: true });
    let lost = false;
    const onLost = (error: unknown) => {
      if (lost || this.closed) return;
      lost = true;
      this.report(error);
      this.client = undefined;
      client.end().catch(() => undefined);
      this.retry = setTimeout(() => this.connect(), RECONNECT_MS);
    };
    client.on('error', onLost);
    client.on('end', () => onLost(new Error('The connection of the event bus ended.')));
    client.on('notification', ({ payload }) => this.hear(readHeads(payload ?? '')));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      if (this.closed) await client.end();
      else this.client = client;
    } catch (error) {
      onLost(error);
    }
  }

  private notify(hints: readonly [number, LogPosition][]): void {
    for (let first = 0; first < hints.length; first += HINTS_AT_ONCE) {
      const text = writeHeads(new Map(hints.slice(first, first + HINTS_AT_ONCE)));
      // What cannot be told now is found by the sweeps of the others.
      this.client?.query('select pg_notify($1, $2)', [CHANNEL, text]).catch(() => undefined);
    }
  }
}
