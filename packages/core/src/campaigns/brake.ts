import type { UnitOfWork } from '@rapport/sdk';

interface Pulse {
  readonly sent: number;
  readonly complaints: number;
  readonly unsubscribed: number;
  readonly offended: number;
  readonly orders: number;
  readonly responses: number;
  readonly from: number;
  /** In hundredths, as their columns hold them. */
  readonly perOrder: number;
  readonly complaintLimit: number;
  readonly unsubscribeLimit: number;
  readonly noResponseLimit: number | null;
}

/**
 * Why a running campaign must stop, by its own limits (F4, F5): customers offended for one who orders, complaints and
 * unsubscriptions for a hundred messages, messages without an answer. Undefined where it may go on.
 */
export async function brakeReason(
  work: Pick<UnitOfWork, 'run'>,
  tenantId: number,
  campaign: string,
): Promise<string | undefined> {
  const [pulse] = await work.run<Pulse>({
    text: `
select count(m.sent_at)::int as sent, count(m.complained_at)::int as complaints, count(m.unsubscribed_at)::int as unsubscribed,
  count(*) filter (where m.complained_at is not null or m.unsubscribed_at is not null)::int as offended,
  count(*) filter (where bought.found)::int as orders,
  count(*) filter (where m.opened_at is not null or m.clicked_at is not null or bought.found)::int as responses,
  c.brake_from as from, c.offended_per_order_limit::int as "perOrder", c.complaint_percent_limit::int as "complaintLimit",
  c.unsubscribe_percent_limit::int as "unsubscribeLimit", c.no_response_limit as "noResponseLimit"
from campaign c
left join message m on m.tenant_id = $1 and m.source = 'cmp_' || c.id and m.sent_at is not null and m.deleted_at is null
left join lateral (
  select true as found from purchase p
  where p.tenant_id = $1 and p.customer_id = m.customer_id and p.purchased_at >= c.started_at and p.deleted_at is null limit 1) bought on true
where c.tenant_id = $1 and c.id = $2 and c.state = 'RUNNING' and c.deleted_at is null
group by c.tenant_id, c.id`,
    values: [tenantId, campaign],
  });
  if (!pulse || pulse.sent < pulse.from) return undefined;
  const { sent, complaints, unsubscribed, offended, orders, responses, noResponseLimit } = pulse;
  if (offended * 100 > Math.max(orders, 1) * pulse.perOrder)
    return `${offended} customers were offended for ${orders} who ordered.`;
  if (complaints * 10_000 > sent * pulse.complaintLimit)
    return `${complaints} of ${sent} messages brought a complaint.`;
  if (unsubscribed * 10_000 > sent * pulse.unsubscribeLimit)
    return `${unsubscribed} of ${sent} messages made somebody unsubscribe.`;
  if (noResponseLimit !== null && sent >= noResponseLimit && responses === 0)
    return `${sent} messages were sent, and nobody answered.`;
  return undefined;
}
