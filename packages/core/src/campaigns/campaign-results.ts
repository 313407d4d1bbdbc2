import type { UnitOfWork } from '@rapport/sdk';
import { differenceOf, differenceOfMeans, type Estimate, shareOf } from '../statistics/index.ts';

/** What the customers of an arm, or those held out, did in the time that counts. */
export interface Counted {
  readonly size: number;
  readonly responders: number;
  readonly buyers: number;
  readonly orders: number;
  /** In minor units. */
  readonly revenue: number;
  readonly meanSpend: number;
  readonly varianceSpend: number;
}

export interface Lift {
  /** Per customer: buyers with less without, and so on. */
  readonly buyers: Estimate;
  readonly responders: Estimate;
  /** In minor units. */
  readonly spend: Estimate;
  /** Buyers who would not have been without the campaign. */
  readonly incrementalBuyers: number;
  /** In minor units. */
  readonly incrementalRevenue: number;
}

export interface Verdict {
  /** Null where nothing can be claimed; `reason` says why. */
  readonly lift: Lift | null;
  readonly reason: string | null;
}

/** Below, an interval of shares says nothing that one should act upon. */
const LEAST_SIZE = 100;
const LEAST_CASES = 5;

/** What an arm did more than those held out (iM3): with an interval, or not at all. */
export function liftOf(arm: Counted, heldOut: Counted): Verdict {
  if (heldOut.size === 0)
    return { lift: null, reason: 'Nobody was held out, so nothing can be said of what the campaign did.' };
  const smallest = Math.min(arm.size, heldOut.size);
  if (smallest < LEAST_SIZE)
    return {
      lift: null,
      reason: `Too small a sample: ${smallest} customers; at least ${LEAST_SIZE} are needed on each side.`,
    };
  const fewest = arm.buyers + heldOut.buyers;
  if (fewest < LEAST_CASES) return { lift: null, reason: `Too small a sample: ${fewest} customers bought.` };
  const share = (hits: keyof Counted) => {
    const [before, after] = [shareOf(heldOut[hits], heldOut.size), shareOf(arm[hits], arm.size)];
    if (!before || !after) throw new Error('Both samples have somebody in them.');
    return differenceOf(before, after);
  };
  const sample = ({ size, meanSpend: mean, varianceSpend: variance }: Counted) => ({ size, mean, variance });
  const spend = differenceOfMeans(sample(heldOut), sample(arm));
  if (!spend) throw new Error('Both samples have more than one customer.');
  const buyers = share('buyers');
  return {
    lift: {
      buyers,
      responders: share('responders'),
      spend,
      incrementalBuyers: buyers.value * arm.size,
      incrementalRevenue: spend.value * arm.size,
    },
    reason: null,
  };
}

export interface ArmResult extends Counted, Verdict {
  readonly arm: string;
  readonly contacted: number;
  /** Those of them who bought. */
  readonly contactedBuyers: number;
  /** Complained or unsubscribed. */
  readonly offended: number;
}

export interface CampaignResults {
  readonly currency: string | null;
  readonly arms: readonly ArmResult[];
  readonly heldOut: Counted;
  /** In minor units. */
  readonly cost: number;
  /** Incremental revenue for one of cost; null where either is unknown. */
  readonly returnOnCost: number | null;
  /** Customers offended for one who ordered; null where nobody did. */
  readonly offendedPerOrder: number | null;
  readonly funnel: { readonly listed: number; readonly contacted: number; readonly ordered: number };
}

interface Row extends Counted {
  readonly arm: string | null;
  readonly contacted: number;
  readonly contactedBuyers: number;
  readonly offended: number;
}

/**
 * What came of a campaign. Everybody who was dealt a part counts for it, also who got nothing because a rule refused it: who
 * is refused is no matter of chance, and leaving him out would compare what cannot be compared.
 */
