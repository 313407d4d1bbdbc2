import { type PluginJob, uuidOf } from '@rapport/sdk';
import { EstateClaim } from '../stock/unit.record.ts';
import { sweepClaim } from './claim.service.ts';

const PAGE = 100;

/** Every minute, holds whose time is over are ended, should nothing else have done it. Nobody waits for it: time is read. */
export const sweepHolds: PluginJob = {
  id: 'sweep-holds',
  cron: '* * * * *',
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
