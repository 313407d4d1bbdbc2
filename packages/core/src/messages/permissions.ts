import { definePermission } from '@rapport/sdk';

export const sending = definePermission({
  name: 'messages.send',
  description: 'Sends messages to customers, and calls them off.',
  roles: ['manager', 'seller', 'service', 'marketer', 'automation'],
});

export const reporting = definePermission({
  name: 'messages.report',
  description: 'Reports what became of messages, in the name of whoever delivers them.',
  roles: ['automation'],
});
