import { defineSettings } from '@rapport/sdk';

export const mailSettings = defineSettings('service-mail', {
  ownAddresses: {
    type: 'text',
    description: 'Addresses from which we send, separated by commas: what comes from them is a loop.',
    maxLength: 2_000,
  },
});
