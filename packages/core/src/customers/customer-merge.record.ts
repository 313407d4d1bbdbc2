import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from './customer.record.ts';

/** Two customers that were found to be one (B12). It can be taken back. */
@Record({
  prefix: 'cmg',
  description: 'Two customers that were found to be one. `unmergeCustomers` takes it back.',
  mergesOf: () => Customer,
  ownership: { through: 'survivor' },
  indexes: [
    ['survivorId', '-createdAt', '-id'],
    ['mergedId', '-createdAt', '-id'],
  ],
  commands: [],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
  },
})
export class CustomerMerge extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'The customer that stands for both.',
    writable: 'never',
    staysOnMerge: true,
    inverse: { name: 'merges', description: 'Customers that were found to be this one.' },
  })
  survivor!: Ref<Customer>;

  @belongsTo(() => Customer, {
    description: 'The customer that went into it.',
    writable: 'never',
    staysOnMerge: true,
  })
  merged!: Ref<Customer>;

  @field.instant({ description: 'When it was taken back.', nullable: true, writable: 'never' })
  unmergedAt!: string | null;
}
