import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { saleGrants } from '../common/grants.ts';
import { EstateContract } from './contract.record.ts';

export const EstateInstalmentSource = enumeration('EstateInstalmentSource', 'Who pays an instalment.', {
  OWN: 'The buyer himself.',
  LOAN: 'The bank.',
});
export type EstateInstalmentSource = EnumerationValue<typeof EstateInstalmentSource>;

export const EstateInstalmentState = enumeration('EstateInstalmentState', 'Whether an instalment is paid.', {
  OPEN: 'It is not.',
  PAID: 'It is.',
  DROPPED: 'Another plan took the place of the one in which it stood.',
});
export type EstateInstalmentState = EnumerationValue<typeof EstateInstalmentState>;

/** A part of the price with the day by which it is due. A plan is set as a whole, so that it always adds up (iH5). */
@Record({
  prefix: 'reil',
  description: 'A part of the price of a contract, with the day by which it is due (分期).',
  ownership: { through: 'contract' },
  indexes: [
    ['contractId', '-createdAt', '-id'],
    ['contractId', 'number', 'id'],
    ['state', 'dueOn', 'id'],
  ],
  unique: [{ fields: ['contractId', 'number'], when: { state: ['OPEN', 'PAID'] } }],
  commands: [],
  lifeCycle: {
    field: 'state',
    transitions: {
      pay: { description: 'Notes that it is paid.', from: ['OPEN'], to: 'PAID', takes: ['paidOn'] },
      drop: { description: 'Another plan takes its place.', from: ['OPEN'], to: 'DROPPED', byCode: true },
    },
  },
  grants: saleGrants,
})
export class EstateInstalment extends RecordBase {
  @belongsTo(() => EstateContract, {
    description: 'The contract.',
    writable: 'never',
    inverse: { name: 'instalments', description: 'Parts of its price.' },
  })
  contract!: Ref<EstateContract>;

  @field.int({ description: 'Which one it is, from 1.', min: 1, max: 600, writable: 'never', order: true })
  number!: number;

  @field.date({ description: 'By when it is due.', writable: 'never', order: true })
  dueOn!: string;

  @field.instant({ description: 'When the buyer is reminded.', writable: 'never' })
  remindAt!: string;

  @field.money({ description: 'How much.', writable: 'never' })
  amount!: { amount: string; currency: string };

  @field.enum(EstateInstalmentSource, { description: 'Who pays it.', default: 'OWN', writable: 'never' })
  source!: EstateInstalmentSource;

  @field.enum(EstateInstalmentState, { description: 'Whether it is paid.', default: 'OPEN', writable: 'never' })
  state!: EstateInstalmentState;

  @field.date({ description: 'When it was paid.', nullable: true, writable: 'never' })
  paidOn!: string | null;
}

export const EstateMortgageState = enumeration('EstateMortgageState', 'How far a mortgage is.', {
  COLLECTING: 'Papers are collected.',
  SUBMITTED: 'The bank has them.',
  APPROVED: 'The bank lends.',
  REFUSED: 'The bank does not.',
  DISBURSED: 'The bank has paid.',
});
export type EstateMortgageState = EnumerationValue<typeof EstateMortgageState>;

/** The loan of a bank for a contract. */
@Record({
  prefix: 'remt',
  description: 'The loan of a bank for a contract (按揭).',
  ownership: { through: 'contract' },
  indexes: [
    ['contractId', '-createdAt', '-id'],
    ['state', '-createdAt', '-id'],
  ],
  unique: [{ fields: ['contractId'], when: { state: ['COLLECTING', 'SUBMITTED', 'APPROVED', 'DISBURSED'] } }],
  lifeCycle: {
    field: 'state',
    transitions: {
      submit: {
        description: 'Gives the papers to the bank; none may be missing.',
        from: ['COLLECTING'],
        to: 'SUBMITTED',
      },
      approve: { description: 'The bank lends.', from: ['SUBMITTED'], to: 'APPROVED' },
      refuse: { description: 'The bank does not lend.', from: ['SUBMITTED'], to: 'REFUSED' },
      disburse: {
        description: 'The bank has paid: the instalments of the loan are paid.',
        from: ['APPROVED'],
        to: 'DISBURSED',
      },
    },
  },
  grants: saleGrants,
})
export class EstateMortgage extends RecordBase {
  @belongsTo(() => EstateContract, {
    description: 'The contract.',
    writable: 'create',
    inverse: { name: 'mortgages', description: 'Loans of banks.' },
  })
  contract!: Ref<EstateContract>;

  @field.text({ description: 'The bank.', maxLength: 200 })
  bank!: string;

  @field.money({ description: 'How much: that of the loan of the contract.' })
  amount!: { amount: string; currency: string };

  @field.enum(EstateMortgageState, { description: 'How far it is.', default: 'COLLECTING', writable: 'never' })
  state!: EstateMortgageState;

  @field.texts({ description: 'Papers that are still missing.', maxLength: 100, default: [] })
  missingPapers!: string[];
}
