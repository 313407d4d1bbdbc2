import { definePermission } from '@rapport/sdk';

export const sending = definePermission({
  name: 'messages.send',
  description: 'Sends messages to customers, and calls them off.',
  roles: ['manager', 'seller', 'service', 'marketer', 'automation'],
});
