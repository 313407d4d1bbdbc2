import { idOf, reject, type UnitOfWork } from '@rapport/sdk';
import { ContactPoint } from './contact-point.record.ts';
import { ProfileValue } from './profile-value.record.ts';

const MAX_AT_ONCE = 1_000;

/** What was verified until a day is stale from that day on, and must be verified anew (A6). */
export async function expireVerifications(work: UnitOfWork, limit: number): Promise<number> {
  if (limit < 1 || limit > MAX_AT_ONCE) reject('limit', `must lie between 1 and ${MAX_AT_ONCE}.`);
  const values = [work.context.tenant.id, limit];
  const points = await work.run<{ id: string }>({
    text: `
select id from contact_point
where tenant_id = $1 and expires_on <= current_date and verification = 'VERIFIED' and deleted_at is null
order by expires_on, id limit $2`,
    values,
  });
  for (const { id } of points) await work.update(ContactPoint, idOf(ContactPoint, id), { verification: 'STALE' });
  const profile = await work.run<{ id: string }>({
    text: `
select id from profile_value
where tenant_id = $1 and valid_until <= current_date and state in ('UNVERIFIED', 'VERIFIED') and deleted_at is null
order by valid_until, id limit $2`,
    values: [work.context.tenant.id, limit - points.length],
  });
  for (const { id } of profile) await work.transition(ProfileValue, idOf(ProfileValue, id), { transition: 'expire' });
  return points.length + profile.length;
}
