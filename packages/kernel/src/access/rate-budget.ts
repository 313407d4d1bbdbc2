import { LRUCache } from 'lru-cache';
import { RapportError } from '../errors/index.ts';
import { isolateTenants, type TenantDatabase } from '../tenancy/index.ts';
import type { Principal } from './principal.ts';

/** An actor who was idle has saved up this many seconds of his budget. */
const BURST_SECONDS = 10;
/** Seconds' worth that all processes together borrow at a time, so that few requests ask the database. */
const LEASE_SECONDS = 0.1;
/** What a process borrowed and did not spend is lost after this time, in milliseconds. */
const LEASE_LIFETIME_MS = 1_000;
const MAX_LEASES = 10_000;

/**
 * One token bucket per actor for all processes. A process takes tokens out before it spends them,
 * so all together never spend more than the bucket gives. Losing it in a crash only refills it.
 */
export const createRateBuckets = `
create unlogged table rate_bucket (
  tenant_id integer not null,
  actor text not null,
  tokens double precision not null,
  refilled_at timestamptz not null,
  primary key (tenant_id, actor)
);
${isolateTenants('rate_bucket')}

create function take_tokens(tenant integer, who text, per_second double precision, capacity double precision, need double precision, want double precision,
  out granted double precision, out available double precision)
language plpgsql as $$
begin
  insert into rate_bucket (tenant_id, actor, tokens, refilled_at) values (tenant, who, capacity, clock_timestamp())
  on conflict (tenant_id, actor) do nothing;
  select least(capacity, b.tokens + greatest(0, extract(epoch from clock_timestamp() - b.refilled_at)) * per_second) into available
  from rate_bucket b where b.tenant_id = tenant and b.actor = who for update;
  granted := case when available >= need then least(available, greatest(need, want)) else 0 end;
  available := available - granted;
  update rate_bucket b set tokens = available, refilled_at = clock_timestamp() where b.tenant_id = tenant and b.actor = who;
end $$;`;

interface Lease {
  /** Points borrowed and not spent. */
  tokens: number;
  /** Points that were left for all processes when it was borrowed. */
  available: number;
  borrowing: Promise<Borrowed> | undefined;
}

interface Borrowed {
  readonly granted: number;
  readonly needed: number;
}

interface Loan {
  readonly restoreRate: number;
  readonly capacity: number;
  readonly need: number;
}

interface Taken {
  readonly granted: number;
  readonly available: number;
}

/** What an operation cost and what is left. */
export interface Charge {
  readonly requested: number;
  /** Points left, as far as this process knows. */
  readonly available: number;
  /** Points that come back per second. */
  readonly restoreRate: number;
  readonly capacity: number;
}

/** Charges operations to their actors; throws RATE_LIMITED when the budget is used up. */
export class RateBudget {
  private readonly database: TenantDatabase;
  private readonly perSecond: number;
  private readonly leaseSeconds: number;
  private readonly leases = new LRUCache<string, Lease>({ max: MAX_LEASES, ttl: LEASE_LIFETIME_MS });

  /** The more processes there are, the less each borrows: what each loses unspent would add up. */
  constructor(database: TenantDatabase, perSecond: number, processes: number) {
    this.database = database;
    this.perSecond = perSecond;
    this.leaseSeconds = LEASE_SECONDS / processes;
  }

  async charge({ tenant, access, budgetPerSecond }: Principal, cost: number): Promise<Charge> {
    const restoreRate = budgetPerSecond ?? this.perSecond;
    const capacity = restoreRate * BURST_SECONDS;
    const lease = this.leaseOf(`${tenant.id} ${access.actor.id}`);
    const chargeNow = (): Charge => ({
      requested: cost,
      available: Math.floor(lease.available + lease.tokens),
      restoreRate,
      capacity,
    });
    for (;;) {
      const need = cost - lease.tokens;
      if (need <= 0) break;
      // One borrows for all who wait: a hundred at once would each take a lease, and the last find the bucket empty.
      lease.borrowing ??= this.borrow(lease, tenant.id, access.actor.id, { restoreRate, capacity, need });
      const { granted, needed } = await lease.borrowing;
      if (granted === 0 && needed <= need) throw refuse(chargeNow(), need - lease.available);
    }
    lease.tokens -= cost;
    return chargeNow();
  }

  private async borrow(lease: Lease, tenantId: number, actor: string, loan: Loan): Promise<Borrowed> {
    const { restoreRate, capacity, need } = loan;
    try {
      const { granted, available } = await this.take(tenantId, actor, restoreRate, capacity, need);
      lease.tokens += granted;
      lease.available = available;
      return { granted, needed: need };
    } finally {
      lease.borrowing = undefined;
    }
  }

  private leaseOf(key: string): Lease {
    let lease = this.leases.get(key);
    if (!lease) {
      lease = { tokens: 0, available: 0, borrowing: undefined };
      this.leases.set(key, lease);
    }
    return lease;
  }

  private async take(
    tenantId: number,
    actor: string,
    restoreRate: number,
    capacity: number,
    need: number,
  ): Promise<Taken> {
    const [taken] = await this.database.forTenant(tenantId).run<Taken>({
      text: 'select granted, available from take_tokens($1, $2, $3, $4, $5, $6)',
      values: [tenantId, actor, restoreRate, capacity, need, need + restoreRate * this.leaseSeconds],
    });
    return taken ?? { granted: 0, available: 0 };
  }
}

function refuse(charge: Charge, missing: number): RapportError {
  const message = `This operation costs ${charge.requested} points; the budget has ${charge.available} left.`;
  if (charge.requested > charge.capacity) {
    const hint = 'It costs more than the budget can ever hold: ask for less at once, or for a larger budget.';
    return new RapportError('RATE_LIMITED', message, { cost: charge, hint });
  }
  const retryAfter = Math.max(1, Math.ceil(missing / charge.restoreRate));
  return new RapportError('RATE_LIMITED', message, { cost: charge, retryAfter });
}
