import { definePlugin } from '@rapport/sdk';
import { Campaign } from './campaign.record.ts';
import { createCampaigns } from './migrations/0001-create-campaigns.ts';

export { Campaign, CampaignMedium, CampaignState, InsightSource } from './campaign.record.ts';

export const campaignsPlugin = definePlugin({
  id: 'campaigns',
  version: '0.1.0',
  requires: ['segments'],
  records: [Campaign],
  migrations: [createCampaigns],
});
