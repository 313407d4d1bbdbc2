import { definePermission } from '@rapport/sdk';

export const readMeasures = definePermission({
  name: 'serviceMeasures.read',
  description: 'Sees how good service is as a whole: times, breaches, costs, satisfaction.',
  roles: ['manager', 'analyst', 'service'],
});
