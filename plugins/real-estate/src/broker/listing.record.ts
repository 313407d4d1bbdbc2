import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { saleGrants } from '../common/grants.ts';
import { rules } from '../rules.ts';
import { EstateUnit } from '../stock/unit.record.ts';

export const EstateListingKind = enumeration('EstateListingKind', 'What an owner wants.', {
  SALE: 'To sell.',
  LEASE: 'To let.',
});
export type EstateListingKind = EnumerationValue<typeof EstateListingKind>;

export const EstateListingStatus = enumeration(
  'EstateListingStatus',
  'StandardStatus of the RESO Data Dictionary 2.0.',
  {
    COMING_SOON: 'Coming Soon.',
    ACTIVE: 'Active.',
    ACTIVE_UNDER_CONTRACT: 'Active Under Contract: an offer is accepted.',
    PENDING: 'Pending: contracts are exchanged.',
    CLOSED: 'Closed.',
    EXPIRED: 'Expired.',
    WITHDRAWN: 'Withdrawn.',
  },
);
export type EstateListingStatus = EnumerationValue<typeof EstateListingStatus>;

/** A unit of somebody else that a broker sells or lets (RESO Property with a listing). */
@Record({
  prefix: 'relg',
  description: 'A unit of somebody else that we sell or let for him (放盤; RESO Property).',
  ownership: { owner: 'agent', through: 'seller' },
  indexes: [
    ['unitId', '-createdAt', '-id'],
    ['sellerId', '-createdAt', '-id'],
    ['agentId', '-createdAt', '-id'],
    ['status', '-createdAt', '-id'],
  ],
  unique: [
    { fields: ['unitId', 'kind'], when: { status: ['COMING_SOON', 'ACTIVE', 'ACTIVE_UNDER_CONTRACT', 'PENDING'] } },
  ],
  lifeCycle: {
    field: 'status',
    transitions: {
      publish: { description: 'Shows it to buyers.', from: ['COMING_SOON'], to: 'ACTIVE' },
      accept: { description: 'An offer is accepted.', from: ['ACTIVE'], to: 'ACTIVE_UNDER_CONTRACT', byCode: true },
      reactivate: {
        description: 'The deal fell through.',
        from: ['ACTIVE_UNDER_CONTRACT', 'PENDING'],
        to: 'ACTIVE',
        byCode: true,
      },
      exchange: {
        description: 'Contracts are exchanged.',
        from: ['ACTIVE_UNDER_CONTRACT'],
        to: 'PENDING',
        byCode: true,
      },
      close: {
        description: 'It is sold or let.',
        from: ['ACTIVE', 'ACTIVE_UNDER_CONTRACT', 'PENDING'],
        to: 'CLOSED',
        byCode: true,
      },
      expire: { description: 'The mandate has run out.', from: ['COMING_SOON', 'ACTIVE'], to: 'EXPIRED' },
      withdraw: {
        description: 'The owner does not want it any longer.',
        from: ['COMING_SOON', 'ACTIVE'],
        to: 'WITHDRAWN',
      },
    },
  },
  grants: saleGrants,
})
export class EstateListing extends RecordBase {
  @belongsTo(() => EstateUnit, {
    description: 'The unit, in a project of the business BROKERED.',
    writable: 'create',
    inverse: { name: 'listings', description: 'When it was offered.' },
  })
  unit!: Ref<EstateUnit>;

  @belongsTo(() => Customer, {
    description: 'The owner.',
    writable: 'create',
    inverse: { name: 'estateListings', description: 'Units that the customer offers.' },
  })
  seller!: Ref<Customer>;

  @belongsTo(() => User, {
    description: 'Our agent; whoever creates it unless somebody is given (RESO ListAgentKey).',
    nullable: true,
    orActor: true,
    inverse: { name: 'estateListings', description: 'What he offers.' },
  })
  agent!: Ref<User> | null;

  @field.enum(EstateListingKind, { description: 'What the owner wants.', writable: 'create' })
  kind!: EstateListingKind;

  @field.enum(EstateListingStatus, { description: 'RESO StandardStatus.', default: 'COMING_SOON', writable: 'never' })
  status!: EstateListingStatus;

  @field.money({ description: 'What he asks: the price, or the rent of a month (RESO ListPrice).' })
  listPrice!: { amount: string; currency: string };

  @field.date({ description: 'Day on which the mandate runs out (RESO ExpirationDate).', nullable: true })
  expirationDate!: string | null;
}

export const EstateOfferState = enumeration('EstateOfferState', 'How far an offer is.', {
  MADE: 'Made.',
  COUNTERED: 'The owner asks for something else.',
  ACCEPTED: 'Accepted.',
  REJECTED: 'Refused.',
  WITHDRAWN: 'Taken back, or the deal fell through.',
});
export type EstateOfferState = EnumerationValue<typeof EstateOfferState>;

/** What somebody offers for a listing. One is accepted. */
@Record({
  prefix: 'reof',
  description: 'What somebody offers for a listing (出價).',
  ownership: { through: 'listing' },
  indexes: [
    ['listingId', '-createdAt', '-id'],
    ['buyerId', '-createdAt', '-id'],
  ],
  unique: [{ fields: ['listingId'], when: { state: ['ACCEPTED'] }, rule: rules.OFFER_OPEN }],
  lifeCycle: {
    field: 'state',
    transitions: {
      counter: {
        description: 'The owner asks for something else.',
        from: ['MADE'],
        to: 'COUNTERED',
        requires: ['counterAmount'],
      },
      accept: {
        description: 'The owner accepts it, or the buyer what the owner asked for.',
        from: ['MADE', 'COUNTERED'],
        to: 'ACCEPTED',
      },
      reject: { description: 'The owner refuses it.', from: ['MADE', 'COUNTERED'], to: 'REJECTED' },
      withdraw: {
        description: 'The buyer takes it back, or the deal falls through.',
        from: ['MADE', 'COUNTERED', 'ACCEPTED'],
        to: 'WITHDRAWN',
      },
    },
  },
  grants: saleGrants,
})
export class EstateOffer extends RecordBase {
  @belongsTo(() => EstateListing, {
    description: 'For which listing.',
    writable: 'create',
    inverse: { name: 'offers', description: 'What was offered.' },
  })
  listing!: Ref<EstateListing>;

  @belongsTo(() => Customer, {
    description: 'Who offers.',
    writable: 'create',
    inverse: { name: 'estateOffers', description: 'What the customer offered.' },
  })
  buyer!: Ref<Customer>;

  @field.money({ description: 'How much.', writable: 'create' })
  amount!: { amount: string; currency: string };

  @field.money({ description: 'What the owner asks for instead.', nullable: true, writable: 'never' })
  counterAmount!: { amount: string; currency: string } | null;

  @field.instant({ description: 'Until when it holds.', nullable: true })
  validUntil!: string | null;

  @field.enum(EstateOfferState, { description: 'How far it is.', default: 'MADE', writable: 'never' })
  state!: EstateOfferState;
}
