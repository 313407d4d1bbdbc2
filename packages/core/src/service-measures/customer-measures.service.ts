import { idOf, type RequestContext, reject } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { readMeasures } from './permissions.ts';
import { assertSpan } from './request-measures.service.ts';

const MAX_FIRST = 200;
const MAX_SPEND_DAYS = 366;

export interface ServedCustomer {
  readonly customerId: string;
  readonly currency: string;
  /** In major units, exact. */
  readonly cost: string;
  readonly revenue: string;
  readonly requests: number;
  readonly complaints: number;
}

/**
 * What serving customers cost between two instants, the dearest first, beside what they bought and how often they
 * complained (A8, A10): interactions, requests, and what they got as compensation. One row for each currency.
 */
export async function costToServe(
  { reader, access, tenant }: RequestContext,
  {
    from,
    until,
    complaints,
    first,
  }: { readonly from: string; readonly until: string; readonly complaints: number; readonly first: number },
): Promise<ServedCustomer[]> {
  access.requirePermission(readMeasures);
  assertSpan(from, until);
  if (!(first >= 1 && first <= MAX_FIRST)) reject('first', `must be from 1 to ${MAX_FIRST}.`);
  const rows = await reader.run<Omit<ServedCustomer, 'customerId'> & { customer_id: string }>({
    text: `
with costs as (
  select customer_id, cost_currency as currency, cost_amount as cost from interaction
  where tenant_id = $1 and occurred_at >= $2 and occurred_at < $3 and deleted_at is null and superseded_by_id is null and cost_amount is not null
  union all
  select customer_id, cost_currency, cost_amount from service_request
  where tenant_id = $1 and created_at >= $2 and created_at < $3 and deleted_at is null and cost_amount is not null
  union all
  select customer_id, compensation_currency, compensation_amount from service_request
  where tenant_id = $1 and created_at >= $2 and created_at < $3 and deleted_at is null and compensation_amount is not null),
served as (select customer_id, currency, sum(cost) as cost from costs group by 1, 2),
asked as (
  select customer_id, count(*)::int as requests, count(*) filter (where kind = 'COMPLAINT')::int as complaints from service_request
  where tenant_id = $1 and created_at >= $2 and created_at < $3 and deleted_at is null group by 1),
bought as (
  select customer_id, amount_currency as currency, sum(amount_amount) as revenue from purchase
  where tenant_id = $1 and purchased_at >= $2 and purchased_at < $3 and deleted_at is null group by 1, 2)
select s.customer_id, s.currency, money_text(s.cost::bigint, s.currency) as cost, money_text(coalesce(b.revenue, 0)::bigint, s.currency) as revenue,
  coalesce(a.requests, 0) as requests, coalesce(a.complaints, 0) as complaints
from served s
left join asked a on a.customer_id = s.customer_id
left join bought b on b.customer_id = s.customer_id and b.currency = s.currency
where coalesce(a.complaints, 0) >= $4
order by s.cost desc, s.customer_id limit $5`,
    values: [tenant.id, from, until, complaints, first],
  });
  return rows.map(({ customer_id, ...row }) => ({ ...row, customerId: idOf(Customer, customer_id) }));
}

export interface SpendAfterService {
  readonly outcome: string;
  readonly currency: string;
  readonly requests: number;
  /** For each request, in major units. */
  readonly before: string;
  readonly after: string;
}

/**
 * What customers bought in the days before a request was opened and after it was resolved, by how content they were (O12).
 * Requests whose days after are not over yet do not count. It tells that the two go together, not that one leads to the other.
 */
export async function spendAfterService(
  { reader, access, tenant }: RequestContext,
  { from, until, days }: { readonly from: string; readonly until: string; readonly days: number },
): Promise<SpendAfterService[]> {
  access.requirePermission(readMeasures);
  assertSpan(from, until);
  if (!(days >= 1 && days <= MAX_SPEND_DAYS)) reject('days', `must be from 1 to ${MAX_SPEND_DAYS}.`);
  return reader.run<SpendAfterService>({
    text: `
with solved as (
  select r.id, r.customer_id, r.created_at, r.resolved_at,
    case when r.satisfaction >= 4 then 'CONTENT' when r.satisfaction = 3 then 'NEITHER' when r.satisfaction <= 2 then 'NOT_CONTENT' else 'UNKNOWN' end as outcome
  from service_request r
  where r.tenant_id = $1 and r.deleted_at is null and r.resolved_at is not null and r.created_at >= $2 and r.created_at < $3
    and r.resolved_at < now() - make_interval(days => $4)),
spent as (
  select s.id, s.outcome, p.amount_currency as currency,
    sum(p.amount_amount) filter (where p.purchased_at < s.created_at) as before,
    sum(p.amount_amount) filter (where p.purchased_at > s.resolved_at) as after
  from solved s join purchase p on p.tenant_id = $1 and p.customer_id = s.customer_id and p.deleted_at is null
    and (p.purchased_at >= s.created_at - make_interval(days => $4) and p.purchased_at < s.created_at
      or p.purchased_at > s.resolved_at and p.purchased_at <= s.resolved_at + make_interval(days => $4))
  group by 1, 2, 3)
select p.outcome, p.currency, (select count(*)::int from solved s where s.outcome = p.outcome) as requests,
  money_text((coalesce(sum(p.before), 0) / (select count(*) from solved s where s.outcome = p.outcome))::bigint, p.currency) as before,
  money_text((coalesce(sum(p.after), 0) / (select count(*) from solved s where s.outcome = p.outcome))::bigint, p.currency) as after
from spent p group by 1, 2 order by 1, 2`,
    values: [tenant.id, from, until, days],
  });
}
