import { definePlugin } from '@rapport/sdk';
import { AttributionResolver, seeAttribution } from './attribution.resolver.ts';
import { CampaignResponse } from './campaign-response.record.ts';
import { countKnown } from './campaign-response.rules.ts';
import { createResponses } from './migrations/0001-create-responses.ts';

export { AttributionModel } from './attribution.service.ts';
export { CampaignResponse, DesireOrigin, ResponseKind } from './campaign-response.record.ts';

export const responsesPlugin = definePlugin({
  id: 'responses',
  version: '0.1.0',
  requires: ['customers', 'interactions', 'campaigns', 'leads'],
  records: [CampaignResponse],
  resolvers: [AttributionResolver],
  permissions: [seeAttribution],
  migrations: [createResponses],
  before: [countKnown],
});
