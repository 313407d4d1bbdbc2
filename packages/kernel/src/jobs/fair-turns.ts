/** Jobs in a row that one tenant may have done while others wait. */
const TURN = 5;

/**
 * Takes tenants in turn: whoever has had his turn waits until all others who have something to do had theirs.
 * So a tenant with thousands of jobs delays those of another by a few, and gets everything as long as he is alone.
 */
export class FairTurns {
  private readonly taken = new Map<string, number>();

  /** Tenants that have had their turn. */
  get waiting(): string[] {
    return [...this.taken].filter(([, jobs]) => jobs >= TURN).map(([tenant]) => tenant);
  }

  take(tenant: string): void {
    this.taken.set(tenant, (this.taken.get(tenant) ?? 0) + 1);
  }

  /** Nobody else has anything to do. False when nobody had to wait. */
  endRound(): boolean {
    const anybodyWaited = this.waiting.length > 0;
    this.taken.clear();
    return anybodyWaited;
  }
}
