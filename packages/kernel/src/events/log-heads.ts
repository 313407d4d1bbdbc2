import type { LogPosition } from './event-cursor.ts';

/** Ends of the logs by tenant, as far as somebody knows. */
export type Heads = ReadonlyMap<number, LogPosition>;

/** Told that the log of a tenant has grown, or may have. */
export type Waker = () => void;

/**
 * How far the logs are known to have come, and who wants to know. Only a hint: whoever is woken reads the log itself,
 * and misses nothing when he is woken too seldom or too often.
 */
export class LogHeads {
  private readonly known = new Map<number, LogPosition>();
  private readonly wakers = new Map<number, Set<Waker>>();

  /** Calls `wake` whenever the tenant's log has grown; returns how to end that. */
  watch(tenantId: number, wake: Waker): () => void {
    const wakers = this.wakers.get(tenantId) ?? new Set();
    this.wakers.set(tenantId, wakers.add(wake));
    return () => {
      wakers.delete(wake);
      if (wakers.size > 0) return;
      this.wakers.delete(tenantId);
      this.known.delete(tenantId);
    };
  }

  /** Tenants that somebody watches. */
  get watched(): number[] {
    return [...this.wakers.keys()];
  }

  /** Wakes those whose log is longer than was known, or another one. */
  raise(heads: Heads): void {
    for (const [tenantId, head] of heads) {
      const wakers = this.wakers.get(tenantId);
      const known = this.known.get(tenantId);
      if (!wakers || (known?.epoch === head.epoch && known.seq === head.seq)) continue;
      this.known.set(tenantId, head);
      for (const wake of [...wakers]) wake();
    }
  }
}
