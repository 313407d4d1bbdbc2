import { idOf, type PluginAlarm } from '@rapport/sdk';
import { SurveyInvitation } from './survey-invitation.record.ts';

const PAGE = 200;

/** When the time to answer is over, so is an invitation to which nobody answered; one that was begun stays as it is. */
export const expireInvitations: PluginAlarm = {
  id: 'expire-invitations',
  record: SurveyInvitation,
  at: 'expiresAt',
  run: ({ tenant, transaction }) =>
    transaction(async (work) => {
      const over = await work.run<{ id: string; state: string }>({
        text: `
select id, state from survey_invitation where tenant_id = $1 and expires_at <= now() and deleted_at is null
order by expires_at limit ${PAGE} for no key update skip locked`,
        values: [tenant.id],
      });
      for (const { id: uuid, state } of over) {
        const id = idOf(SurveyInvitation, uuid);
        if (state === 'SENT') await work.transition(SurveyInvitation, id, { transition: 'expire' });
        else await work.update(SurveyInvitation, id, {}, { kept: { expiresAt: null } });
      }
    }),
};
