import { formatMinor, idOf, type RequestContext, reject } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { readMeasures } from './permissions.ts';

const MAX_DAYS = 800;
const DAY_MS = 86_400_000;
export const MOST_ACCOUNTS = 1_000;

export interface ComplainingAccount {
  readonly customerId: string;
  readonly complaints: number;
  readonly revenue: { readonly amount: string; readonly currency: string };
  readonly rank: number;
}

export interface AccountQuestion {
  readonly from: string;
  readonly to: string;
  readonly moreThan: number;
  readonly top: number;
}

interface AccountRow {
  readonly id: string;
  readonly complaints: number;
  readonly minor: string;
  readonly currency: string;
  readonly rank: number;
}

/**
 * Large accounts that complained again and again (A10): among the first `top` by what they bought in a currency, those with
 * more than `moreThan` complaints in the same time. Equal revenues have the same rank.
 */
export async function complainingAccounts(
  { access, reader, tenant }: RequestContext,
  { from, to, moreThan, top }: AccountQuestion,
): Promise<ComplainingAccount[]> {
  access.requirePermission(readMeasures);
  const length = Date.parse(to) - Date.parse(from);
  if (length <= 0) reject('to', 'must be later than from.');
  if (length > MAX_DAYS * DAY_MS) reject('to', `must be at most ${MAX_DAYS} days after from.`);
  if (moreThan < 0) reject('moreThan', 'must be at least 0.');
  if (top < 1 || top > MOST_ACCOUNTS) reject('top', `must be from 1 to ${MOST_ACCOUNTS}.`);
  const rows = await reader.run<AccountRow>({
    text: `
with revenue as (
  select customer_id, amount_currency as currency, sum(amount_amount) as minor from purchase
  where tenant_id = $1 and deleted_at is null and purchased_at >= $2 and purchased_at < $3 group by 1, 2),
ranked as (select *, rank() over (partition by currency order by minor desc)::int as rank from revenue),
complaint as (
  select customer_id, count(*)::int as complaints from service_request
  where tenant_id = $1 and deleted_at is null and kind = 'COMPLAINT' and created_at >= $2 and created_at < $3
    and state not in ('DUPLICATE', 'REJECTED')
  group by 1 having count(*) > $4)
select c.id, k.complaints, r.minor::text, r.currency, r.rank
from ranked r join complaint k on k.customer_id = r.customer_id
join customer c on c.tenant_id = $1 and c.id = r.customer_id and c.deleted_at is null
where r.rank <= $5 order by r.currency, r.rank, c.id limit ${MOST_ACCOUNTS}`,
    values: [tenant.id, from, to, moreThan, top],
  });
  return rows.map(({ id, minor, currency, complaints, rank }) => ({
    customerId: idOf(Customer, id),
    complaints,
    revenue: { amount: formatMinor(BigInt(minor), currency), currency },
    rank,
  }));
}
