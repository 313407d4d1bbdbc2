import { belongsTo, ExtensionOf, type Ref } from '@rapport/sdk';
import { ServiceRequest } from '../service/index.ts';
import { Asset } from './asset.record.ts';

@ExtensionOf(() => ServiceRequest, {
  description: 'What asset a request is about.',
  indexes: [['assetId', 'id']],
})
export class AssetsServiceRequest {
  @belongsTo(() => Asset, {
    description:
      'The asset that it is about. It may be that of another customer: who reports a fault is not always who owns it.',
    nullable: true,
    staysOnMerge: true,
  })
  asset!: Ref<Asset> | null;
}
