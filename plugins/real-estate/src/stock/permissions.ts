import { definePermission } from '@rapport/sdk';

export const approvePrices = definePermission({
  name: 'realEstate.approvePrices',
  description: 'Approves price lists and puts them in force.',
  roles: ['manager'],
});

export const grantDiscount = definePermission({
  name: 'realEstate.grantDiscount',
  description: 'Gives discounts beyond those of consultants, up to what the price list allows.',
  roles: ['manager'],
});

export const openReleases = definePermission({
  name: 'realEstate.openReleases',
  description: 'Publishes releases, draws their order and puts units on sale.',
  roles: ['manager'],
});
