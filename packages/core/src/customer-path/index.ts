import { definePlugin } from '@rapport/sdk';
import { CustomerPathResolver, readPath } from './customer-path.resolver.ts';

export { PathStage } from './path-stages.ts';

export const customerPathPlugin = definePlugin({
  id: 'customer-path',
  version: '0.1.0',
  requires: ['customers', 'interactions', 'leads'],
  permissions: [readPath],
  resolvers: [CustomerPathResolver],
});
