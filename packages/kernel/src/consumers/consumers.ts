import { randomUUID } from 'node:crypto';
import { EventLog } from '../events/event-log.ts';
import type { LogHeads } from '../events/log-heads.ts';
import { type ConsumerName, type EventConsumer, nameOf } from './consumer.ts';
import { LogTail } from './log-tail.ts';
import { introduceConsumers, type Leased } from './progress.ts';
import { Turn, type TurnParts } from './turn.ts';

export interface ConsumersParts extends TurnParts {
  readonly heads: LogHeads;
  readonly consumers: readonly EventConsumer[];
}

/** Consumers that this process serves at once, over all tenants. */
const PLACES = 20;
const LEASE_SECONDS = 10;
const RENEWAL_MS = 3_000;
/** Finds what became due, and what a dead process left. */
const SWEEP_MS = 1_000;
/** Between two looks: what happens meanwhile is found together. */
const PAUSE_MS = 3;
/** How long a stop waits for what is being handled. */
const GRACE_MS = 3_000;

/** A consumer whom nothing concerns that lies between two places of the log. */
interface Quiet extends ConsumerName {
  readonly tenantId: number;
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
}

interface Found {
  readonly claimed: readonly Leased[];
  /** Null where it was not asked for. */
  readonly followed: readonly number[] | null;
  readonly strange: readonly number[] | null;
}

/**
 * Lets consumers follow the logs of all tenants. Any number of processes may do so: each consumer of a tenant is leased
 * to one at a time, and a lease that is not renewed ends by itself.
 */
export class Consumers {
  private readonly parts: ConsumersParts;
  private readonly byName: ReadonlyMap<string, EventConsumer>;
  private readonly node = randomUUID();
  private readonly turns = new Map<Promise<void>, Turn>();
  private readonly watched = new Map<number, () => void>();
  private readonly tails = new Map<number, LogTail>();
  /** Tenants whose logs have grown since the last survey. */
  private readonly fresh = new Set<number>();
  /** Tenants whose logs have grown since they were looked at. */
  private readonly grown = new Set<number>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly abandon = new AbortController();
  private looking: Promise<void> | undefined;
  /** All tenants are looked at only now and then. */
  private survey = true;
  /** Somebody may wait for a place, in any tenant. */
  private full = false;
  private again = false;
  private running = false;

  constructor(parts: ConsumersParts) {
    this.parts = parts;
    this.byName = new Map(parts.consumers.map((consumer) => [nameOf(consumer), consumer]));
  }

  start(): void {
    if (this.byName.size === 0) return;
    this.running = true;
    this.every(SWEEP_MS, () => {
      this.survey = true;
      this.poke();
    });
    this.every(RENEWAL_MS, () => this.renew());
    this.poke();
  }

  /** Lets what is being handled come to its end, and leaves the rest to others. */
  async stop(): Promise<void> {
    this.running = false;
    for (const timer of this.timers) clearInterval(timer);
    for (const unwatch of this.watched.values()) unwatch();
    await this.looking;
    for (const turn of this.turns.values()) turn.stop();
    const grace = setTimeout(() => this.abandon.abort(), GRACE_MS);
    await Promise.all(this.turns.keys());
    clearTimeout(grace);
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
      await this.claim().catch((error: unknown) => this.parts.report(error, 'consumers of events wait'));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  private async claim(): Promise<void> {
    const { database, consumers, installation } = this.parts;
    const failed = installation.failures.plugins;
    const working = consumers.filter(({ plugin }) => !failed.includes(plugin));
    const { survey } = this;
    if (survey) this.forgetTails();
    const grown = [...this.grown];
    this.grown.clear();
    const quiet = (await Promise.all(grown.map((tenantId) => this.readTail(tenantId, working)))).flat();
    const places = PLACES - this.turns.size;
    const [found] = await database.withoutTenant<Found>({
      text: 'select claimed, followed, strange from claim_event_consumers($1, make_interval(secs => $2), $3, $4, $5, $6, $7)',
      values: [
        this.node,
        LEASE_SECONDS,
        places,
        working.map(nameOf),
        survey || this.full ? null : grown,
        JSON.stringify(quiet),
        survey,
      ],
    });
    if (survey) this.survey = false;
    for (const tenantId of found?.strange ?? [])
      await database.forTenant(tenantId).run(introduceConsumers(tenantId, consumers, 'end'));
    const claimed = found?.claimed ?? [];
    this.full = claimed.length === places;
    for (const leased of claimed) this.begin(leased);
    this.watch(found?.followed ?? []);
  }

  /** Reads what was added to a log, and says whom nothing of it concerns. */
  private async readTail(tenantId: number, consumers: readonly EventConsumer[]): Promise<Quiet[]> {
    const tail =
      this.tails.get(tenantId) ?? new LogTail(new EventLog(this.parts.database.forTenant(tenantId), tenantId));
    this.tails.set(tenantId, tail);
    this.fresh.add(tenantId);
    await tail.grow();
    return consumers.flatMap(({ plugin, handler, wantsType }): Quiet[] => {
      const quiet = tail.quietSince(wantsType);
      return quiet ? [{ tenantId, plugin, handler, ...quiet }] : [];
    });
  }

  private forgetTails(): void {
    for (const tenantId of this.tails.keys()) if (!this.fresh.has(tenantId)) this.tails.delete(tenantId);
    this.fresh.clear();
  }

  private begin(leased: Leased): void {
    const consumer = this.byName.get(nameOf(leased));
    if (!consumer) return;
    const turn = new Turn(this.parts, {
      consumer,
      leased,
      node: this.node,
      tail: this.tails.get(leased.tenantId),
      signal: this.abandon.signal,
    });
    const done = turn.run().finally(() => {
      this.turns.delete(done);
      // More may be due.
      this.grown.add(leased.tenantId);
      this.poke();
    });
    this.turns.set(done, turn);
    if (!this.running) turn.stop();
  }

  /** Is woken by the logs of tenants that it follows. */
  private watch(tenants: readonly number[]): void {
    for (const tenant of tenants)
      if (!this.watched.has(tenant))
        this.watched.set(
          tenant,
          this.parts.heads.watch(tenant, () => {
            this.grown.add(tenant);
            this.poke();
          }),
        );
  }

  private async renew(): Promise<void> {
    if (this.turns.size === 0) return;
    await this.parts.database
      .withoutTenant({
        text: 'select renew_event_leases($1, make_interval(secs => $2))',
        values: [this.node, LEASE_SECONDS],
      })
      .catch((error: unknown) => this.parts.report(error, 'leases of consumers could not be renewed'));
  }

  private every(milliseconds: number, work: () => void): void {
    this.timers.add(setInterval(work, milliseconds).unref());
  }
}
