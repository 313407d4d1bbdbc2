import { definePermission } from '@rapport/sdk';

export const changeContracts = definePermission({
  name: 'realEstate.changeContracts',
  description: 'Applies approved changes of signed contracts, and rescinds them.',
  roles: ['manager'],
});
