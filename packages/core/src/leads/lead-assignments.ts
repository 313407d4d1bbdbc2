import { type FieldValues, idOf, type RecordInput, Team, type UnitOfWork, User, uuidOf } from '@rapport/sdk';
import { type AssignmentOutcome, LeadAssignment } from './lead-assignment.record.ts';
import { LeadPool } from './lead-pool.record.ts';

/** What a lead that somebody is given holds: his team, and until when he can accept it. Without a pool there is no clock. */
export async function givenTo(work: UnitOfWork, { assigneeId, poolId }: FieldValues): Promise<RecordInput> {
  const [found] = await work.run<{ team: string | null; minutes: number | null }>({
    text: `
select u.team_id as team, p.accept_minutes as minutes from user_account u
left join lead_pool p on p.tenant_id = $1 and p.id = $3
where u.tenant_id = $1 and u.id = $2`,
    values: [work.context.tenant.id, uuidOf(User, assigneeId), poolId == null ? null : uuidOf(LeadPool, poolId)],
  });
  const { team = null, minutes = null } = found ?? {};
  return {
    teamId: team && idOf(Team, team),
    acceptBy: minutes === null ? null : new Date(Date.now() + minutes * 60_000).toISOString(),
  };
}

export interface Assigned {
  readonly id: string;
  readonly userId: string;
  readonly outcome: AssignmentOutcome;
}

/** Keeps who was given a lead. */
export async function noteAssignment(work: UnitOfWork, assigned: readonly Assigned[]): Promise<void> {
  const endedAt = new Date().toISOString();
  await work.unlimited.createAll(
    LeadAssignment,
    assigned.map(({ id, userId, outcome }) => ({
      input: {},
      path: 'input',
      kept: { leadId: id, userId, outcome, ...(outcome !== 'OPEN' && { endedAt }) },
    })),
  );
}

/** Keeps what somebody did with the lead that he was given. */
export async function endAssignment(
  work: UnitOfWork,
  leadUuid: string,
  outcome: AssignmentOutcome,
  reason: string | null,
): Promise<void> {
  // Whoever accepted can still give it back.
  const [given] = await work.run<{ id: string }>({
    text: `
select id from lead_assignment where tenant_id = $1 and lead_id = $2 and outcome in ('OPEN', 'ACCEPTED') and deleted_at is null
order by created_at desc, id desc limit 1`,
    values: [work.context.tenant.id, leadUuid],
  });
  if (!given) return;
  const kept = { outcome, reason, endedAt: new Date().toISOString() };
  await work.unlimited.update(LeadAssignment, idOf(LeadAssignment, given.id), {}, { kept });
}
