import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { ServiceRequest } from './service-request.record.ts';

/** Two requests of one customer that were about the same (O7). It can be taken back. */
@Record({
  prefix: 'srm',
  description: 'Two requests that were about the same. `unmergeServiceRequests` takes it back.',
  mergesOf: () => ServiceRequest,
  ownership: { through: 'survivor' },
  indexes: [
    ['survivorId', '-createdAt', '-id'],
    ['mergedId', '-createdAt', '-id'],
  ],
  commands: [],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
  },
})
export class ServiceRequestMerge extends RecordBase {
  @belongsTo(() => ServiceRequest, {
    description: 'The request that stands for both.',
    writable: 'never',
    staysOnMerge: true,
    inverse: { name: 'merges', description: 'Requests that were about the same.' },
  })
  survivor!: Ref<ServiceRequest>;

  @belongsTo(() => ServiceRequest, {
    description: 'The request that went into it.',
    writable: 'never',
    staysOnMerge: true,
  })
  merged!: Ref<ServiceRequest>;

  @field.instant({ description: 'When it was taken back.', nullable: true, writable: 'never' })
  unmergedAt!: string | null;
}
