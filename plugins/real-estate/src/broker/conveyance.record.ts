import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { saleGrants } from '../common/grants.ts';
import { rules } from '../rules.ts';
import { EstateUnit } from '../stock/unit.record.ts';
import { EstateListing, EstateOffer } from './listing.record.ts';

export const EstateConveyanceState = enumeration('EstateConveyanceState', 'How far a conveyance is.', {
  INSTRUCTED: 'Lawyers are at it.',
  SEARCHED: 'Title and charges are searched.',
  EXCHANGED: 'Contracts are exchanged.',
  COMPLETED: 'Title and money have changed hands.',
  FALLEN_THROUGH: 'Nothing comes of it.',
});
export type EstateConveyanceState = EnumerationValue<typeof EstateConveyanceState>;

/** The way from an accepted offer to the title, a link of a chain where the buyer must sell first. */
@Record({
  prefix: 'recv',
  description:
    'The way from an accepted offer to the title (過戶): a link of a chain where the buyer has to sell first.',
  ownership: { through: 'offer' },
  indexes: [
    ['offerId', '-createdAt', '-id'],
    ['dependsOnId', '-createdAt', '-id'],
  ],
  unique: [{ fields: ['offerId'], when: { state: ['INSTRUCTED', 'SEARCHED', 'EXCHANGED', 'COMPLETED'] } }],
  lifeCycle: {
    field: 'state',
    transitions: {
      search: { description: 'Title and charges are searched.', from: ['INSTRUCTED'], to: 'SEARCHED' },
      exchange: { description: 'Contracts are exchanged.', from: ['SEARCHED'], to: 'EXCHANGED' },
      complete: {
        description: 'Title and money change hands, after the link on which it depends.',
        from: ['EXCHANGED'],
        to: 'COMPLETED',
      },
      fallThrough: {
        description: 'Nothing comes of it, for a reason.',
        from: ['INSTRUCTED', 'SEARCHED', 'EXCHANGED'],
        to: 'FALLEN_THROUGH',
      },
    },
  },
  grants: saleGrants,
})
export class EstateConveyance extends RecordBase {
  @belongsTo(() => EstateOffer, {
    description: 'The accepted offer.',
    writable: 'create',
    inverse: { name: 'conveyances', description: 'The way to the title.' },
  })
  offer!: Ref<EstateOffer>;

  @belongsTo(() => EstateConveyance, {
    description: 'The link that must be completed first: the sale from which the buyer has the money.',
    nullable: true,
    inverse: { name: 'dependents', description: 'Links that wait for this one.' },
  })
  dependsOn!: Ref<EstateConveyance> | null;

  @field.enum(EstateConveyanceState, { description: 'How far it is.', default: 'INSTRUCTED', writable: 'never' })
  state!: EstateConveyanceState;

  @field.date({ description: 'Day on which it is to be completed (RESO CloseDate).', nullable: true })
  closeDate!: string | null;
}

export const EstateTenancyState = enumeration('EstateTenancyState', 'How far a tenancy is.', {
  AGREED: 'Agreed.',
  RUNNING: 'Somebody lives there.',
  ENDED: 'Over.',
  CANCELED: 'Nothing came of it.',
});
export type EstateTenancyState = EnumerationValue<typeof EstateTenancyState>;

/** Somebody rents a unit. */
@Record({
  prefix: 'rete',
  description: 'Somebody rents a unit during a time (租約).',
  ownership: { through: 'listing' },
  indexes: [
    ['listingId', '-createdAt', '-id'],
    ['unitId', '-startsOn', '-id'],
    ['tenantCustomerId', '-startsOn', '-id'],
    ['state', 'endsOn', 'id'],
  ],
  windows: [
    {
      from: 'startsOn',
      until: 'endsOn',
      exclusive: { by: ['unitId'], when: { state: ['AGREED', 'RUNNING', 'ENDED'] }, rule: rules.TENANCY_TAKEN },
    },
  ],
  lifeCycle: {
    field: 'state',
    transitions: {
      begin: { description: 'He moves in.', from: ['AGREED'], to: 'RUNNING' },
      end: { description: 'He has moved out.', from: ['RUNNING'], to: 'ENDED', takes: ['endsOn'] },
      cancel: { description: 'Nothing comes of it.', from: ['AGREED'], to: 'CANCELED' },
    },
  },
  grants: saleGrants,
})
export class EstateTenancy extends RecordBase {
  @belongsTo(() => EstateListing, {
    description: 'The listing, of the kind LEASE.',
    writable: 'create',
    inverse: { name: 'tenancies', description: 'Who rents.' },
  })
  listing!: Ref<EstateListing>;

  @belongsTo(() => EstateUnit, {
    description: 'The unit, which follows from the listing.',
    writable: 'never',
    inverse: { name: 'tenancies', description: 'Who rents, and rented.' },
  })
  unit!: Ref<EstateUnit>;

  @belongsTo(() => Customer, {
    description: 'Who rents.',
    writable: 'create',
    inverse: { name: 'estateTenancies', description: 'Units that the customer rents.' },
  })
  tenantCustomer!: Ref<Customer>;

  @field.money({ description: 'Rent of a month.' })
  rent!: { amount: string; currency: string };

  @field.money({ description: 'What is deposited.', nullable: true })
  deposit!: { amount: string; currency: string } | null;

  @field.date({ description: 'First day.', writable: 'create', order: true })
  startsOn!: string;

  @field.date({ description: 'Day after the last one; open when missing.', nullable: true })
  endsOn!: string | null;

  @field.enum(EstateTenancyState, { description: 'How far it is.', default: 'AGREED', writable: 'never' })
  state!: EstateTenancyState;
}
