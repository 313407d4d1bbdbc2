import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { careGrants } from './grants.ts';

export const BuyingPartyKind = enumeration('BuyingPartyKind', 'What holds the people together.', {
  HOUSEHOLD: 'They live together.',
  FAMILY: 'They are related.',
  BUYING_PARTY: 'They come together for one purchase.',
});
export type BuyingPartyKind = EnumerationValue<typeof BuyingPartyKind>;

export const BuyingPartyRole = enumeration('BuyingPartyRole', 'What somebody is in a purchase.', {
  INITIATOR: 'Had the idea.',
  INFLUENCER: 'Has a say.',
  DECIDER: 'Decides.',
  BUYER: 'Concludes it.',
  PAYER: 'Pays.',
  USER: 'Will use it.',
});
export type BuyingPartyRole = EnumerationValue<typeof BuyingPartyRole>;

/** People who come together: a household, or those who decide on one purchase (B6). */
@Record({
  prefix: 'bpy',
  description: 'People who come together: a household, or those who decide on one purchase.',
  plural: 'buyingParties',
  ownership: { through: 'head' },
  indexes: [['headId', '-createdAt', '-id']],
  grants: careGrants,
})
export class BuyingParty extends RecordBase {
  @field.enum(BuyingPartyKind, { description: 'What holds them together.' })
  kind!: BuyingPartyKind;

  @field.text({ description: 'Name, for example that of the family.', maxLength: 200, order: true })
  name!: string;

  @belongsTo(() => Customer, {
    description: 'The one with whom we deal; his owner is accountable for the party.',
    inverse: { name: 'leadsParties', description: 'Parties of which the customer is the one with whom we deal.' },
  })
  head!: Ref<Customer>;
}

/** Somebody in a buying party (B6). */
@Record({
  prefix: 'bpm',
  description: 'Somebody in a buying party, with a role and a weight in the decision.',
  ownership: { through: 'party' },
  indexes: [
    ['partyId', '-createdAt', '-id'],
    ['customerId', '-createdAt', '-id'],
  ],
  unique: [['partyId', 'customerId', 'role']],
  grants: careGrants,
})
export class BuyingPartyMember extends RecordBase {
  @belongsTo(() => BuyingParty, {
    description: 'The party.',
    writable: 'create',
    inverse: { name: 'members', description: 'Who is in the party.' },
  })
  party!: Ref<BuyingParty>;

  @belongsTo(() => Customer, {
    description: 'Who is in it.',
    writable: 'create',
    inverse: { name: 'partyMemberships', description: 'Parties in which the customer is.' },
  })
  customer!: Ref<Customer>;

  @field.enum(BuyingPartyRole, { description: 'What he is in it; in several roles, several times.' })
  role!: BuyingPartyRole;

  @field.int({ description: 'Weight in the decision, in percent.', min: 0, max: 100, nullable: true })
  weight!: number | null;
}
