import type { PluginAutomation } from '@rapport/sdk';

/** A day after a member has another level, somebody is to say so. Administrators see it, and can make one of their own. */
export const congratulate: PluginAutomation = {
  key: 'congratulate',
  name: 'Congratulate a member',
  trigger: { event: 'wineClub.levelReached' },
  recordType: 'Customer',
  steps: [
    { id: 'patience', type: 'wait', for: 'P1D' },
    {
      id: 'task',
      type: 'create',
      recordType: 'Task',
      values: {
        title: { text: ['Congratulate ', { subject: 'name' }, ': ', { event: 'patch.level' }] },
        customerId: { subject: 'id' },
      },
    },
  ],
};
