import { definePermission } from '@rapport/sdk';

export const approving = definePermission({
  name: 'campaigns.approve',
  description: 'Approves campaigns, so that they may begin.',
  roles: ['manager'],
});

/** It counts all messages, also those to customers out of sight. */
export const readContent = definePermission({
  name: 'campaigns.readContent',
  description: 'Sees how much of all that reaches customers sells, and how much does not.',
  roles: ['manager', 'marketer', 'analyst'],
});
