import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Asset } from './asset.record.ts';

/** What is done to an asset again and again: after so many months, after so much usage, or whichever comes first (N9). */
@Record({
  prefix: 'mpl',
  description:
    'What is done to an asset again and again: after so many months, after so much usage, or whichever comes first.',
  ownership: { through: 'asset' },
  indexes: [
    ['assetId', '-createdAt', '-id'],
    ['active', 'nextDueOn', 'id'],
  ],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: { read: 'self', only: { read: ['asset', 'title', 'nextDueOn', 'nextDueUsage', 'lastDoneOn'], write: [] } },
  },
})
export class MaintenancePlan extends RecordBase {
  @belongsTo(() => Asset, {
    description: 'The asset.',
    writable: 'create',
    inverse: { name: 'maintenancePlans', description: 'What is done to it again and again.' },
  })
  asset!: Ref<Asset>;

  @field.text({ description: 'What is done, in a line.', maxLength: 300 })
  title!: string;

  @field.int({ description: 'Months after which it is due again.', min: 1, max: 240, nullable: true })
  everyMonths!: number | null;

  @field.int({
    description: 'Usage after which it is due again, in the `usageUnit` of the asset.',
    min: 1,
    nullable: true,
  })
  everyUsage!: number | null;

  @field.boolean({ description: 'It holds. One that does not reminds nobody.', default: true })
  active!: boolean;

  @field.date({ description: 'Day on which it was last done.', nullable: true, writable: 'create' })
  lastDoneOn!: string | null;

  @field.int({
    description: 'What the counter showed then.',
    min: 0,
    nullable: true,
    writable: 'create',
  })
  lastDoneUsage!: number | null;

  @field.date({
    description: 'Day on which it is due next: `everyMonths` after it was last done, or after the installation.',
    nullable: true,
    order: true,
    writable: 'never',
  })
  nextDueOn!: string | null;

  @field.int({
    description: 'What the counter shows when it is due next: `everyUsage` after what it showed last time.',
    nullable: true,
    writable: 'never',
  })
  nextDueUsage!: number | null;
}
