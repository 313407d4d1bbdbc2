const MEMORY = 1_000;

/** Remembers which events were handed out lately. */
export class RecentIds {
  private readonly ids = new Set<string>();

  /** Takes note of it; false when it is known already. */
  isNew(id: string): boolean {
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    for (const oldest of this.ids) {
      if (this.ids.size <= MEMORY) break;
      this.ids.delete(oldest);
    }
    return true;
  }
}
