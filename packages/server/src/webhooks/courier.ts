import { randomUUID } from 'node:crypto';
import type { App } from '../app.ts';
import { type Claimed, Turn } from './turn.ts';

/**
 * Endpoints that are sent to at once. Those that are slow or failed have places of their own, so that they hold up no
 * others; one that turns out to be slow gives its place away while it is still waited for.
 */
const QUICK_PLACES = 50;
const SLOW_PLACES = 50;
const ALL_PLACES = 500;
const LEASE_SECONDS = 10;
const RENEWAL_MS = 3_000;
/** Finds what became due, and what a dead process left. */
const SWEEP_MS = 1_000;
/** Between two looks: what happens meanwhile is found together. */
const PAUSE_MS = 5;
/** How long a stop waits for what is being sent; what is given up then is sent by another process. */
const GRACE_MS = 5_000;
const HOUSEKEEPING_MS = 3_600_000;

/**
 * Sends events to endpoints. Any number of processes may do so: each endpoint is leased to one at a time, and a lease
 * that is not renewed ends by itself.
 */
export class WebhookCourier {
  private readonly app: App;
  private readonly node = randomUUID();
  private readonly turns = new Map<Promise<void>, Turn>();
  private readonly watched = new Map<number, () => void>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly abandon = new AbortController();
  private looking: Promise<void> | undefined;
  private again = false;
  private running = false;

  constructor(app: App) {
    this.app = app;
  }

  start(): void {
    this.running = true;
    this.every(SWEEP_MS, () => this.poke());
    this.every(RENEWAL_MS, () => this.renew());
    this.every(HOUSEKEEPING_MS, () => this.forget());
    this.poke();
    this.forget();
  }

  /** Lets what is being sent come to its end, and leaves the rest to others. */
  async stop(): Promise<void> {
    this.running = false;
    for (const unwatch of this.watched.values()) unwatch();
    await this.looking;
    for (const turn of this.turns.values()) turn.stop();
    const grace = setTimeout(() => this.abandon.abort(), GRACE_MS);
    await Promise.all(this.turns.keys());
    clearTimeout(grace);
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Endpoints that are being sent to by this process. */
  get busy(): number {
    return this.turns.size;
  }

  private poke(): void {
    if (!this.running) return;
    this.again = true;
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
    });
  }

  private async look(): Promise<void> {
    while (this.again && this.running) {
      this.again = false;
      await this.claim().catch((err) => this.app.logger.warn({ err }, 'webhooks wait'));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  private async claim(): Promise<void> {
    const { size } = this.turns;
    const slow = [...this.turns.values()].filter(({ isSlow }) => isSlow).length;
    const free = [QUICK_PLACES - (size - slow), SLOW_PLACES - slow].map((places) =>
      Math.min(places, ALL_PLACES - size),
    );
    const [found] = await this.app.database.withoutTenant<{ claimed: readonly Claimed[]; tenants: readonly number[] }>({
      text: 'select claimed, tenants from claim_webhooks($1, make_interval(secs => $2), $3, $4)',
      values: [this.node, LEASE_SECONDS, ...free],
    });
    for (const claimed of found?.claimed ?? []) this.begin(claimed);
    this.watch(new Set(found?.tenants));
  }

  private begin(claimed: Claimed): void {
    const turn = new Turn(this.app, claimed, this.node, this.abandon.signal);
    const done = turn.run().finally(() => {
      this.turns.delete(done);
      // More may be due, and somebody else may wait for the place.
      this.poke();
    });
    this.turns.set(done, turn);
    if (!this.running) turn.stop();
  }

  /** Is woken by the logs of tenants that have endpoints. */
  private watch(tenants: ReadonlySet<number>): void {
    for (const tenant of tenants)
      if (!this.watched.has(tenant))
        this.watched.set(
          tenant,
          this.app.events.heads.watch(tenant, () => this.poke()),
        );
    for (const [tenant, unwatch] of this.watched) {
      if (tenants.has(tenant)) continue;
      unwatch();
      this.watched.delete(tenant);
    }
  }

  private async renew(): Promise<void> {
    if (this.turns.size === 0) return;
    await this.run('select renew_webhook_leases($1, make_interval(secs => $2))', [this.node, LEASE_SECONDS]);
  }

  private async forget(): Promise<void> {
    await this.run('select forget_webhook_deliveries(make_interval(days => $1))', [this.app.config.eventRetentionDays]);
  }

  private async run(text: string, values: readonly unknown[]): Promise<void> {
    await this.app.database
      .withoutTenant({ text, values })
      .catch((err) => this.app.logger.warn({ err }, 'webhooks could not be looked after'));
  }

  private every(milliseconds: number, work: () => void): void {
    this.timers.add(setInterval(work, milliseconds).unref());
  }
}
