import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Consent, Customer, readGrants } from '../customers/index.ts';
import { Partner, SharedAttribute } from './partner.record.ts';

/** That a partner was told something of a customer: what left, to whom, and who had agreed to it (E13). */
@Record({
  prefix: 'psh',
  description:
    'That a partner was told something of a customer: which attributes, and under which consent. The values themselves are not kept.',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['partnerId', '-createdAt', '-id'],
    ['consentId', '-createdAt', '-id'],
  ],
  commands: [],
  grants: {
    ...readGrants,
    self: { read: 'self', only: { read: ['customer', 'attributes'], write: [] } },
  },
})
export class PartnerShare extends RecordBase {
  @belongsTo(() => Partner, {
    description: 'Who was told.',
    writable: 'never',
    inverse: { name: 'shares', description: 'What the partner was told.' },
  })
  partner!: Ref<Partner>;

  @belongsTo(() => Customer, {
    description: 'Of whom.',
    writable: 'never',
    inverse: { name: 'partnerShares', description: 'What partners were told of the customer.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => Consent, {
    description: 'The consent that allowed it.',
    writable: 'never',
    inverse: { name: 'shares', description: 'What it allowed to be told.' },
  })
  consent!: Ref<Consent>;

  @field.enums(SharedAttribute, { description: 'What left.', writable: 'never' })
  attributes!: SharedAttribute[];

  @belongsTo(() => User, { description: 'Who of us told it.', nullable: true, orActor: true, writable: 'never' })
  sharedBy!: Ref<User> | null;
}
