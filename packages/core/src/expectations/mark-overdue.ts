import { idOf, type PluginAlarm } from '@rapport/sdk';
import { CustomerPromise } from './customer-promise.record.ts';

const PAGE = 200;

/** A promise whose day has passed is overdue. */
export const markOverdue: PluginAlarm = {
  id: 'mark-overdue',
  record: CustomerPromise,
  at: 'overdueAt',
  run: ({ tenant, transaction }) =>
    transaction(async (work) => {
      const due = await work.run<{ id: string }>({
        text: `
select id from customer_promise where tenant_id = $1 and overdue_at <= now() and deleted_at is null
order by overdue_at limit ${PAGE} for no key update skip locked`,
        values: [tenant.id],
      });
      for (const { id } of due)
        await work.transition(CustomerPromise, idOf(CustomerPromise, id), { transition: 'fallDue' });
    }),
};
