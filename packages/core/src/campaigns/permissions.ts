import { definePermission } from '@rapport/sdk';

export const approving = definePermission({
  name: 'campaigns.approve',
  description: 'Approves campaigns, so that they may begin.',
  roles: ['manager'],
});
