import { Customer } from '@rapport/core';
import {
  type BeforeHandler,
  idOf,
  type RecordChange,
  type RecordInput,
  refuse,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { rowOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateClaim, EstateUnit, LIVE_STAGES } from '../stock/unit.record.ts';
import { expireClaim, freeUnits } from './claim.service.ts';

interface Standing {
  readonly now: Date;
  readonly state: string;
  readonly hold_minutes: number;
  readonly max_hold_minutes: number;
  readonly release_state: string | null;
  readonly starts_at: Date | null;
  readonly release_order: string | null;
  readonly called_up_to: number | null;
  readonly position: number | null;
  readonly claim_id: string | null;
  readonly stage: string | null;
  readonly held_until: Date | null;
  readonly over: boolean | null;
}

/** The clock is that of the database, the same for all servers. */
const STANDING = `
select clock_timestamp() as now, u.state, p.hold_minutes, p.max_hold_minutes,
  r.state as release_state, r.starts_at, r.queue_rule as release_order, r.called_up_to, q.position,
  c.id as claim_id, c.stage, c.held_until, c.stage = 'HELD' and c.held_until <= clock_timestamp() as over
from estate_unit u
join estate_project p on p.tenant_id = u.tenant_id and p.id = u.project_id
left join estate_release r on r.tenant_id = u.tenant_id and r.id = u.release_id
left join estate_queue_ticket q on q.tenant_id = r.tenant_id and q.release_id = r.id and q.customer_id = $3 and q.deleted_at is null
left join lateral (
  select * from estate_claim c where c.tenant_id = u.tenant_id and c.unit_id = u.id and c.deleted_at is null
  and c.stage in ('${LIVE_STAGES.join("', '")}') limit 1) c on true
where u.tenant_id = $1 and u.id = $2`;

const MINUTE_MS = 60_000;
const MAX_WARNING_MS = 10 * MINUTE_MS;
const WARNING_SHARE = 5;

/** Until when is told to everybody; by whom, to who may see that claim. */
async function refuseTaken(work: UnitOfWork, standing: Standing, path: string): Promise<never> {
  const [seen] = await work.find(EstateClaim, {
    filter: { id: { eq: idOf(EstateClaim, String(standing.claim_id)) } },
    fields: ['customerId', 'consultantId'],
    first: 1,
  });
  refuse(rules.UNIT_TAKEN, `${path}.unitId`, {
    stage: standing.stage,
    until: standing.held_until?.toISOString() ?? null,
    ...(seen && { customerId: seen.customerId, consultantId: seen.consultantId }),
  });
}

function assertOnSale({ state, release_state, release_order, ...standing }: Standing, path: string): void {
  if (release_state !== null && release_state !== 'CLOSED') {
    const at = `${path}.unitId`;
    const { now, starts_at, position, called_up_to } = standing;
    if (release_state !== 'OPEN') refuse(state === 'PLANNED' ? rules.UNIT_NOT_RELEASED : rules.RELEASE_NOT_OPEN, at);
    if (starts_at && starts_at > now) refuse(rules.RELEASE_NOT_OPEN, at, { startsAt: starts_at.toISOString() });
    if (release_order !== 'FIRST_COME' && (position === null || position > (called_up_to ?? 0)))
      refuse(rules.NOT_YOUR_TURN, at, { position, calledUpTo: called_up_to });
  }
  if (!['AVAILABLE', 'HELD'].includes(state)) refuse(rules.UNIT_NOT_RELEASED, `${path}.unitId`, { state });
}

/** Until when a hold lasts, and when its consultant is warned. */
export function holdTimes(
  { now, hold_minutes, max_hold_minutes }: Pick<Standing, 'now' | 'hold_minutes' | 'max_hold_minutes'>,
  wanted: unknown,
  path: string,
): { readonly heldUntil: string; readonly warnAt: string } {
  const until = wanted ? Date.parse(String(wanted)) : now.getTime() + hold_minutes * MINUTE_MS;
  const latest = now.getTime() + max_hold_minutes * MINUTE_MS;
  if (until <= now.getTime() || until > latest)
    refuse(rules.HOLD_TOO_LONG, `${path}.heldUntil`, { latest: new Date(latest).toISOString() });
  const warning = Math.min(MAX_WARNING_MS, Math.floor((until - now.getTime()) / WARNING_SHARE));
  return { heldUntil: new Date(until).toISOString(), warnAt: new Date(until - warning).toISOString() };
}

interface Held {
  readonly unitId: string;
  readonly claimId: string;
  readonly heldUntil: string;
}

async function holdUnits(work: UnitOfWork, held: readonly Held[]): Promise<void> {
  for (const { unitId, claimId, heldUntil } of held)
    await work.unlimited.transition(EstateUnit, unitId, { transition: 'hold', input: { claimId, heldUntil } });
}

/**
 * Holds a unit. Nothing is locked before the claim is written: of two who press at once, the unique index lets one
 * through (iH1). A hold whose time is over is ended here, whether or not anybody swept it (iH4).
 */
async function hold({ record, uuid, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const unitId = String(record.unitId);
  const standing = await rowOf<Standing>(work, STANDING, [
    uuidOf(EstateUnit, unitId, `${path}.unitId`),
    uuidOf(Customer, record.customerId, `${path}.customerId`),
  ]);
  if (!standing) refuse(rules.UNIT_NOT_RELEASED, `${path}.unitId`);
  if (standing.claim_id !== null && !standing.over) await refuseTaken(work, standing, path);
  assertOnSale(standing, path);
  if (standing.claim_id !== null) await expireClaim(work, standing.claim_id);
  const times = holdTimes(standing, record.heldUntil, path);
  work.afterWrite(holdUnits, { unitId, claimId: idOf(EstateClaim, uuid), heldUntil: times.heldUntil });
  return times;
}

const LIMITS = `
select clock_timestamp() as now, p.hold_minutes, p.max_hold_minutes from estate_unit u
join estate_project p on p.tenant_id = u.tenant_id and p.id = u.project_id
where u.tenant_id = $1 and u.id = $2`;

async function extend({ record, before, uuid, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const limits = await rowOf<Standing>(work, LIMITS, [uuidOf(EstateUnit, record.unitId)]);
  if (!limits) refuse(rules.UNIT_NOT_RELEASED, path);
  if (before.heldUntil && Date.parse(String(before.heldUntil)) <= limits.now.getTime()) refuse(rules.HOLD_OVER, 'id');
  const times = holdTimes(limits, record.heldUntil, path);
  work.afterWrite(holdUnits, {
    unitId: String(record.unitId),
    claimId: idOf(EstateClaim, uuid),
    heldUntil: times.heldUntil,
  });
  return times;
}

export const claimRules: readonly BeforeHandler[] = [
  { record: EstateClaim, on: ['created'], run: hold },
  {
    record: EstateClaim,
    on: ['updated'],
    run: async (change, work) => {
      switch (change.transition?.name) {
        case 'extend':
          return extend(change, work);
        case 'release':
        case 'cancel':
          work.afterWrite(freeUnits, change.uuid);
          return undefined;
        case 'subscribe':
          return { heldUntil: null, warnAt: null };
        default:
          return undefined;
      }
    },
  },
];
