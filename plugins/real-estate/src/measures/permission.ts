import { definePermission } from '@rapport/sdk';

export const readMeasures = definePermission({
  name: 'realEstate.readMeasures',
  description: 'Reads measures of sale and care, over all consultants and channels.',
  roles: ['manager', 'analyst', 'marketer'],
});
