import { enumeration } from '@rapport/sdk';

export const EstateFunnelBy = enumeration('EstateFunnelBy', 'By what a funnel is told apart.', {
  CHANNEL: 'By the channel of the first visit.',
  CONSULTANT: 'By the consultant who received the first visit.',
  WEEK: 'By the week of the first visit, which begins on Monday.',
});
export type EstateFunnelBy = keyof typeof EstateFunnelBy;

/** The steps of a funnel, in their order. */
export const STAGES = ['visits', 'returns', 'intents', 'subscriptions', 'contracts', 'paid'] as const;
export type Stage = (typeof STAGES)[number];

const KEYS: Readonly<Record<EstateFunnelBy, string>> = {
  CHANNEL: 'coalesce(f.channel_id::text, $5)',
  CONSULTANT: 'coalesce(f.consultant_id::text, $5)',
  WEEK: "to_char(date_trunc('week', f.at at time zone 'UTC'), 'YYYY-MM-DD')",
};

/**
 * Those who came for the first time in a period, and how far each of them has come until now. Days in a state are those from
 * one step to the next, of whoever has taken both.
 */
export const funnelSql = (by: EstateFunnelBy): string => `
with first_visit as (
  select distinct on (v.customer_id) v.customer_id, v.arrived_at as at, v.channel_id, v.consultant_id
  from estate_visit v where v.tenant_id = $1 and v.project_id = $2 and v.deleted_at is null
  order by v.customer_id, v.arrived_at, v.id),
cohort as (select * from first_visit where at >= $3 and at < $4),
reached as (
  select ${KEYS[by]} as key, f.at as visits,
    (select min(v.arrived_at) from estate_visit v where v.tenant_id = $1 and v.project_id = $2 and v.customer_id = f.customer_id
      and v.deleted_at is null and v.kind = 'RETURN') as returns,
    (select min(i.created_at) from estate_intent i where i.tenant_id = $1 and i.project_id = $2 and i.customer_id = f.customer_id
      and i.deleted_at is null) as intents,
    (select min(s.signed_at) from estate_subscription s join estate_unit u on u.tenant_id = s.tenant_id and u.id = s.unit_id
      where s.tenant_id = $1 and s.customer_id = f.customer_id and u.project_id = $2 and s.deleted_at is null) as subscriptions,
    c.signed as contracts, c.paid
  from cohort f left join lateral (
    select min(c.signed_on)::timestamptz as signed,
      min(case when not exists (select from estate_instalment i where i.tenant_id = c.tenant_id and i.contract_id = c.id
        and i.state = 'OPEN' and i.deleted_at is null) then (
          select max(i.paid_on) from estate_instalment i where i.tenant_id = c.tenant_id and i.contract_id = c.id
          and i.state = 'PAID' and i.deleted_at is null) end)::timestamptz as paid
    from estate_contract c join estate_unit u on u.tenant_id = c.tenant_id and u.id = c.unit_id
    where c.tenant_id = $1 and c.customer_id = f.customer_id and u.project_id = $2 and c.deleted_at is null
      and c.state in ('SIGNED', 'FILED', 'EFFECTIVE', 'COMPLETED')) c on true)
select key, ${STAGES.map((stage) => `count(${stage})::int as ${stage}`).join(', ')},
  ${STAGES.slice(1)
    .map((stage, index) => {
      const before = STAGES[index];
      return `(avg(greatest(extract(epoch from ${stage} - ${before}), 0)) filter (where ${stage} - ${before} is not null) / 86400)::float8 as days_to_${stage}`;
    })
    .join(', ')}
from reached group by key order by key`;
