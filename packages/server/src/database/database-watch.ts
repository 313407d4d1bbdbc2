import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

const PROBE_INTERVAL_MS = 1_000;

/** Says once that the database is lost and once that it is back, however many requests meet its absence. */
export class DatabaseWatch {
  private readonly probe: () => Promise<void>;
  private readonly logger: Logger;
  private readonly ended = new AbortController();
  private watching = false;

  /** `probe` fails while the database cannot be reached. */
  constructor(probe: () => Promise<void>, logger: Logger) {
    this.probe = probe;
    this.logger = logger;
  }

  /** Something went wrong with a connection: looks whether it is the database. */
  suspect(): void {
    if (this.watching || this.ended.signal.aborted) return;
    this.watching = true;
    this.watch().finally(() => {
      this.watching = false;
    });
  }

  end(): void {
    this.ended.abort();
  }

  private async watch(): Promise<void> {
    let lostAt: number | undefined;
    while (!this.ended.signal.aborted) {
      try {
        await this.probe();
        break;
      } catch (err) {
        if (lostAt === undefined) this.logger.error({ err }, 'the database is lost');
        lostAt ??= Date.now();
      }
      await sleep(PROBE_INTERVAL_MS, undefined, { ref: false, signal: this.ended.signal }).catch(() => undefined);
    }
    if (lostAt === undefined || this.ended.signal.aborted) return;
    this.logger.info({ seconds: Math.round((Date.now() - lostAt) / 1_000) }, 'the database is back');
  }
}
