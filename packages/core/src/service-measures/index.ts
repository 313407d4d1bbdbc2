import { definePlugin } from '@rapport/sdk';
import { ComplainingAccountsResolver } from './complaining-accounts.resolver.ts';
import { readMeasures } from './permissions.ts';
import { ServiceMeasuresResolver } from './service-measures.resolver.ts';

export const serviceMeasuresPlugin = definePlugin({
  id: 'service-measures',
  version: '0.1.0',
  requires: ['segments', 'service'],
  permissions: [readMeasures],
  resolvers: [ServiceMeasuresResolver, ComplainingAccountsResolver],
});
