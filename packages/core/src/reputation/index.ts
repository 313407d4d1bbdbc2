import { definePlugin } from '@rapport/sdk';
import { ReputationResolver } from './reputation.resolver.ts';

export { ReputationLevel } from './reputation-level.ts';

export const reputationPlugin = definePlugin({
  id: 'reputation',
  version: '0.1.0',
  requires: ['customers', 'surveys'],
  resolvers: [ReputationResolver],
});
