/** Number of the newest event by tenant, as far as somebody knows. */
export type Heads = ReadonlyMap<number, number>;

/** Told that the log of a tenant has grown, or may have. */
export type Waker = () => void;

/**
 * How far the logs are known to have come, and who wants to know. Only a hint: whoever is woken reads the log itself,
 * and misses nothing when he is woken too seldom or too often.
 */
export class LogHeads {
  private readonly known = new Map<number, number>();
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

  /** Wakes those whose log is longer than was known. */
  raise(heads: Heads): void {
    for (const [tenantId, seq] of heads) {
      const wakers = this.wakers.get(tenantId);
      // Equal is old news; less is a log that was restored.
      if (!wakers || this.known.get(tenantId) === seq) continue;
      this.known.set(tenantId, seq);
      for (const wake of [...wakers]) wake();
    }
  }
}
