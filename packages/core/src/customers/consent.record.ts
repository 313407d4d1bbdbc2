import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { ContactChannel } from './contact-channel.ts';
import { ContactPoint } from './contact-point.record.ts';
import { Customer } from './customer.record.ts';
import { careGrants } from './grants.ts';
import { stricterConsent } from './merge.ts';
import { ValueSource } from './value-source.ts';

export const ConsentPurpose = enumeration('ConsentPurpose', 'What a consent is about.', {
  SERVICE: 'Care for what was bought.',
  MARKETING: 'Advertising.',
  PROFILING: 'Working out what somebody might want.',
  SHARING: 'Passing data on to a partner.',
  PUBLICATION: 'Showing to others what he says of us.',
});
export type ConsentPurpose = EnumerationValue<typeof ConsentPurpose>;

export const ConsentState = enumeration('ConsentState', 'Where a consent stands.', {
  NONE: 'Nobody asked.',
  REQUESTED: 'Asked, without an answer.',
  GRANTED: 'Given.',
  WITHDRAWN: 'Taken back, or refused.',
  EXPIRED: 'Given, and its time is over.',
});
export type ConsentState = EnumerationValue<typeof ConsentState>;

export const LawfulBasis = enumeration('LawfulBasis', 'Why data may be used.', {
  CONSENT: 'The customer agreed; a proof is kept.',
  CONTRACT: 'A contract with the customer needs it.',
  LEGITIMATE_INTEREST: 'Our interest outweighs; the customer may object.',
  LEGAL_OBLIGATION: 'A law demands it.',
});
export type LawfulBasis = EnumerationValue<typeof LawfulBasis>;

/** Whether a customer agrees to one purpose on one way to reach him (domain model 3.1, iP3, iP4). */
@Record({
  prefix: 'cns',
  description: 'Whether a customer agrees to one purpose on one channel, or at one contact point.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-changedAt', '-id'],
    ['contactPointId', 'id'],
    ['purpose', 'state', '-changedAt', '-id'],
    ['expiresAt', 'id'],
  ],
  unique: [['customerId', 'matter']],
  combine: stricterConsent,
  timelines: [{ of: 'customer', at: 'changedAt' }],
  grants: {
    ...careGrants,
    self: {
      read: 'self',
      create: 'self',
      update: 'self',
      only: {
        read: [
          'customer',
          'purpose',
          'channel',
          'contactPoint',
          'partner',
          'state',
          'grantedAt',
          'withdrawnAt',
          'expiresAt',
          'changedAt',
        ],
        write: ['customer', 'purpose', 'channel', 'contactPoint', 'partner', 'state', 'proof'],
      },
    },
  },
  lifeCycle: {
    field: 'state',
    transitions: {
      request: { description: 'Asks for it.', from: ['NONE', 'WITHDRAWN', 'EXPIRED'], to: 'REQUESTED' },
      grant: {
        description: 'Notes that it was given. After a withdrawal it takes a new proof.',
        from: ['NONE', 'REQUESTED', 'WITHDRAWN', 'EXPIRED'],
        to: 'GRANTED',
        takes: ['lawfulBasis', 'proof', 'grantedAt', 'expiresAt'],
      },
      withdraw: {
        description: 'Notes that it was taken back or refused. It holds at once.',
        from: ['NONE', 'REQUESTED', 'GRANTED'],
        to: 'WITHDRAWN',
        takes: ['withdrawnAt'],
      },
      expire: { description: 'Notes that its time is over.', from: ['GRANTED'], to: 'EXPIRED' },
    },
  },
})
export class Consent extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Whose consent it is.',
    writable: 'create',
    inverse: { name: 'consents', description: 'What the customer agreed to.' },
  })
  customer!: Ref<Customer>;

  @field.enum(ConsentPurpose, { description: 'What it is about.', writable: 'create' })
  purpose!: ConsentPurpose;

  @field.enum(ContactChannel, {
    description: 'The channel on which it holds; all of them when missing.',
    nullable: true,
    writable: 'create',
  })
  channel!: ContactChannel | null;

  @belongsTo(() => ContactPoint, {
    description: 'The one contact point at which it holds; all of the channel when missing.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'consents', description: 'Consents for this contact point.' },
  })
  contactPoint!: Ref<ContactPoint> | null;

  @field.text({
    description: 'The partner with whom data may be shared; only with the purpose SHARING.',
    maxLength: 200,
    nullable: true,
    writable: 'create',
  })
  partner!: string | null;

  @field.text({
    description: 'Purpose, channel, contact point and partner in one: a customer has one consent for each.',
    maxLength: 400,
    writable: 'never',
  })
  matter!: string;

  @field.enum(ConsentState, { description: 'Where it stands.', default: 'NONE', writable: 'create' })
  state!: ConsentState;

  @field.enum(LawfulBasis, { description: 'Why the data may be used.', default: 'CONSENT', writable: 'create' })
  lawfulBasis!: LawfulBasis;

  @field.text({
    description: 'Where the proof is: the form, the recording, the message. Needed where the basis is CONSENT.',
    maxLength: 500,
    nullable: true,
    writable: 'create',
  })
  proof!: string | null;

  @field.instant({ description: 'When it was given.', nullable: true, writable: 'create' })
  grantedAt!: string | null;

  @field.instant({ description: 'When it was taken back or refused.', nullable: true, writable: 'create' })
  withdrawnAt!: string | null;

  @field.instant({ description: 'When its time is over.', nullable: true, writable: 'create' })
  expiresAt!: string | null;

  @field.instant({ description: 'When its state last changed.', writable: 'never' })
  changedAt!: string;

  @field.enum(ValueSource, { description: 'Who said so.', default: 'TOLD', writable: 'create' })
  source!: ValueSource;
}
