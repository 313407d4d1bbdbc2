import { idOf, type RequestContext, recordTypeOf, reject, User, uuidOf } from '@rapport/sdk';
import { DAY_MS, MAX_SLOT_DAYS } from './time-slot.ts';

const MAX_USERS = 50;
const MAX_DAYS = 92;

export interface BusyTimes {
  /** Id of the user. */
  readonly userId: string;
  readonly busy: readonly { readonly startsAt: string; readonly endsAt: string }[];
}

/**
 * When users are taken between two instants: by visits that may still take place, their own and those that they attend, and
 * by time set aside for tasks. It says nothing of what takes them, so it needs no right to see that.
 */
export async function busyTimes(
  { access, reader, tenant }: RequestContext,
  userIds: readonly string[],
  from: string,
  to: string,
): Promise<BusyTimes[]> {
  access.require(recordTypeOf(User), 'read');
  if (userIds.length > MAX_USERS) reject('userIds', `must be at most ${MAX_USERS} users.`);
  const length = new Date(to).getTime() - new Date(from).getTime();
  if (length <= 0) reject('to', 'must be later than from.');
  if (length > MAX_DAYS * DAY_MS) reject('to', `must be at most ${MAX_DAYS} days after from.`);
  const uuids = userIds.map((id, index) => uuidOf(User, id, `userIds[${index}]`));
  const rows = await reader.run<{ user_id: string; starts_at: Date; ends_at: Date }>({
    text: `
with visits as (
  select * from visit where tenant_id = $1 and deleted_at is null and state in ('PLANNED', 'CONFIRMED', 'CHECKED_IN')
    and starts_at < $4 and starts_at > $3::timestamptz - interval '${MAX_SLOT_DAYS} days' and ends_at > $3),
slots as (
  select u.id as user_id, v.starts_at, v.ends_at from unnest($2::uuid[]) u(id) join visits v on v.user_id = u.id
  union all
  select a.user_id, v.starts_at, v.ends_at from visit_attendee a join visits v on v.id = a.visit_id
  where a.tenant_id = $1 and a.user_id = any($2::uuid[]) and a.deleted_at is null
  union all
  select t.assignee_id, t.planned_from, t.planned_until from task t
  where t.tenant_id = $1 and t.assignee_id = any($2::uuid[]) and t.deleted_at is null
    and t.state in ('OPEN', 'IN_PROGRESS', 'WAITING') and t.planned_from < $4 and t.planned_until > $3)
select user_id, lower(busy) as starts_at, upper(busy) as ends_at from (
  select user_id, unnest(range_agg(tstzrange(starts_at, ends_at)) * tstzmultirange(tstzrange($3, $4))) as busy
  from slots group by user_id) joined
order by user_id, starts_at`,
    values: [tenant.id, uuids, from, to],
  });
  return uuids.map((uuid) => ({
    userId: idOf(User, uuid),
    busy: rows
      .filter((row) => row.user_id === uuid)
      .map(({ starts_at, ends_at }) => ({ startsAt: starts_at.toISOString(), endsAt: ends_at.toISOString() })),
  }));
}
