import type { LogPosition } from './event-cursor.ts';
import type { Heads } from './log-heads.ts';

/**
 * Tells other processes that logs have grown. It carries hints and no data: every process also asks the database four
 * times a second, so a hint that is lost costs a quarter of a second and nothing else.
 */
export interface EventBus {
  /** Hears what other processes tell. */
  listen(hear: (heads: Heads) => void): Promise<void>;
  /** Never fails and never waits. */
  tell(heads: Heads): void;
  close(): Promise<void>;
}

/** For an installation of one process: there is nobody to tell. */
export const inProcessBus: EventBus = {
  listen: async () => undefined,
  tell: () => undefined,
  close: async () => undefined,
};

/** Hints as text, tenant, epoch and number: `12:1:345,17:1:88`. */
export function writeHeads(heads: Heads): string {
  return [...heads].map(([tenantId, { epoch, seq }]) => `${tenantId}:${epoch}:${seq}`).join(',');
}

/** Reads such a text; whatever else a stranger put on the bus is no hint. */
export function readHeads(text: string): Heads {
  return new Map(
    text.split(',').flatMap((hint): [number, LogPosition][] => {
      const [, tenantId, epoch, seq] = /^(\d{1,10}):(\d{1,10}):(\d{1,16})$/.exec(hint) ?? [];
      return tenantId === undefined ? [] : [[Number(tenantId), { epoch: Number(epoch), seq: Number(seq) }]];
    }),
  );
}

/** Gathers hints and passes them on at most once per pause, so that a busy log does not flood the bus. */
export class HintGate {
  private readonly pass: (heads: Heads) => void;
  private readonly pauseMs: number;
  private gathered = new Map<number, LogPosition>();
  private timer: NodeJS.Timeout | undefined;
  private last = 0;

  constructor(pauseMs: number, pass: (heads: Heads) => void) {
    this.pauseMs = pauseMs;
    this.pass = pass;
  }

  add(heads: Heads): void {
    for (const [tenantId, head] of heads) this.gathered.set(tenantId, head);
    if (this.gathered.size === 0 || this.timer) return;
    const pause = this.last + this.pauseMs - Date.now();
    if (pause <= 0) this.open();
    else this.timer = setTimeout(() => this.open(), pause);
  }

  close(): void {
    clearTimeout(this.timer);
    this.gathered.clear();
  }

  private open(): void {
    this.timer = undefined;
    this.last = Date.now();
    const heads = this.gathered;
    this.gathered = new Map();
    this.pass(heads);
  }
}
