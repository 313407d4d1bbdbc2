import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { ServiceCategory } from './service-category.record.ts';
import { ServiceContract } from './service-contract.record.ts';
import { ServiceRequestKind } from './service-request.states.ts';
import { SlaPolicy } from './sla-policy.record.ts';

/** What a contract entitles its customer to: which requests, how many of them, how soon (O6, iS5). */
@Record({
  prefix: 'ent',
  description: 'What a contract entitles its customer to: which requests, how many of them, and how soon we act.',
  ownership: { through: 'contract' },
  indexes: [['contractId', '-createdAt', '-id']],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
  },
})
export class Entitlement extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 200 })
  name!: string;

  @field.enums(ServiceRequestKind, {
    description: 'Kinds of requests that it covers; all when it is missing.',
    nullable: true,
  })
  kinds!: ServiceRequestKind[] | null;

  @field.int({ description: 'How many requests it covers; any number when it is missing.', min: 0, nullable: true })
  quantity!: number | null;

  @field.int({
    description:
      'How many requests it has covered, without those that were rejected or duplicates. Counted where there is a quantity.',
    min: 0,
    default: 0,
    writable: 'never',
  })
  used!: number;

  @belongsTo(() => ServiceContract, {
    description: 'The contract.',
    writable: 'create',
    inverse: { name: 'entitlements', description: 'What it entitles the customer to.' },
  })
  contract!: Ref<ServiceContract>;

  @belongsTo(() => SlaPolicy, { description: 'How soon we act.' })
  policy!: Ref<SlaPolicy>;

  @belongsTo(() => ServiceCategory, {
    description: 'The category that it covers; all when it is missing.',
    nullable: true,
  })
  category!: Ref<ServiceCategory> | null;
}
