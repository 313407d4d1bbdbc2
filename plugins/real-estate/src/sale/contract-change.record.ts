import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { saleGrants } from '../common/grants.ts';
import { EstateClaim } from '../stock/unit.record.ts';
import { EstateContract } from './contract.record.ts';

export const EstateChangeKind = enumeration('EstateChangeKind', 'What changes in a contract.', {
  NAME: 'The buyer (更名).',
  UNIT: 'The unit (換房).',
  PAYMENT: 'How it is paid (變更付款方式).',
});
export type EstateChangeKind = EnumerationValue<typeof EstateChangeKind>;

export const EstateChangeState = enumeration('EstateChangeState', 'How far a change is.', {
  REQUESTED: 'Asked for.',
  APPROVED: 'Allowed.',
  REFUSED: 'Not allowed.',
  APPLIED: 'Done.',
});
export type EstateChangeState = EnumerationValue<typeof EstateChangeState>;

/** A change of a signed contract: the contract goes on, and this says what was changed and why. */
@Record({
  prefix: 'rech',
  description: 'A change of a signed contract: buyer, unit or payment.',
  ownership: { through: 'contract' },
  indexes: [
    ['contractId', '-createdAt', '-id'],
    ['toCustomerId', '-createdAt', '-id'],
  ],
  lifeCycle: {
    field: 'state',
    transitions: {
      approve: { description: 'Allows it.', from: ['REQUESTED'], to: 'APPROVED' },
      refuse: { description: 'Does not allow it.', from: ['REQUESTED'], to: 'REFUSED' },
      apply: { description: 'Does it.', from: ['APPROVED'], to: 'APPLIED', byCode: true },
    },
  },
  grants: { ...saleGrants, seller: { read: 'own', create: 'own' } },
})
export class EstateContractChange extends RecordBase {
  @belongsTo(() => EstateContract, {
    description: 'The contract.',
    writable: 'create',
    inverse: { name: 'changes', description: 'What was changed since it was signed.' },
  })
  contract!: Ref<EstateContract>;

  @field.enum(EstateChangeKind, { description: 'What changes.', writable: 'create' })
  kind!: EstateChangeKind;

  @field.enum(EstateChangeState, { description: 'How far it is.', default: 'REQUESTED', writable: 'never' })
  state!: EstateChangeState;

  @field.text({ description: 'Why.', maxLength: 500 })
  reason!: string;

  @belongsTo(() => Customer, {
    description: 'The new buyer; with NAME.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'estateContractChanges', description: 'Contracts that the customer takes on.' },
  })
  toCustomer!: Ref<Customer> | null;

  @belongsTo(() => EstateClaim, {
    description: 'The hold of the same buyer on the new unit; with UNIT.',
    nullable: true,
    writable: 'create',
  })
  toClaim!: Ref<EstateClaim> | null;

  @field.money({ description: 'The new loan; with PAYMENT.', nullable: true, writable: 'create' })
  toLoan!: { amount: string; currency: string } | null;
}
