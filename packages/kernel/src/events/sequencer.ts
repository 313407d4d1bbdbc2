import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseError, type TenantDatabase } from '../tenancy/index.ts';
import type { LogPosition } from './event-cursor.ts';
import type { Heads } from './log-heads.ts';

/** Rows that one move takes at most, unless one transaction alone wrote more. */
const BATCH = 2_000;
/** Finds what a dead process left, and what others moved without saying so. */
const SWEEP_MS = 250;
/** Between two moves: what is committed meanwhile goes together, and a busy database has to do less. */
const MIN_PAUSE_MS = 3;
const MAX_PAUSE_MS = 20;
/** The pause after a move is so many times what the move took. */
const PAUSES_PER_MOVE = 4;
const HOUSEKEEPING_MS = 3_600_000;
/** No partition for the present: the housekeeping did not run for weeks. */
const CHECK_VIOLATION = '23514';

export interface SequencerParts {
  /** Its own connection: what was committed should not wait behind requests. */
  readonly database: Pick<TenantDatabase, 'withoutTenant'>;
  readonly retentionDays: number;
  /** Tenants whose heads should be told also when others moved their rows. */
  readonly watched: () => number[];
  readonly onHeads: (heads: Heads, moved: number) => void;
  /** Told of faults; the next sweep tries again. */
  readonly report: (error: unknown) => void;
}

interface Move {
  readonly busy: boolean;
  readonly moved: number;
  readonly heads: Readonly<Record<string, LogPosition>>;
}

/** Moves committed outbox rows of all tenants into the log. Any number of processes may do so; one does at a time. */
export class Sequencer {
  private readonly parts: SequencerParts;
  private readonly timers = new Set<NodeJS.Timeout>();
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = true;

  constructor(parts: SequencerParts) {
    this.parts = parts;
  }

  start(): void {
    this.stopped = false;
    this.every(SWEEP_MS, () => this.poke());
    this.every(HOUSEKEEPING_MS, () => this.keep());
    this.keep();
  }

  /** Something was committed. */
  poke(): void {
    if (this.stopped) return;
    this.again = true;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      const begun = performance.now();
      try {
        const { busy, moved, heads } = await this.move();
        this.parts.onHeads(new Map(Object.entries(heads).map(([tenantId, head]) => [Number(tenantId), head])), moved);
        // Whoever moves at the moment may have begun before our commit.
        if (busy || moved >= BATCH) this.again = true;
      } catch (error) {
        this.parts.report(error);
        return;
      }
      const pause = PAUSES_PER_MOVE * (performance.now() - begun);
      await sleep(Math.min(Math.max(pause, MIN_PAUSE_MS), MAX_PAUSE_MS));
    }
  }

  private async move(): Promise<Move> {
    const query = () =>
      this.parts.database.withoutTenant<Move>({
        text: 'select busy, moved, heads from sequence_events($1, $2)',
        values: [BATCH, this.parts.watched()],
      });
    const [move] = await query().catch(async (error: unknown) => {
      if (!isDatabaseError(error) || error.code !== CHECK_VIOLATION) throw error;
      await this.keep();
      return query();
    });
    return move ?? { busy: false, moved: 0, heads: {} };
  }

  /** Makes room for the weeks to come, and lets go of what is older than the retention. */
  private async keep(): Promise<void> {
    await this.parts.database
      .withoutTenant({
        text: 'select keep_event_log(make_interval(days => $1))',
        values: [this.parts.retentionDays],
      })
      .catch(this.parts.report);
  }

  private every(milliseconds: number, work: () => void): void {
    this.timers.add(setInterval(work, milliseconds).unref());
  }
}