export async function resultsOf(
  work: Pick<UnitOfWork, 'run'>,
  tenantId: number,
  campaign: string,
): Promise<CampaignResults> {
  const [head] = await work.run<{ currency: string | null; cost: number; listed: number }>({
    text: `
select coalesce(c.budget_currency, (select min(p.amount_currency) from campaign_member m join purchase p on p.tenant_id = $1 and p.customer_id = m.customer_id
    where m.tenant_id = $1 and m.campaign_id = c.id)) as currency,
  (select coalesce(sum(k.amount_amount), 0)::float8 from campaign_cost k where k.tenant_id = $1 and k.campaign_id = c.id and k.deleted_at is null) as cost,
  (select count(*)::int from target_list_entry e where e.tenant_id = $1 and e.target_list_id = c.target_list_id and e.deleted_at is null) as listed
from campaign c where c.tenant_id = $1 and c.id = $2`,
    values: [tenantId, campaign],
  });
  const rows = await work.run<Row>({
    text: `
select a.name as arm, count(*)::int as size, count(s.sent_at)::int as contacted,
  count(s.sent_at) filter (where b.orders > 0)::int as "contactedBuyers",
  count(*) filter (where s.complained_at is not null or s.unsubscribed_at is not null)::int as offended,
  count(*) filter (where s.opened_at is not null or s.clicked_at is not null or b.orders > 0)::int as responders,
  count(*) filter (where b.orders > 0)::int as buyers, coalesce(sum(b.orders), 0)::int as orders,
  coalesce(sum(b.spend), 0)::float8 as revenue, coalesce(avg(b.spend), 0)::float8 as "meanSpend",
  coalesce(var_samp(b.spend), 0)::float8 as "varianceSpend"
from campaign c
join campaign_member m on m.tenant_id = $1 and m.campaign_id = c.id and not m.seed and m.deleted_at is null
left join campaign_arm a on a.tenant_id = $1 and a.id = m.arm_id
left join message s on s.tenant_id = $1 and s.key = 'campaign/' || c.id || '/' || m.customer_id and s.deleted_at is null
cross join lateral (
  select count(*) as orders, coalesce(sum(p.amount_amount), 0)::float8 as spend from purchase p
  where p.tenant_id = $1 and p.customer_id = m.customer_id and p.amount_currency = $3 and p.deleted_at is null
    and p.purchased_at >= c.started_at and p.purchased_at < c.started_at + c.response_days * interval '1 day') b
where c.tenant_id = $1 and c.id = $2
group by a.id, a.name order by a.name nulls first`,
    values: [tenantId, campaign, head?.currency ?? null],
  });
  const nobody = { size: 0, responders: 0, buyers: 0, orders: 0, revenue: 0, meanSpend: 0, varianceSpend: 0 };
  const heldOut = counted(rows.find(({ arm }) => arm === null) ?? nobody);
  const arms = rows.flatMap((row) => (row.arm === null ? [] : [{ ...row, arm: row.arm, ...liftOf(row, heldOut) }]));
  const cost = head?.cost ?? 0;
  const gained = arms.reduce((sum, { lift }) => sum + (lift?.incrementalRevenue ?? 0), 0);
  const sum = (of: (arm: ArmResult) => number) => arms.reduce((total, arm) => total + of(arm), 0);
  const buyers = sum((arm) => arm.buyers);
  return {
    currency: head?.currency ?? null,
    arms,
    heldOut,
    cost,
    returnOnCost: cost > 0 && arms.some(({ lift }) => lift) ? gained / cost : null,
    offendedPerOrder: buyers === 0 ? null : sum((arm) => arm.offended) / buyers,
    funnel: {
      listed: head?.listed ?? 0,
      contacted: sum((arm) => arm.contacted),
      ordered: sum((arm) => arm.contactedBuyers),
    },
  };
}

const counted = ({ size, responders, buyers, orders, revenue, meanSpend, varianceSpend }: Counted): Counted => ({
  size,
  responders,
  buyers,
  orders,
  revenue,
  meanSpend,
  varianceSpend,
});
