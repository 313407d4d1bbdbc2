import { type PluginJob, uuidOf } from '@rapport/sdk';
import { EstateClaim } from '../stock/unit.record.ts';
import { sweepClaim } from './claim.service.ts';

const PAGE = 100;

/**
 * Every night, holds whose time is over are ended that nothing else has ended: neither the automation that waits for that
 * moment, which a tenant may have paused, nor a taker. Nobody waits for it, because time is read.
 */
export const sweepHolds: PluginJob = {
  id: 'sweep-holds',
  cron: '30 3 * * *',
  catchUp: 'once',
  run: async ({ signal, transaction }) => {
    for (let found = PAGE; found === PAGE && !signal.aborted; ) {
      const due = await transaction((work) =>
        work.find(EstateClaim, {
          filter: { stage: { eq: 'HELD' }, heldUntil: { lte: new Date().toISOString() } },
          fields: ['id'],
          first: PAGE,
        }),
      );
      found = due.length;
      for (const { id } of due) await transaction((work) => sweepClaim(work, uuidOf(EstateClaim, id)));
    }
  },
};
