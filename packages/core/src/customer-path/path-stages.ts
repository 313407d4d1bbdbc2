import { type EnumerationValue, enumeration } from '@rapport/sdk';

/** In the order in which they are gone through; the leak map says at which of them somebody was lost. */
export const PathStage = enumeration('PathStage', 'How far somebody has come on the way to us, and away from us.', {
  STRANGER: 'We know of him, and he has not come to us.',
  INQUIRY: 'He has asked.',
  LEAD: 'Somebody of us has taken him on.',
  CUSTOMER: 'He has bought.',
  REPEAT: 'He has bought again.',
  ADVOCATE: 'He brings others.',
  LOST: 'He has left.',
});
export type PathStage = EnumerationValue<typeof PathStage>;

/** Those on which one can move on. */
export const STAGES = ['STRANGER', 'INQUIRY', 'LEAD', 'CUSTOMER', 'REPEAT', 'ADVOCATE'] as const satisfies PathStage[];

/**
 * Rows of people with the moments at which they came to each stage, as their records tell: (lead, customer, channel, lost_at,
 * and one moment per stage). `customers` and `leads` say of whom, as conditions on `c` and `l`; $1 is the tenant.
 * Leads of customers are part of those; the others are people of their own.
 */
export const peopleSql = (customers: string, leads: string) => `
select c.id as customer, coalesce(met.channel, asked.source) as channel, gone.at as lost_at, c.created_at as stranger,
  least(came.at, asked.at) as inquiry, asked.taken_at as lead, bought.at as customer_at, again.at as repeat, brings.at as advocate
from customer c
left join lateral (
  select i.channel from interaction i where i.tenant_id = $1 and i.customer_id = c.id and i.deleted_at is null
    and i.superseded_by_id is null order by i.occurred_at, i.id limit 1) met on true
cross join lateral (
  select min(i.occurred_at) as at from interaction i where i.tenant_id = $1 and i.customer_id = c.id
    and i.direction = 'INBOUND' and i.deleted_at is null and i.superseded_by_id is null) came
cross join lateral (
  select min(l.received_at) as at, min(l.accepted_at) as taken_at, (array_agg(l.source order by l.received_at, l.id))[1] as source
  from lead l where l.tenant_id = $1 and l.customer_id = c.id and l.deleted_at is null) asked
cross join lateral (
  select min(p.purchased_at) as at from purchase p where p.tenant_id = $1 and p.customer_id = c.id and p.quantity > 0
    and p.deleted_at is null) bought
cross join lateral (
  select min(p.purchased_at) as at from purchase p where p.tenant_id = $1 and p.customer_id = c.id and p.quantity > 0
    and p.purchased_at > bought.at and p.deleted_at is null) again
cross join lateral (
  select min(s.created_at) as at from lifecycle_change s where s.tenant_id = $1 and s.customer_id = c.id
    and s.to_state = 'ADVOCATE' and s.deleted_at is null) brings
cross join lateral (
  select greatest(
    (select max(s.created_at) from lifecycle_change s where s.tenant_id = $1 and s.customer_id = c.id and s.to_state = 'LOST'
       and s.deleted_at is null),
    (select max(k.lost_at) from leak k where k.tenant_id = $1 and k.customer_id = c.id and k.deleted_at is null)) as at) gone
where c.tenant_id = $1 and c.deleted_at is null and ${customers}
union all
select null, l.source, gone.at, null, l.received_at, l.accepted_at, null, null, null
from lead l
cross join lateral (
  select max(k.lost_at) as at from leak k where k.tenant_id = $1 and k.lead_id = l.id and k.deleted_at is null) gone
where l.tenant_id = $1 and l.customer_id is null and l.deleted_at is null and ${leads}`;

/**
 * Stages of the people of `person`: (rank, stage, at, next_at, left_at, channel). Nobody goes back: what is said of an earlier
 * stage after a later one began is no stage of his. He was lost where nothing that leads on came afterwards.
 */
export const stagesSql = `
select s.rank, s.stage, s.at, s.next_at, p.channel,
  case when p.lost_at >= s.at and not coalesce(s.next_at <= p.lost_at, false) then p.lost_at end as left_at
from person p
cross join lateral (
  select v.rank, v.stage, v.at, min(v.at) over (order by v.rank desc rows between unbounded preceding and 1 preceding) as next_at
  from (values (1, 'STRANGER', p.stranger), (2, 'INQUIRY', p.inquiry), (3, 'LEAD', p.lead), (4, 'CUSTOMER', p.customer_at),
    (5, 'REPEAT', p.repeat), (6, 'ADVOCATE', p.advocate)) v (rank, stage, at)) s
where s.at is not null and not coalesce(s.next_at < s.at, false)`;
