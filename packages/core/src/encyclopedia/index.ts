import { definePlugin } from '@rapport/sdk';
import { MarketingAsset } from './marketing-asset.record.ts';
import { marketingAssetRules } from './marketing-asset.rules.ts';
import { createEncyclopedia } from './migrations/0001-create-encyclopedia.ts';

export {
  MarketingAsset,
  MarketingAssetAudience,
  MarketingAssetKind,
  MarketingAssetState,
} from './marketing-asset.record.ts';

export const encyclopediaPlugin = definePlugin({
  id: 'encyclopedia',
  version: '0.1.0',
  requires: ['roles'],
  records: [MarketingAsset],
  migrations: [createEncyclopedia],
  before: marketingAssetRules,
});
