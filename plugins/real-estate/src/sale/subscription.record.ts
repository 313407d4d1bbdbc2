import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { saleGrants } from '../common/grants.ts';
import { EstateUnitPrice } from '../stock/price-list.record.ts';
import { EstateClaim, EstateUnit } from '../stock/unit.record.ts';
import { EstateIntent } from './intent.record.ts';

export const EstateSubscriptionState = enumeration('EstateSubscriptionState', 'How far a subscription is.', {
  DRAFT: 'Being written.',
  SIGNED: 'Signed; the price is fixed.',
  PAID: 'The deposit is paid.',
  CONVERTED: 'It became a contract.',
  CANCELED: 'Cancelled; `deposited` says what became of the deposit.',
  UNIT_CHANGED: 'The customer took another unit, by another subscription.',
});
export type EstateSubscriptionState = EnumerationValue<typeof EstateSubscriptionState>;

export const EstateDepositFate = enumeration('EstateDepositFate', 'What becomes of a deposit.', {
  REFUND: 'It is paid back.',
  FORFEIT: 'It is kept.',
});
export type EstateDepositFate = EnumerationValue<typeof EstateDepositFate>;

export const EstateCancelGround = enumeration('EstateCancelGround', 'Why a subscription is cancelled.', {
  BUYER: 'The buyer does not want it any longer.',
  HOUSE: 'We cannot keep it.',
  LOAN: 'The bank refused the loan.',
});
export type EstateCancelGround = EnumerationValue<typeof EstateCancelGround>;

/** A signed promise to buy a unit at a price (認購). The price is that of the list in force at the signing, less the discount (iH3). */
@Record({
  prefix: 'resb',
  description: 'A promise to buy a unit at a price, with a deposit (認購).',
  ownership: { owner: 'consultant', through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['unitId', '-createdAt', '-id'],
    ['customerId', '-createdAt', '-id'],
    ['consultantId', '-createdAt', '-id'],
    ['claimId', '-createdAt', '-id'],
  ],
  unique: [{ fields: ['claimId'], when: { state: ['DRAFT', 'SIGNED', 'PAID', 'CONVERTED'] } }],
  lifeCycle: {
    field: 'state',
    transitions: {
      sign: {
        description: 'Signs it: the price is fixed, and the hold becomes a subscription.',
        from: ['DRAFT'],
        to: 'SIGNED',
      },
      pay: { description: 'Notes that the deposit is paid.', from: ['SIGNED'], to: 'PAID', takes: ['paidAt'] },
      convert: { description: 'It became a contract.', from: ['PAID'], to: 'CONVERTED', byCode: true },
      cancel: {
        description: 'Cancels it. The unit is free again.',
        from: ['DRAFT', 'SIGNED', 'PAID'],
        to: 'CANCELED',
        requires: ['ground', 'deposited'],
      },
      changeUnit: {
        description: 'Another subscription takes its place.',
        from: ['SIGNED', 'PAID'],
        to: 'UNIT_CHANGED',
        byCode: true,
        takes: ['successorId'],
      },
    },
  },
  grants: saleGrants,
})
export class EstateSubscription extends RecordBase {
  @belongsTo(() => EstateClaim, {
    description: 'The hold from which it comes.',
    writable: 'create',
    inverse: { name: 'subscriptions', description: 'What it became.' },
  })
  claim!: Ref<EstateClaim>;

  @belongsTo(() => EstateUnit, {
    description: 'The unit, which follows from the claim.',
    writable: 'never',
    inverse: { name: 'subscriptions', description: 'Who subscribed it.' },
  })
  unit!: Ref<EstateUnit>;

  @belongsTo(() => Customer, {
    description: 'Who buys, which follows from the claim.',
    writable: 'never',
    inverse: { name: 'estateSubscriptions', description: 'Units that the customer subscribed.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => User, {
    description: 'The consultant, who follows from the claim.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'estateSubscriptions', description: 'Subscriptions of his customers.' },
  })
  consultant!: Ref<User> | null;

  @belongsTo(() => EstateIntent, { description: 'The intent from which it comes.', nullable: true, writable: 'create' })
  intent!: Ref<EstateIntent> | null;

  @field.enum(EstateSubscriptionState, { description: 'How far it is.', default: 'DRAFT', writable: 'never' })
  state!: EstateSubscriptionState;

  @belongsTo(() => EstateUnitPrice, {
    description: 'The price of the list; that in force unless one is given. It must be in force at the signing.',
    nullable: true,
  })
  unitPrice!: Ref<EstateUnitPrice> | null;

  @field.decimal({ description: 'Discount in percent.', scale: 2, min: 0, max: 100, default: '0.00' })
  discountPercent!: string;

  @belongsTo(() => User, {
    description: 'Who approved a discount beyond that of consultants.',
    nullable: true,
    writable: 'never',
  })
  discountApprovedBy!: Ref<User> | null;

  @field.money({ description: 'Price by the list at the signing.', nullable: true, writable: 'never' })
  listPrice!: { amount: string; currency: string } | null;

  @field.money({ description: 'Price after the discount, fixed at the signing.', nullable: true, writable: 'never' })
  price!: { amount: string; currency: string } | null;

  @field.money({ description: 'The deposit (定金).', nullable: true })
  deposit!: { amount: string; currency: string } | null;

  @field.instant({ description: 'When it was signed.', nullable: true, writable: 'never', order: true })
  signedAt!: string | null;

  @field.instant({ description: 'When the deposit was paid.', nullable: true, writable: 'never' })
  paidAt!: string | null;

  @field.enum(EstateCancelGround, { description: 'Why it was cancelled.', nullable: true, writable: 'never' })
  ground!: EstateCancelGround | null;

  @field.enum(EstateDepositFate, {
    description: 'What became of the deposit when it was cancelled.',
    nullable: true,
    writable: 'never',
  })
  deposited!: EstateDepositFate | null;

  @belongsTo(() => EstateSubscription, {
    description: 'The subscription that took its place.',
    nullable: true,
    writable: 'never',
  })
  successor!: Ref<EstateSubscription> | null;
}
