import { idOf, RapportError, type RecordRef, ref, type UnitOfWork, User, uuidOf } from '@rapport/sdk';
import { Queue } from './queue.record.ts';
import { ServiceCategory } from './service-category.record.ts';
import { ServiceRequest } from './service-request.record.ts';

/** A user who may take a request of this category: he has the skill that it asks for, if it asks for one. */
const ABLE = `
  not exists (
    select from service_category c
    where c.tenant_id = $1 and c.id = %CATEGORY% and c.skill_id is not null and not exists (
      select from user_skill s
      where s.tenant_id = $1 and s.user_id = %USER% and s.skill_id = c.skill_id and s.deleted_at is null))`;
const able = (category: string, user: string) => ABLE.replace('%CATEGORY%', category).replace('%USER%', user);

const LOAD = `
  (select count(*)::int from service_request o
   where o.tenant_id = $1 and o.owner_id = m.user_id and o.open and o.deleted_at is null)`;

/**
 * The member of a balanced queue with the skill and the least to do, in proportion to what he can; nobody where all have
 * enough. Openings of one queue wait for each other, so that nobody gets too much.
 */
export async function assignedOwner(work: UnitOfWork, queueId: string, categoryId: unknown): Promise<string | null> {
  const tenantId = work.context.tenant.id;
  const queue = uuidOf(Queue, queueId);
  await work.run({ text: 'select pg_advisory_xact_lock(hashtextextended($1, $2))', values: [queue, tenantId] });
  const [member] = await work.run<{ user_id: string }>({
    text: `
select m.user_id from queue_member m
join user_account u on u.tenant_id = $1 and u.id = m.user_id and u.active and u.deleted_at is null
cross join lateral (select ${LOAD} as load) l
where m.tenant_id = $1 and m.queue_id = $2 and m.deleted_at is null and l.load < m.capacity
  and ${able('$3', 'm.user_id')}
order by l.load::float8 / m.capacity, m.created_at, m.id limit 1`,
    values: [tenantId, queue, categoryId == null ? null : uuidOf(ServiceCategory, categoryId)],
  });
  return member ? idOf(User, member.user_id) : null;
}

/**
 * Gives the most pressing new request of a queue that the user is able to take to him; null when there is none. Any number
 * of users may do so at once: each request goes to one, and nobody waits for another (O7).
 */
export async function claimNext(work: UnitOfWork, queueId: string): Promise<RecordRef | null> {
  const { tenant, access } = work.context;
  const { userId } = access.actor;
  if (userId === undefined) throw new RapportError('FORBIDDEN', 'Only a user claims requests.', { field: 'queueId' });
  const queue = uuidOf(Queue, queueId, 'queueId');
  const user = uuidOf(User, userId);
  const [member] = await work.run<{ capacity: number; load: number }>({
    text: `
select m.capacity, ${LOAD} as load from queue_member m
where m.tenant_id = $1 and m.queue_id = $2 and m.user_id = $3 and m.deleted_at is null for no key update of m`,
    values: [tenant.id, queue, user],
  });
  if (!member)
    throw new RapportError('FORBIDDEN', 'This actor is no member of the queue.', {
      field: 'queueId',
      recordType: 'QueueMember',
    });
  if (member.load >= member.capacity)
    throw new RapportError('USED_UP', `This user has ${member.load} open requests, and room for ${member.capacity}.`, {
      field: 'queueId',
    });
  const [next] = await work.run<{ id: string }>({
    text: `
select r.id from service_request r
where r.tenant_id = $1 and r.queue_id = $2 and r.state = 'NEW' and r.deleted_at is null and ${able('r.category_id', '$3')}
order by r.priority, r.created_at, r.id limit 1 for no key update skip locked`,
    values: [tenant.id, queue, user],
  });
  if (!next) return null;
  const id = idOf(ServiceRequest, next.id);
  await work.transition(ServiceRequest, id, { transition: 'assign', input: { ownerId: userId } });
  return ref(ServiceRequest, id);
}
