import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Asset, MaintenancePlan } from '../assets/index.ts';
import { Customer } from '../customers/index.ts';
import { ServiceRequest } from '../service/index.ts';

export const WorkOrderState = enumeration('WorkOrderState', 'How far a work order is.', {
  NEW: 'Nobody has begun.',
  IN_PROGRESS: 'Somebody is at it.',
  ON_HOLD: 'It waits, for a part or for the customer.',
  COMPLETED: 'The work is done.',
  CLOSED: 'Done, and nothing is left to settle.',
  CANNOT_COMPLETE: 'It could not be done, for a reason.',
  CANCELED: 'Called off, for a reason.',
});
export type WorkOrderState = EnumerationValue<typeof WorkOrderState>;

const OPEN = ['NEW', 'IN_PROGRESS', 'ON_HOLD'] as const;

/** Work to be done at a customer's place, in one visit or several: its jobs (O3, O5, domain model 3.7). */
@Record({
  prefix: 'wor',
  description: 'Work to be done at the place of a customer, in one visit or several: its jobs.',
  extensible: true,
  ownership: { through: 'customer' },
  timelines: [
    { of: 'customer', at: 'createdAt' },
    { of: 'asset', at: 'createdAt' },
  ],
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['assetId', '-createdAt', '-id'],
    ['requestId', '-createdAt', '-id'],
    ['planId', '-createdAt', '-id'],
    ['state', '-createdAt', '-id'],
  ],
  lifeCycle: {
    field: 'state',
    transitions: {
      start: { description: 'Begins it; the arrival of a technician does so too.', from: ['NEW'], to: 'IN_PROGRESS' },
      hold: { description: 'Lets it wait.', from: ['IN_PROGRESS'], to: 'ON_HOLD' },
      resume: { description: 'Goes on.', from: ['ON_HOLD'], to: 'IN_PROGRESS' },
      complete: {
        description:
          'Ends it once all of its jobs have ended: JOBS_OPEN otherwise. The maintenance that it was is recorded.',
        from: ['IN_PROGRESS'],
        to: 'COMPLETED',
        takes: ['usage'],
      },
      close: { description: 'Notes that nothing is left to settle.', from: ['COMPLETED'], to: 'CLOSED' },
      giveUp: {
        description: 'Notes that it could not be done, with a reason. Jobs that are open are called off.',
        from: ['IN_PROGRESS', 'ON_HOLD'],
        to: 'CANNOT_COMPLETE',
      },
      cancel: {
        description: 'Calls it off, with a reason, and its open jobs with it.',
        from: OPEN,
        to: 'CANCELED',
      },
    },
  },
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'team' },
    seller: { read: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all', deny: { read: ['description'] } },
    analyst: { read: 'all', deny: { read: ['description'] } },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: { read: 'self', only: { read: ['customer', 'asset', 'title', 'state', 'completedAt'], write: [] } },
  },
})
export class WorkOrder extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Whose it is.',
    writable: 'create',
    inverse: { name: 'workOrders', description: 'Work to be done at the place of the customer.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => Asset, {
    description: 'What is worked at; it is that of the same customer.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'workOrders', description: 'Work that was done at it, or is to be.' },
  })
  asset!: Ref<Asset> | null;

  @belongsTo(() => ServiceRequest, {
    description: 'The request that it answers.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'workOrders', description: 'Work in the field for it.' },
  })
  request!: Ref<ServiceRequest> | null;

  @belongsTo(() => MaintenancePlan, {
    description: 'The maintenance that it is: it is recorded once the order is completed.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'workOrders', description: 'Work orders by which it was done.' },
  })
  plan!: Ref<MaintenancePlan> | null;

  @field.text({ description: 'What is to be done, in a line.', maxLength: 300 })
  title!: string;

  @field.longText({ description: 'What there is to know.', maxLength: 20_000, nullable: true })
  description!: string | null;

  @field.enum(WorkOrderState, { description: 'How far it is.', default: 'NEW', writable: 'never' })
  state!: WorkOrderState;

  @field.int({
    description: 'What the counter of the asset showed when it was completed.',
    min: 0,
    nullable: true,
    writable: 'never',
  })
  usage!: number | null;

  @field.instant({ description: 'When it was completed.', nullable: true, order: true, writable: 'never' })
  completedAt!: string | null;

  @field.text({
    description: 'Why it could not be done, or was called off.',
    maxLength: 500,
    nullable: true,
    writable: 'never',
  })
  endedBecause!: string | null;
}
