import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { careGrants } from './grants.ts';
import { ValueSource } from './value-source.ts';

export const ProfileValueState = enumeration('ProfileValueState', 'Whether a value holds.', {
  UNVERIFIED: 'It holds; nobody made sure of it yet.',
  VERIFIED: 'It holds, and somebody made sure.',
  FAILED: 'It turned out to be wrong.',
  STALE: 'It held until its time was over, and must be verified anew.',
  RETIRED: 'A later value took its place.',
});
export type ProfileValueState = EnumerationValue<typeof ProfileValueState>;

/** Something known of a customer, with where it comes from. It is never overwritten, only retired (A5, A6, B1). */
@Record({
  prefix: 'pfv',
  description:
    'Something known of a customer: an attribute and its value, with source, collector, time and validity. A later value of the attribute retires it.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', 'attribute', '-createdAt', '-id'],
    ['customerId', '-createdAt', '-id'],
    ['attribute', 'value', 'id'],
    ['validUntil', 'id'],
  ],
  commands: ['create', 'delete'],
  grants: {
    ...careGrants,
    self: {
      read: 'self',
      create: 'self',
      only: {
        read: ['customer', 'attribute', 'value', 'source', 'state', 'validUntil'],
        write: ['customer', 'attribute', 'value', 'besides'],
      },
    },
  },
  lifeCycle: {
    field: 'state',
    transitions: {
      verify: {
        description: 'Notes that somebody made sure.',
        from: ['UNVERIFIED', 'VERIFIED', 'STALE'],
        to: 'VERIFIED',
        takes: ['validUntil'],
      },
      refute: { description: 'Notes that it is wrong.', from: ['UNVERIFIED', 'VERIFIED', 'STALE'], to: 'FAILED' },
      expire: { description: 'Notes that its time is over.', from: ['UNVERIFIED', 'VERIFIED'], to: 'STALE' },
      retire: {
        description: 'Notes that it no longer holds.',
        from: ['UNVERIFIED', 'VERIFIED', 'STALE'],
        to: 'RETIRED',
      },
    },
  },
})
export class ProfileValue extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Of whom it is known.',
    writable: 'create',
    inverse: { name: 'profileValues', description: 'What is known of the customer.' },
  })
  customer!: Ref<Customer>;

  @field.text({
    description: 'What is known, for example `hobby` or `favourite brand`.',
    maxLength: 100,
    writable: 'create',
  })
  attribute!: string;

  @field.text({ description: 'The value.', maxLength: 500, writable: 'create' })
  value!: string;

  @field.boolean({
    description: 'It stands beside other values of the attribute and retires none: one hobby of several.',
    default: false,
    writable: 'create',
  })
  besides!: boolean;

  @field.enum(ValueSource, { description: 'Where it comes from.', default: 'TOLD', writable: 'create' })
  source!: ValueSource;

  @belongsTo(() => User, { description: 'Who of us collected it.', nullable: true, writable: 'create' })
  collectedBy!: Ref<User> | null;

  @field.instant({
    description: 'When it was collected; when it was entered, unless it is given.',
    nullable: true,
    writable: 'create',
  })
  collectedAt!: string | null;

  @field.int({ description: 'How sure it is, in percent.', min: 0, max: 100, nullable: true, writable: 'create' })
  confidence!: number | null;

  @field.date({ description: 'From this day on it must be verified anew.', nullable: true, writable: 'create' })
  validUntil!: string | null;

  @field.enum(ProfileValueState, { description: 'Whether it holds.', default: 'UNVERIFIED', writable: 'never' })
  state!: ProfileValueState;

  @field.instant({ description: 'When somebody last made sure.', nullable: true, writable: 'never' })
  verifiedAt!: string | null;
}
