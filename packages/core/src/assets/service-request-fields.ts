import { belongsTo, ExtensionOf, type Ref } from '@rapport/sdk';
import { ServiceRequest } from '../service/index.ts';
import { Asset } from './asset.record.ts';

@ExtensionOf(() => ServiceRequest, {
  description: 'What of the assets of the customer a request is about.',
  indexes: [['assetId', 'id']],
})
export class AssetsServiceRequest {
  @belongsTo(() => Asset, {
    description: 'The asset that it is about; one of the customer.',
    nullable: true,
    staysOnMerge: true,
  })
  asset!: Ref<Asset> | null;
}
