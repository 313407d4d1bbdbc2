import { Customer } from '@rapport/core';
import { idOf, type RecordRef, refuse, type UnitOfWork, User, uuidOf } from '@rapport/sdk';
import { rowOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateProject } from '../stock/project.record.ts';
import { type EstateAssignment, EstateRotationPlace } from './reception.record.ts';

interface Place {
  readonly id: string;
  readonly consultant_id: string;
  readonly turns: number;
}

const NEXT = `
select id, consultant_id, turns from estate_rotation_place
where tenant_id = $1 and project_id = $2 and duty = 'ON' and deleted_at is null
order by turns, last_turn_at nulls first, id limit 1`;

/** Turns are given one after the other: of two who come at once, each gets a consultant of his own. */
async function lockRotation(work: UnitOfWork, project: string): Promise<void> {
  await rowOf(work, 'select id from estate_project where tenant_id = $1 and id = $2 for no key update', [project]);
}

/** The consultant whose turn it is; nobody where none is on duty. It counts as a turn. */
export async function takeTurn(work: UnitOfWork, projectId: string): Promise<string | null> {
  const project = uuidOf(EstateProject, projectId);
  await lockRotation(work, project);
  const next = await rowOf<Place>(work, NEXT, [project]);
  if (!next) return null;
  await work.unlimited.update(
    EstateRotationPlace,
    idOf(EstateRotationPlace, next.id),
    {},
    {
      kept: { turns: next.turns + 1, lastTurnAt: new Date().toISOString() },
    },
  );
  return idOf(User, next.consultant_id);
}

/** The turns with which somebody enters the rotation: as many as the one who has fewest, so that he does not get them all. */
export async function turnsToBegin(work: UnitOfWork, projectId: string): Promise<number> {
  const row = await rowOf<{ turns: number }>(
    work,
    `select coalesce(min(turns), 0) as turns from estate_rotation_place
     where tenant_id = $1 and project_id = $2 and deleted_at is null`,
    [uuidOf(EstateProject, projectId)],
  );
  return row?.turns ?? 0;
}

/**
 * The one whose turn it is does not take it. By his own fault it counts as if he had; otherwise, while he serves a visitor
 * who came back for instance, he stays the next.
 */
export async function skipTurn(work: UnitOfWork, id: string, atFault: boolean): Promise<RecordRef> {
  const { turns, skips } = await work.lock(EstateRotationPlace, id);
  return work.unlimited.update(
    EstateRotationPlace,
    id,
    {},
    {
      kept: {
        skips: Number(skips) + 1,
        ...(atFault && { turns: Number(turns) + 1, lastTurnAt: new Date().toISOString() }),
      },
    },
  );
}

interface Known {
  readonly visits: number;
  readonly own: string | null;
  readonly on_duty: boolean;
}

/** His own consultant is the one who is named on the customer, else the one who received him last. */
const KNOWN = `
with own as (
  select (select count(*)::int from estate_visit v where v.tenant_id = $1 and v.project_id = $2 and v.customer_id = $3 and v.deleted_at is null) as visits,
    coalesce(
      (select x.consultant_id from real_estate_customer x where x.tenant_id = $1 and x.id = $3),
      (select v.consultant_id from estate_visit v where v.tenant_id = $1 and v.project_id = $2 and v.customer_id = $3
       and v.deleted_at is null order by v.arrived_at desc limit 1)) as own)
select visits, own, exists (
  select from estate_rotation_place p where p.tenant_id = $1 and p.project_id = $2 and p.consultant_id = own.own
  and p.duty = 'ON' and p.deleted_at is null) as on_duty
from own`;

const ON_DUTY = `
select exists (select from estate_rotation_place where tenant_id = $1 and project_id = $2 and consultant_id = $3
  and duty = 'ON' and deleted_at is null) as on_duty,
  exists (select from estate_rotation_place where tenant_id = $1 and project_id = $2 and deleted_at is null) as kept`;

export interface Reception {
  readonly kind: 'FIRST' | 'RETURN';
  readonly consultantId: string | null;
  readonly assignment: EstateAssignment;
}

/** Who receives a visitor: whom he asks for, else his own consultant, who is protected, else the next in turn. */
export async function receive(
  work: UnitOfWork,
  projectId: string,
  customerId: string,
  askedFor: string | null,
  path: string,
): Promise<Reception> {
  const project = uuidOf(EstateProject, projectId, `${path}.projectId`);
  const known = await rowOf<Known>(work, KNOWN, [project, uuidOf(Customer, customerId, `${path}.customerId`)]);
  const kind = (known?.visits ?? 0) > 0 ? 'RETURN' : 'FIRST';
  if (askedFor !== null) {
    const duty = await rowOf<{ on_duty: boolean; kept: boolean }>(work, ON_DUTY, [project, uuidOf(User, askedFor)]);
    if (duty?.kept && !duty.on_duty) refuse(rules.CONSULTANT_OFF_DUTY, `${path}.askedForId`);
    return { kind, consultantId: askedFor, assignment: 'ASKED' };
  }
  if (known?.own && known.on_duty) return { kind, consultantId: idOf(User, known.own), assignment: 'OWN' };
  return { kind, consultantId: await takeTurn(work, projectId), assignment: 'ROTATION' };
}

/** Whoever receives somebody first cares for him from then on. */
export async function keepConsultants(
  work: UnitOfWork,
  received: readonly { readonly customerId: string; readonly consultantId: string }[],
): Promise<void> {
  for (const { customerId, consultantId } of received) {
    const known = await rowOf<{ consultant_id: string | null }>(
      work,
      'select consultant_id from real_estate_customer where tenant_id = $1 and id = $2',
      [uuidOf(Customer, customerId)],
    );
    if (!known?.consultant_id)
      await work.unlimited.update(Customer, customerId, {}, { kept: { realEstate: { consultantId } } });
  }
}
