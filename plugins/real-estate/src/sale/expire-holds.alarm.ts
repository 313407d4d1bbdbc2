import type { PluginAlarm } from '@rapport/sdk';
import { rowsOf } from '../common/rows.ts';
import { EstateUnit } from '../stock/unit.record.ts';
import { sweepClaim } from './claim.service.ts';

const AT_ONCE = 100;

/** Ends holds when their moment comes, so that boards show it. Nobody who takes a unit waits for it, because time is read. */
export const expireHolds: PluginAlarm = {
  id: 'expire-holds',
  record: EstateUnit,
  at: 'heldUntil',
  run: async ({ transaction, signal }) => {
    const due = await transaction((work) =>
      rowsOf<{ claim_id: string }>(
        work,
        `select claim_id from estate_unit where tenant_id = $1 and held_until <= now() and claim_id is not null
         and deleted_at is null order by held_until limit ${AT_ONCE}`,
        [],
      ),
    );
    for (const { claim_id } of due) {
      if (signal.aborted) return;
      await transaction((work) => sweepClaim(work, claim_id));
    }
  },
};
