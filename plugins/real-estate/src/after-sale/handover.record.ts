import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { careGrants } from '../common/grants.ts';
import { EstateContract } from '../sale/contract.record.ts';
import { EstateUnit } from '../stock/unit.record.ts';

export const EstateHandoverState = enumeration('EstateHandoverState', 'How far a handover is.', {
  PROPOSED: 'An appointment was proposed.',
  CONFIRMED: 'The owner comes.',
  INSPECTED: 'Both walked through the unit (驗房).',
  ACCEPTED: 'The owner has the keys (收樓).',
  REFUSED: 'The owner did not take it.',
});
export type EstateHandoverState = EnumerationValue<typeof EstateHandoverState>;

/** The appointment at which an owner gets his unit (交房). */
@Record({
  prefix: 'reho',
  description: 'The appointment at which an owner gets his unit (交房).',
  ownership: { owner: 'attendant', through: 'customer' },
  timelines: [{ of: 'customer', at: 'startsAt' }],
  indexes: [
    ['contractId', '-createdAt', '-id'],
    ['unitId', '-createdAt', '-id'],
    ['customerId', '-startsAt', '-id'],
    ['attendantId', '-startsAt', '-id'],
    ['state', 'startsAt', 'id'],
  ],
  unique: [{ fields: ['contractId'], when: { state: ['PROPOSED', 'CONFIRMED', 'INSPECTED', 'ACCEPTED'] } }],
  windows: [
    {
      from: 'startsAt',
      until: 'endsAt',
      exclusive: { by: ['attendantId'], when: { state: ['CONFIRMED', 'INSPECTED'] } },
    },
  ],
  lifeCycle: {
    field: 'state',
    transitions: {
      confirm: { description: 'The owner comes.', from: ['PROPOSED'], to: 'CONFIRMED', takes: ['startsAt', 'endsAt'] },
      inspect: { description: 'Both walked through the unit.', from: ['CONFIRMED'], to: 'INSPECTED' },
      accept: {
        description:
          'The owner takes it: it is paid, or somebody is named who allows an exception. Warranties begin on this day.',
        from: ['INSPECTED'],
        to: 'ACCEPTED',
        takes: ['exceptionBy', 'exceptionReason', 'acceptedOn'],
      },
      refuse: {
        description: 'The owner does not take it, with a reason.',
        from: ['CONFIRMED', 'INSPECTED'],
        to: 'REFUSED',
      },
    },
  },
  grants: {
    ...careGrants,
    self: { read: 'self', only: { read: ['customer', 'startsAt', 'endsAt', 'state', 'acceptedOn'], write: [] } },
  },
})
export class EstateHandover extends RecordBase {
  @belongsTo(() => EstateContract, {
    description: 'The contract.',
    writable: 'create',
    inverse: { name: 'handovers', description: 'Appointments at which the unit is handed over.' },
  })
  contract!: Ref<EstateContract>;

  @belongsTo(() => EstateUnit, {
    description: 'The unit, which follows from the contract.',
    writable: 'never',
    inverse: { name: 'handovers', description: 'When it was handed over.' },
  })
  unit!: Ref<EstateUnit>;

  @belongsTo(() => Customer, {
    description: 'The owner, who follows from the contract.',
    writable: 'never',
    inverse: { name: 'estateHandovers', description: 'Units that the customer was handed over.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => User, {
    description: 'Who hands over; whoever creates it unless somebody is given.',
    nullable: true,
    orActor: true,
  })
  attendant!: Ref<User> | null;

  @field.instant({ description: 'When it begins.', order: true })
  startsAt!: string;

  @field.instant({ description: 'When it ends.' })
  endsAt!: string;

  @field.instant({ description: 'When the owner is told of it once more.', writable: 'never' })
  noticeAt!: string;

  @field.enum(EstateHandoverState, { description: 'How far it is.', default: 'PROPOSED', writable: 'never' })
  state!: EstateHandoverState;

  @field.date({ description: 'Day on which the owner took it.', nullable: true, writable: 'never' })
  acceptedOn!: string | null;

  @field.text({ description: 'Who allowed it before all was paid.', maxLength: 100, nullable: true, writable: 'never' })
  exceptionBy!: string | null;

  @field.text({
    description: 'Why it was allowed before all was paid.',
    maxLength: 500,
    nullable: true,
    writable: 'never',
  })
  exceptionReason!: string | null;
}

export const EstateInspectionKind = enumeration('EstateInspectionKind', 'What an inspection is for.', {
  HANDOVER: 'Before a handover.',
  REINSPECTION: 'After a repair.',
});
export type EstateInspectionKind = EnumerationValue<typeof EstateInspectionKind>;

/** Somebody looks at a unit, and says what he found. */
@Record({
  prefix: 'rens',
  description: 'Somebody looks at a unit, before a handover or after a repair (驗房).',
  indexes: [['unitId', '-inspectedAt', '-id']],
  commands: ['create'],
  grants: careGrants,
})
export class EstateInspection extends RecordBase {
  @belongsTo(() => EstateUnit, {
    description: 'The unit.',
    writable: 'create',
    inverse: { name: 'inspections', description: 'When somebody looked at it.' },
  })
  unit!: Ref<EstateUnit>;

  @field.enum(EstateInspectionKind, { description: 'What for.', writable: 'create' })
  kind!: EstateInspectionKind;

  @field.instant({ description: 'When.', order: true, writable: 'create' })
  inspectedAt!: string;

  @belongsTo(() => User, {
    description: 'Who; whoever creates it unless somebody is given.',
    nullable: true,
    orActor: true,
    writable: 'create',
  })
  inspector!: Ref<User> | null;

  @field.int({ description: 'Items that were looked at.', min: 1, max: 1_000, writable: 'create' })
  items!: number;

  @field.int({ description: 'Items that were not in order.', min: 0, max: 1_000, writable: 'create' })
  failed!: number;

  @field.longText({ description: 'What was found.', maxLength: 5_000, nullable: true, writable: 'create' })
  report!: string | null;
}
