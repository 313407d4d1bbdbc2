import { idOf, RapportError, type UnitOfWork } from '@rapport/sdk';
import { rowOf } from '../common/rows.ts';
import { EstateClaim, EstateUnit } from '../stock/unit.record.ts';

/**
 * Lets go of a unit whose claim has ended. It locks the unit after the claim, as everything here does, so that nobody
 * waits in a circle. Where another claim is on the unit already, there is nothing to let go of.
 */
export async function freeUnits(work: UnitOfWork, claims: readonly string[]): Promise<void> {
  for (const claim of claims) {
    const unit = await rowOf<{ id: string }>(
      work,
      `select id from estate_unit where tenant_id = $1 and claim_id = $2 and state in ('HELD', 'SUBSCRIBED', 'RESCINDED')
       for no key update`,
      [claim],
    );
    if (!unit) continue;
    await work.unlimited.transition(EstateUnit, idOf(EstateUnit, unit.id), {
      transition: 'free',
      input: { claimId: null, heldUntil: null },
    });
  }
}

/** Ends a hold whose time is over. Two may find it at once: the second has nothing to do. */
export async function expireClaim(work: UnitOfWork, claim: string): Promise<void> {
  try {
    await work.unlimited.transition(EstateClaim, idOf(EstateClaim, claim), { transition: 'expire' });
  } catch (error) {
    if (!(error instanceof RapportError && error.code === 'TRANSITION_REFUSED')) throw error;
  }
}

/** Ends a hold if its time is over, and frees its unit; for whoever goes through them, or waits for that moment. */
export async function sweepClaim(work: UnitOfWork, claim: string): Promise<boolean> {
  const due = await rowOf<{ over: boolean }>(
    work,
    `select held_until <= clock_timestamp() as over from estate_claim
     where tenant_id = $1 and id = $2 and stage = 'HELD' and deleted_at is null for no key update`,
    [claim],
  );
  if (!due?.over) return false;
  await expireClaim(work, claim);
  await freeUnits(work, [claim]);
  return true;
}
