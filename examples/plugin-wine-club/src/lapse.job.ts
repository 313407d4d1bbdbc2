import { Customer } from '@rapport/core';
import type { PluginJob } from '@rapport/sdk';

const PAGE = 100;

/** Every night, members who have ordered nothing for a year lose their level. */
export const lapse: PluginJob = {
  id: 'lapse',
  cron: '0 3 * * *',
  catchUp: 'once',
  run: async ({ dueAt, signal, transaction }) => {
    const yearAgo = new Date(dueAt);
    yearAgo.setUTCFullYear(yearAgo.getUTCFullYear() - 1);
    const since = yearAgo.toISOString();
    // Whoever lost it no longer matches, so a run that was broken off goes on where it was.
    for (let found = PAGE; found === PAGE && !signal.aborted; ) {
      found = await transaction(async (work) => {
        const members = await work.find(Customer, {
          filter: {
            wineClub: { level: { isNull: false }, joinedOn: { lt: since.slice(0, 10) } },
            wineClubOrders: { none: { createdAt: { gte: since } } },
          },
          fields: ['id'],
          first: PAGE,
        });
        for (const { id } of members)
          await work.update(Customer, String(id), {}, { kept: { wineClub: { level: null } } });
        return members.length;
      });
    }
  },
};
