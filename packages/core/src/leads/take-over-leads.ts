import { idOf, type PluginAlarm } from '@rapport/sdk';
import { Lead } from './lead.record.ts';

const PAGE = 50;

/** When the time to accept a lead is over, somebody else gets it. */
export const takeOverLeads: PluginAlarm = {
  id: 'take-over-leads',
  record: Lead,
  at: 'acceptBy',
  run: ({ tenant, transaction }) =>
    transaction(async (work) => {
      const late = await work.run<{ id: string }>({
        text: `
select id from lead where tenant_id = $1 and accept_by <= now() and state = 'ASSIGNED' and deleted_at is null
order by accept_by limit ${PAGE} for no key update skip locked`,
        values: [tenant.id],
      });
      for (const { id } of late)
        await work.transition(Lead, idOf(Lead, id), { transition: 'return', reason: 'It was not accepted in time.' });
    }),
};
