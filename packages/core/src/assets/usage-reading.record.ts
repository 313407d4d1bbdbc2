import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { InteractionSource } from '../interactions/index.ts';
import { Asset } from './asset.record.ts';

/** What the counter of an asset showed at a moment (domain model 3.7). It never goes backwards, and never changes. */
@Record({
  prefix: 'urd',
  description: 'What the counter of an asset showed at a moment. It never goes backwards.',
  ownership: { through: 'asset' },
  timelines: [{ of: 'asset', at: 'readAt' }],
  indexes: [['assetId', '-readAt', '-id']],
  commands: ['create', 'delete'],
  grants: {
    manager: { read: 'all', create: 'all', delete: 'all' },
    seller: { read: 'own', create: 'own' },
    service: { read: 'all', create: 'all', delete: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all' },
    self: {
      read: 'self',
      create: 'self',
      only: { read: ['asset', 'value', 'readAt', 'source'], write: ['asset', 'value', 'readAt'] },
    },
  },
})
export class UsageReading extends RecordBase {
  @belongsTo(() => Asset, {
    description: 'The asset.',
    writable: 'create',
    inverse: { name: 'readings', description: 'What its counter showed, and when.' },
  })
  asset!: Ref<Asset>;

  @field.int({ description: 'What it showed, in the `usageUnit` of the asset.', min: 0, writable: 'create' })
  value!: number;

  @field.instant({ description: 'When.', order: true, writable: 'create' })
  readAt!: string;

  @field.enum(InteractionSource, { description: 'Who or what read it.', default: 'PERSON', writable: 'create' })
  source!: InteractionSource;
}
