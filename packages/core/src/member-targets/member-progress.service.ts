import { findRecords, formatMinor, parseMinor, RapportError, type RequestContext, uuidOf } from '@rapport/sdk';
import { Segment } from '../segments/index.ts';
import { MemberTarget } from './member-target.record.ts';

interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface MemberProgress {
  readonly members: number;
  readonly active: number;
  readonly activePercent: number | null;
  readonly valuePerMember: Money | null;
  readonly complaining: number;
  readonly complaintPercent: number | null;
  readonly missed: readonly string[];
  readonly reached: boolean;
}

interface Counted {
  readonly members: number;
  readonly active: number;
  readonly minor: string;
  readonly complaining: number;
}

/** Members are those of the end of the time, or of now while it runs; what they did in the time counts. */
const SQL = `
with member as materialized (
  select distinct m.customer_id as id from segment_membership m
  join customer c on c.tenant_id = $1 and c.id = m.customer_id and c.deleted_at is null
  where m.tenant_id = $1 and m.segment_id = $2 and m.deleted_at is null
    and m.entered_at < least($4::timestamptz, now()) and (m.current or m.left_at >= least($4::timestamptz, now()))),
bought as (
  select p.customer_id as id, sum(p.amount_amount) filter (where p.amount_currency = $5) as minor from purchase p
  join member on member.id = p.customer_id
  where p.tenant_id = $1 and p.purchased_at >= $3 and p.purchased_at < $4 and p.deleted_at is null group by 1),
came as (
  select i.customer_id as id from interaction i join member on member.id = i.customer_id
  where i.tenant_id = $1 and i.direction = 'INBOUND' and i.occurred_at >= $3 and i.occurred_at < $4
    and i.deleted_at is null and i.superseded_by_id is null)
select (select count(*) from member)::int as members,
  (select count(*) from (select id from bought union select id from came) s)::int as active,
  (select coalesce(sum(minor), 0) from bought)::text as minor,
  (select count(distinct r.customer_id) from service_request r join member on member.id = r.customer_id
   where r.tenant_id = $1 and r.kind = 'COMPLAINT' and r.state not in ('DUPLICATE', 'REJECTED')
     and r.created_at >= $3 and r.created_at < $4 and r.deleted_at is null)::int as complaining`;

const NAMES = ['memberCount', 'activePercent', 'valuePerMember', 'complaintPercent'] as const;

/** What was reached of a target: all of it together, and only all of it is success (F9). */
export async function progressOf(context: RequestContext, id: string): Promise<MemberProgress> {
  const [target] = await findRecords(context, MemberTarget, {
    filter: { id: { eq: id } },
    fields: ['segmentId', 'startsOn', 'endsOn', ...NAMES],
  });
  if (!target) throw new RapportError('NOT_FOUND', 'id: there is no such MemberTarget.', { field: 'id' });
  const goal = target.valuePerMember as Money | null;
  const [counted] = await context.reader.run<Counted>({
    text: SQL,
    values: [
      context.tenant.id,
      uuidOf(Segment, target.segmentId),
      `${target.startsOn}T00:00:00Z`,
      `${target.endsOn}T00:00:00Z`,
      goal?.currency ?? null,
    ],
  });
  if (!counted) throw new Error('An aggregate has one row.');
  const { members, active, complaining } = counted;
  const percent = (count: number) => (members === 0 ? null : (100 * count) / members);
  const value = goal && members > 0 ? BigInt(counted.minor) / BigInt(members) : null;
  // Of nobody nothing is reached.
  const holds: Readonly<Record<(typeof NAMES)[number], boolean>> = {
    memberCount: members >= Number(target.memberCount),
    activePercent: (percent(active) ?? -1) >= Number(target.activePercent),
    valuePerMember:
      goal !== null && value !== null && value >= parseMinor(goal.amount, goal.currency, 'valuePerMember'),
    complaintPercent: (percent(complaining) ?? 101) <= Number(target.complaintPercent),
  };
  const missed = NAMES.filter((name) => target[name] != null && !holds[name]);
  return {
    members,
    active,
    activePercent: percent(active),
    valuePerMember:
      goal && value !== null ? { amount: formatMinor(value, goal.currency), currency: goal.currency } : null,
    complaining,
    complaintPercent: percent(complaining),
    missed,
    reached: missed.length === 0,
  };
}
