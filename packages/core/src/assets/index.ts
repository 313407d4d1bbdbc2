import { definePlugin } from '@rapport/sdk';
import { Asset } from './asset.record.ts';
import { assetRules } from './asset.rules.ts';
import { planCare } from './care.job.ts';
import { CareContact } from './care-contact.record.ts';
import { careContactRules } from './care-contact.rules.ts';
import { CareRule } from './care-rule.record.ts';
import { MaintenancePlan } from './maintenance-plan.record.ts';
import { MaintenancePlanResolver } from './maintenance-plan.resolver.ts';
import { maintenancePlanRules } from './maintenance-plan.rules.ts';
import { createAssets } from './migrations/0001-create-assets.ts';
import { assetsOfRequests } from './migrations/0002-assets-of-requests.ts';
import { ProactiveResolver } from './proactive.resolver.ts';
import { readMeasures } from './proactive.service.ts';
import { AssetsServiceRequest } from './service-request-fields.ts';
import { UsageReading } from './usage-reading.record.ts';

export { Asset, AssetState } from './asset.record.ts';
export { CareContact, CareContactState } from './care-contact.record.ts';
export { CareOccasion, CareRule } from './care-rule.record.ts';
export { MaintenancePlan } from './maintenance-plan.record.ts';
export { recordMaintenance } from './maintenance-plan.service.ts';
export { assertNoSelling } from './selling-content.ts';
export { UsageReading } from './usage-reading.record.ts';

export const assetsPlugin = definePlugin({
  id: 'assets',
  version: '0.1.0',
  requires: ['customers', 'interactions', 'service'],
  extensions: [AssetsServiceRequest],
  records: [Asset, UsageReading, MaintenancePlan, CareRule, CareContact],
  resolvers: [MaintenancePlanResolver, ProactiveResolver],
  migrations: [createAssets, assetsOfRequests],
  permissions: [readMeasures],
  rights: { Customer: { read: 'all' } },
  before: [...assetRules, ...maintenancePlanRules, ...careContactRules],
  jobs: [planCare],
});
