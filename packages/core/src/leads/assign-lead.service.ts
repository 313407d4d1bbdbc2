import { idOf, type UnitOfWork, User, uuidOf } from '@rapport/sdk';
import { Lead } from './lead.record.ts';
import { type LeadDistribution, LeadPool } from './lead-pool.record.ts';
import { HELD_STATES } from './lead-states.ts';

/** What decides on who gets a lead. */
interface Waiting {
  readonly pool_id: string | null;
  readonly distribution: LeadDistribution | null;
  readonly by_skill: boolean | null;
  readonly topic: string | null;
  readonly known_to: string | null;
}

/**
 * Gives a lead that nobody has to somebody: to whoever knows the customer already, or by the rule of the first pool that
 * takes it. One for whom nobody is found waits; one that somebody has stays with him.
 */
export async function assignLead(work: UnitOfWork, id: string): Promise<void> {
  // Turns, loads and capacities are read and written by one at a time.
  await work.run({
    text: "select pg_advisory_xact_lock(hashtextextended('leads/' || $1::text, 0))",
    values: [work.context.tenant.id],
  });
  const uuid = uuidOf(Lead, id);
  const waiting = await waitingLead(work, uuid);
  if (!waiting) return;
  const pool = waiting.pool_id && idOf(LeadPool, waiting.pool_id);
  if (pool) await work.update(Lead, id, {}, { kept: { poolId: pool } });
  const userUuid = waiting.known_to ?? (await memberInTurn(work, uuid, waiting));
  if (!userUuid) return;
  const input = { assigneeId: idOf(User, userUuid) };
  await work.transition(Lead, id, { transition: 'assign', input });
}

/** SQL: whether a user had the lead `l` and gave it back, or let the time pass. He does not get it again by a rule. */
export const GAVE_UP = (user: string): string => `exists (
  select from lead_assignment a where a.tenant_id = $1 and a.lead_id = l.id and a.user_id = ${user}
    and a.outcome in ('RETURNED', 'TIMED_OUT') and a.deleted_at is null)`;

/** SQL: how many leads a user has in hand. */
export const HELD = (user: string): string => `(
  select count(*) from lead o where o.tenant_id = $1 and o.assignee_id = ${user} and o.deleted_at is null
    and o.state in (${HELD_STATES.map((state) => `'${state}'`).join(', ')}))`;

async function waitingLead(work: UnitOfWork, uuid: string): Promise<Waiting | undefined> {
  const [waiting] = await work.run<Waiting>({
    text: `
with recursive l as (select * from lead where tenant_id = $1 and id = $2 and state = 'NEW' and deleted_at is null),
places as (
  select t.id, t.parent_id from l join territory t on t.tenant_id = $1 and t.id = l.territory_id
  union select t.id, t.parent_id from places p join territory t on t.tenant_id = $1 and t.id = p.parent_id)
select l.topic, p.id as pool_id, p.distribution, p.by_skill, k.user_id as known_to from l
left join lateral (
  select p.* from lead_pool p where p.tenant_id = $1 and p.active and p.deleted_at is null
    and (p.source is null or p.source = l.source) and (p.topic is null or p.topic = l.topic)
    and (p.territory_id is null or p.territory_id in (select id from places))
  order by p.position, p.id limit 1) p on true
left join lateral (
  select user_id from (
    select c.owner_id as user_id, 0 as place from customer c where c.tenant_id = $1 and c.id = l.customer_id
    union all
    (select o.assignee_id, 1 from lead o where o.tenant_id = $1 and o.id <> l.id and o.deleted_at is null
       and o.state in (${HELD_STATES.map((state) => `'${state}'`).join(', ')}, 'NURTURING')
       and ((l.email is not null and o.email = l.email) or (l.phone is not null and o.phone = l.phone))
     order by o.created_at desc limit 1)) known
  join user_account u on u.tenant_id = $1 and u.id = known.user_id and u.active and u.deleted_at is null
  where not ${GAVE_UP('known.user_id')}
  order by place limit 1) k on true`,
    values: [work.context.tenant.id, uuid],
  });
  return waiting;
}

/**
 * The member of the pool whose turn it is. Turns are smooth: in every round of as many leads as all weights together each
 * member gets as many as his weight, and they alternate.
 */
async function memberInTurn(work: UnitOfWork, uuid: string, waiting: Waiting): Promise<string | undefined> {
  const { pool_id: pool, distribution, by_skill: bySkill, topic } = waiting;
  if (pool === null || distribution === 'CLAIM') return undefined;
  const order =
    distribution === 'LEAST_LOAD' ? 'held::float / weight, credit + weight desc, id' : 'credit + weight desc, id';
  const [chosen] = await work.run<{ user_id: string }>({
    text: `
with l as (select * from lead where tenant_id = $1 and id = $2),
eligible as (
  select m.id, m.user_id, m.weight, m.credit, h.held from l
  join lead_pool_member m on m.tenant_id = $1 and m.pool_id = $3 and m.active and m.deleted_at is null
  join user_account u on u.tenant_id = $1 and u.id = m.user_id and u.active and u.deleted_at is null
  cross join lateral (select ${HELD('m.user_id')} as held) h
  where (m.capacity is null or h.held < m.capacity) and ($4::text is null or m.skills ? $4) and not ${GAVE_UP('m.user_id')}),
chosen as (select id from eligible order by ${order} limit 1),
turned as (
  -- Where he stands in the turn is bookkeeping of the rule; what is worth keeping is the assignment.
  update lead_pool_member m
  set credit = m.credit + m.weight - case when m.id = c.id then (select sum(weight) from eligible) else 0 end
  from eligible e, chosen c where m.tenant_id = $1 and m.id = e.id)
select user_id from eligible join chosen using (id)`,
    values: [work.context.tenant.id, uuid, pool, bySkill ? (topic ?? '') : null],
  });
  return chosen?.user_id;
}
