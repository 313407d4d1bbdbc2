import { defineEvent } from '@rapport/sdk';
import { Campaign } from './campaign.record.ts';

export const campaignProgressed = defineEvent({
  type: 'campaigns.progressed',
  description:
    'A campaign dealt its customers their parts, or decided about messages. `campaignProgress` tells where it stands.',
  schemaVersion: 1,
  about: () => Campaign,
  payload: {
    dealt: { type: 'int', description: 'Customers who were dealt a part just now.' },
    decided: { type: 'int', description: 'Messages about which was decided just now.' },
  },
});
