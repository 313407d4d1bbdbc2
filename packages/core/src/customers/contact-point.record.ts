import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { ContactChannel } from './contact-channel.ts';
import { Customer } from './customer.record.ts';
import { careGrants } from './grants.ts';
import { preferSurvivors } from './merge.ts';
import { ValueSource } from './value-source.ts';

export const ContactPurpose = enumeration('ContactPurpose', 'What a contact point is for.', {
  ANY: 'Anything.',
  PRIVATE: 'Private matters.',
  WORK: 'Matters of work.',
  BILLING: 'Invoices.',
  DELIVERY: 'Deliveries and visits.',
  EMERGENCY: 'Emergencies only.',
});
export type ContactPurpose = EnumerationValue<typeof ContactPurpose>;

export const ContactPointState = enumeration('ContactPointState', 'Whether a contact point can be used.', {
  ACTIVE: 'It can be used.',
  BOUNCED: 'What was sent came back.',
  WRONG: 'Somebody else has it.',
  BLOCKED: 'It must not be used.',
  RETIRED: 'It was used and is no longer.',
});
export type ContactPointState = EnumerationValue<typeof ContactPointState>;

export const VerificationState = enumeration('VerificationState', 'Whether somebody made sure that a value is right.', {
  UNVERIFIED: 'Nobody has yet.',
  VERIFIED: 'It is right.',
  FAILED: 'It is not right.',
  STALE: 'It was right, and too long ago.',
});
export type VerificationState = EnumerationValue<typeof VerificationState>;

/** A telephone number, an address, an account of a messenger: a way to reach one customer (B2, A6, iP2). */
@Record({
  prefix: 'cpt',
  description:
    'A way to reach a customer: a telephone number, an address, an account of a messenger. Two customers have the same one only where it is `shared`.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['normalised', 'id'],
    ['expiresOn', 'id'],
  ],
  unique: [
    { fields: ['normalised'], when: { shared: [false], state: ['ACTIVE', 'BOUNCED', 'BLOCKED'] } },
    { fields: ['customerId', 'channel'], when: { preferred: [true], state: ['ACTIVE'] } },
  ],
  search: { of: 'customer', fields: { value: ['beginning', 'ending'] } },
  combine: preferSurvivors,
  grants: {
    ...careGrants,
    analyst: { read: 'all', deny: { read: ['value', 'normalised'] } },
    self: {
      read: 'self',
      create: 'self',
      update: 'self',
      only: {
        read: ['customer', 'channel', 'channelName', 'value', 'purpose', 'preferred', 'state', 'verification'],
        write: ['customer', 'channel', 'channelName', 'value', 'purpose', 'preferred', 'state'],
      },
    },
  },
  lifeCycle: {
    field: 'state',
    transitions: {
      bounce: { description: 'Notes that what was sent came back.', from: ['ACTIVE'], to: 'BOUNCED' },
      disown: { description: 'Notes that somebody else has it.', from: ['ACTIVE', 'BOUNCED'], to: 'WRONG' },
      block: { description: 'Forbids its use.', from: ['ACTIVE', 'BOUNCED'], to: 'BLOCKED' },
      retire: {
        description: 'Notes that it is no longer used.',
        from: ['ACTIVE', 'BOUNCED', 'BLOCKED'],
        to: 'RETIRED',
      },
      reactivate: {
        description: 'Lets it be used again.',
        from: ['BOUNCED', 'WRONG', 'BLOCKED', 'RETIRED'],
        to: 'ACTIVE',
      },
    },
  },
})
export class ContactPoint extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Whom it reaches.',
    writable: 'create',
    inverse: { name: 'contactPoints', description: 'Ways to reach the customer.' },
  })
  customer!: Ref<Customer>;

  @field.enum(ContactChannel, { description: 'The way.', writable: 'create' })
  channel!: ContactChannel;

  @field.text({
    description: 'Name of another way, for example `telegram`; only with the channel OTHER.',
    maxLength: 50,
    nullable: true,
    writable: 'create',
  })
  channelName!: string | null;

  @field.text({
    description: 'The number, address or account, as it is written to people.',
    maxLength: 500,
    writable: 'create',
  })
  value!: string;

  @field.text({
    description:
      'The same in the one form in which it is compared: `tel:+886912345678`, `mailto:anna@example.com`, `line:anna`.',
    maxLength: 560,
    writable: 'never',
  })
  normalised!: string;

  @field.enum(ContactPurpose, { description: 'What it is for.', default: 'ANY' })
  purpose!: ContactPurpose;

  @field.boolean({
    description: 'The customer prefers it among those of its channel; the former one gives way.',
    default: false,
  })
  preferred!: boolean;

  @field.boolean({
    description:
      'Several customers have it: a family telephone, the switchboard of a company. Postal addresses always are.',
    default: false,
  })
  shared!: boolean;

  @field.enum(ContactPointState, { description: 'Whether it can be used.', default: 'ACTIVE', writable: 'never' })
  state!: ContactPointState;

  @field.enum(VerificationState, { description: 'Whether somebody made sure that it is right.', default: 'UNVERIFIED' })
  verification!: VerificationState;

  @field.instant({ description: 'When somebody last did.', nullable: true, writable: 'never' })
  verifiedAt!: string | null;

  @field.date({ description: 'From this day on it must be verified anew.', nullable: true })
  expiresOn!: string | null;

  @field.enum(ValueSource, { description: 'Where it comes from.', default: 'TOLD' })
  source!: ValueSource;
}
