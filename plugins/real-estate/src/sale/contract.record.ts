import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { saleGrants } from '../common/grants.ts';
import { EstateClaim, EstateUnit } from '../stock/unit.record.ts';
import { EstateSubscription } from './subscription.record.ts';

export const EstateContractState = enumeration('EstateContractState', 'How far a contract is.', {
  DRAFT: 'Being written.',
  SIGNED: 'Signed (簽約).',
  FILED: 'Filed with the authority (網簽).',
  EFFECTIVE: 'In force.',
  COMPLETED: 'All is paid.',
  RESCINDED: 'Rescinded (退房).',
});
export type EstateContractState = EnumerationValue<typeof EstateContractState>;

export const EstateRescissionGround = enumeration('EstateRescissionGround', 'Why a contract is rescinded.', {
  MUTUAL: 'Both sides agreed.',
  BUYER_DEFAULT: 'The buyer did not pay: an instalment is overdue.',
  LOAN_REFUSED: 'The bank refused the loan.',
  LATE_HANDOVER: 'The unit was not handed over by the day that the phase promised.',
});
export type EstateRescissionGround = EnumerationValue<typeof EstateRescissionGround>;

/** The sale contract of a unit. */
@Record({
  prefix: 'reco',
  description: 'The sale contract of a unit (簽約), and its filing with the authority (網簽).',
  ownership: { owner: 'consultant', through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['unitId', '-createdAt', '-id'],
    ['customerId', '-createdAt', '-id'],
    ['consultantId', '-createdAt', '-id'],
    ['claimId', '-createdAt', '-id'],
    ['subscriptionId', '-createdAt', '-id'],
    ['state', '-createdAt', '-id'],
  ],
  unique: [
    ['number'],
    { fields: ['claimId'], when: { state: ['DRAFT', 'SIGNED', 'FILED', 'EFFECTIVE', 'COMPLETED'] } },
  ],
  lifeCycle: {
    field: 'state',
    transitions: {
      sign: {
        description: 'Signs it: shares and instalments must add up.',
        from: ['DRAFT'],
        to: 'SIGNED',
        takes: ['signedOn'],
      },
      file: {
        description: 'Files it with the authority.',
        from: ['SIGNED'],
        to: 'FILED',
        requires: ['filingNumber', 'filedOn'],
      },
      takeEffect: { description: 'It is in force.', from: ['FILED'], to: 'EFFECTIVE' },
      complete: { description: 'All is paid.', from: ['EFFECTIVE'], to: 'COMPLETED' },
      rescind: {
        description:
          'Rescinds it, on a ground that the records bear out. A filed one frees its unit once the filing is revoked.',
        from: ['SIGNED', 'FILED', 'EFFECTIVE'],
        to: 'RESCINDED',
        requires: ['rescissionGround'],
        takes: ['penalty'],
      },
      revokeFiling: {
        description: 'The authority has revoked the filing: the unit is free again.',
        from: ['RESCINDED'],
        to: 'RESCINDED',
        requires: ['filingRevokedOn'],
      },
    },
  },
  grants: saleGrants,
})
export class EstateContract extends RecordBase {
  @belongsTo(() => EstateSubscription, {
    description: 'The subscription from which it comes.',
    writable: 'create',
    inverse: { name: 'contracts', description: 'What it became.' },
  })
  subscription!: Ref<EstateSubscription>;

  @belongsTo(() => EstateClaim, {
    description: 'The claim on the unit.',
    writable: 'never',
    inverse: { name: 'contracts', description: 'What it became.' },
  })
  claim!: Ref<EstateClaim>;

  @belongsTo(() => EstateUnit, {
    description: 'The unit.',
    writable: 'never',
    inverse: { name: 'contracts', description: 'Its contracts.' },
  })
  unit!: Ref<EstateUnit>;

  @belongsTo(() => Customer, {
    description: 'The buyer with whom we deal.',
    writable: 'never',
    inverse: { name: 'estateContracts', description: 'Contracts of the customer.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => User, {
    description: 'The consultant.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'estateContracts', description: 'Contracts of his customers.' },
  })
  consultant!: Ref<User> | null;

  @field.text({ description: 'Its number.', maxLength: 60 })
  number!: string;

  @field.enum(EstateContractState, { description: 'How far it is.', default: 'DRAFT', writable: 'never' })
  state!: EstateContractState;

  @field.money({ description: 'The total, which is the price of the subscription.', writable: 'never' })
  total!: { amount: string; currency: string };

  @field.money({
    description: 'What a bank lends; the buyer pays the rest himself.',
    nullable: true,
    writable: 'create',
  })
  loan!: { amount: string; currency: string } | null;

  @field.date({ description: 'When it was signed.', nullable: true, writable: 'never', order: true })
  signedOn!: string | null;

  @field.text({ description: 'Number of the filing.', maxLength: 100, nullable: true, writable: 'never' })
  filingNumber!: string | null;

  @field.date({ description: 'When it was filed.', nullable: true, writable: 'never' })
  filedOn!: string | null;

  @field.date({ description: 'When the filing was revoked.', nullable: true, writable: 'never' })
  filingRevokedOn!: string | null;

  @field.enum(EstateRescissionGround, { description: 'Why it was rescinded.', nullable: true, writable: 'never' })
  rescissionGround!: EstateRescissionGround | null;

  @field.money({ description: 'What the buyer pays for the rescission.', nullable: true, writable: 'never' })
  penalty!: { amount: string; currency: string } | null;
}

/** Who buys, with a share. */
@Record({
  prefix: 'reby',
  description: 'Somebody who buys, with a share in the unit.',
  ownership: { through: 'contract' },
  indexes: [
    ['contractId', '-createdAt', '-id'],
    ['customerId', '-createdAt', '-id'],
  ],
  unique: [['contractId', 'customerId']],
  grants: {
    ...saleGrants,
    seller: { ...saleGrants.seller, delete: 'own' },
    manager: { ...saleGrants.manager, delete: 'all' },
  },
})
export class EstateBuyer extends RecordBase {
  @belongsTo(() => EstateContract, {
    description: 'The contract.',
    writable: 'create',
    inverse: { name: 'buyers', description: 'Who buys, with shares that add up to 100 %.' },
  })
  contract!: Ref<EstateContract>;

  @belongsTo(() => Customer, {
    description: 'Who buys.',
    writable: 'create',
    inverse: { name: 'estateShares', description: 'Shares of units.' },
  })
  customer!: Ref<Customer>;

  @field.decimal({ description: 'Share in percent.', scale: 2, min: 0, max: 100 })
  share!: string;
}
