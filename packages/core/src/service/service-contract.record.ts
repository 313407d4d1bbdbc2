import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';

export const ServiceContractState = enumeration('ServiceContractState', 'How far a service contract is.', {
  DRAFT: 'It does not hold yet.',
  ACTIVE: 'It holds.',
  EXPIRING: 'It holds, and ends soon.',
  RENEWED: 'Another contract has taken its place.',
  EXPIRED: 'It ended.',
  SUSPENDED: 'It does not hold for a while.',
  TERMINATED: 'It was ended before its time.',
});
export type ServiceContractState = EnumerationValue<typeof ServiceContractState>;

/** What a customer was promised for a time, and for how much (O6). */
@Record({
  prefix: 'sct',
  description: 'What a customer was promised for a time: its entitlements say what, and how soon.',
  extensible: true,
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['state', 'endsOn', 'id'],
    ['renewsId', '-createdAt', '-id'],
  ],
  windows: [{ from: 'startsOn', until: 'endsOn' }],
  lifeCycle: {
    field: 'state',
    transitions: {
      activate: { description: 'Lets it hold.', from: ['DRAFT'], to: 'ACTIVE' },
      giveNotice: {
        description: 'Notes that it ends soon. It is done every day for contracts whose notice has come.',
        from: ['ACTIVE'],
        to: 'EXPIRING',
      },
      expire: {
        description: 'Ends it; done every day for contracts that are over.',
        from: ['EXPIRING'],
        to: 'EXPIRED',
      },
      giveWay: {
        description: 'Ends it where another one has taken its place; done every day.',
        from: ['EXPIRING'],
        to: 'RENEWED',
      },
      suspend: { description: 'Lets it not hold for a while.', from: ['ACTIVE'], to: 'SUSPENDED' },
      resume: { description: 'Lets it hold again.', from: ['SUSPENDED'], to: 'ACTIVE' },
      terminate: {
        description: 'Ends it before its time, with a reason.',
        from: ['DRAFT', 'ACTIVE', 'EXPIRING', 'SUSPENDED'],
        to: 'TERMINATED',
      },
    },
  },
  grants: {
    manager: { read: 'all', create: 'all', update: 'all' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all' },
    marketer: { read: 'all', deny: { read: ['price'] } },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: { read: 'self', only: { read: ['customer', 'name', 'state', 'startsOn', 'endsOn'], write: [] } },
  },
})
export class ServiceContract extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 200 })
  name!: string;

  @field.enum(ServiceContractState, { description: 'How far it is.', default: 'DRAFT', writable: 'never' })
  state!: ServiceContractState;

  @field.date({ description: 'First day on which it holds.', writable: 'create' })
  startsOn!: string;

  @field.date({ description: 'First day on which it no longer holds.', order: true, writable: 'create' })
  endsOn!: string;

  @field.int({
    description: 'Days before its end on which we begin to talk of a new one.',
    min: 0,
    max: 730,
    default: 60,
  })
  noticeDays!: number;

  @field.money({ description: 'What the customer pays for it.', nullable: true })
  price!: { amount: string; currency: string } | null;

  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'create',
    inverse: { name: 'serviceContracts', description: 'What the customer was promised.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => ServiceContract, {
    description: 'The contract whose place it took.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'renewals', description: 'The contract that took its place.' },
  })
  renews!: Ref<ServiceContract> | null;
}
