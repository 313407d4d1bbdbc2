import { definePlugin } from '@rapport/sdk';
import { campaignProgressed } from './campaign.events.ts';
import { Campaign } from './campaign.record.ts';
import { CampaignResolver } from './campaign.resolver.ts';
import { campaignRules } from './campaign.rules.ts';
import { CampaignMember } from './campaign-member.record.ts';
import { CampaignArm, CampaignCost, CampaignStep } from './campaign-plan.record.ts';
import { brakeOnOffence, conductLater, conductOnStart } from './conduct.ts';
import { ContentRatioResolver } from './content-ratio.resolver.ts';
import { createCampaigns } from './migrations/0001-create-campaigns.ts';
import { carryOutStrategies } from './migrations/0002-carry-out-strategies.ts';
import { typeStepContent } from './migrations/0003-type-step-content.ts';
import { conductByAlarm } from './migrations/0004-conduct-by-alarm.ts';
import { approving, readContent } from './permissions.ts';
import { TargetList, TargetListEntry } from './target-list.record.ts';

export { campaignProgressed } from './campaign.events.ts';
export { Campaign, CampaignMedium, CampaignState, InsightSource } from './campaign.record.ts';
export { CampaignMember } from './campaign-member.record.ts';
export { CampaignArm, CampaignCost, CampaignStep, CostState } from './campaign-plan.record.ts';
export { type Counted, liftOf } from './campaign-results.ts';
export { lotOf } from './deal-members.ts';
export { EntryOrigin, ExclusionReason, TargetList, TargetListEntry, TargetListState } from './target-list.record.ts';

export const campaignsPlugin = definePlugin({
  id: 'campaigns',
  version: '0.1.0',
  requires: ['segments', 'messages'],
  permissions: [approving, readContent],
  rights: { Message: { read: 'all' } },
  records: [TargetList, TargetListEntry, Campaign, CampaignArm, CampaignStep, CampaignCost, CampaignMember],
  resolvers: [CampaignResolver, ContentRatioResolver],
  migrations: [createCampaigns, carryOutStrategies, typeStepContent, conductByAlarm],
  events: [campaignProgressed],
  before: campaignRules,
  after: [conductOnStart, brakeOnOffence],
  alarms: [conductLater],
});
