import type { PluginJob } from '@rapport/sdk';
import { SurveyInvitation } from './survey-invitation.record.ts';

const PAGE = 200;

/** Every hour, invitations to which nobody answered in time are over. */
export const expireInvitations: PluginJob = {
  id: 'expire-invitations',
  cron: '7 * * * *',
  catchUp: 'once',
  run: async ({ dueAt, signal, transaction }) => {
    // What is over no longer matches, so a run that was broken off goes on where it was.
    for (let found = PAGE; found === PAGE && !signal.aborted; ) {
      found = await transaction(async (work) => {
        const over = await work.find(SurveyInvitation, {
          filter: { state: { eq: 'SENT' }, expiresAt: { lt: dueAt.toISOString() } },
          fields: ['id'],
          first: PAGE,
        });
        for (const { id } of over) await work.transition(SurveyInvitation, String(id), { transition: 'expire' });
        return over.length;
      });
    }
  },
};
