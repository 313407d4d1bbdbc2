import { type BeforeHandler, idOf, refuse, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { type Amount, minorOf } from '../common/amounts.ts';
import { dayOf, rowOf, rowsOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateContract } from './contract.record.ts';
import { EstateInstalment, EstateMortgage } from './payment.record.ts';
import { settleUnits } from './payment-plan.ts';

/** When the bank has paid, the instalments of the loan are paid. */
async function payLoans(work: UnitOfWork, contracts: readonly string[]): Promise<void> {
  for (const contract of contracts) {
    const open = await rowsOf<{ id: string }>(
      work,
      `select id from estate_instalment where tenant_id = $1 and contract_id = $2 and deleted_at is null
       and state = 'OPEN' and source = 'LOAN' order by number`,
      [contract],
    );
    for (const { id } of open)
      await work.unlimited.transition(EstateInstalment, idOf(EstateInstalment, id), { transition: 'pay' });
  }
}

export const paymentRules: readonly BeforeHandler[] = [
  {
    record: EstateInstalment,
    on: ['updated'],
    run: async ({ record, transition }, work) => {
      if (transition?.name !== 'pay') return undefined;
      work.afterWrite(settleUnits, uuidOf(EstateContract, record.contractId));
      return { paidOn: record.paidOn ?? dayOf(new Date()) };
    },
  },
  {
    record: EstateMortgage,
    on: ['created', 'updated'],
    run: async ({ record, transition, path }, work) => {
      const contract = uuidOf(EstateContract, record.contractId, `${path}.contractId`);
      const lent = await rowOf<{ minor: string | null; currency: string | null }>(
        work,
        'select loan_amount::text as minor, loan_currency as currency from estate_contract where tenant_id = $1 and id = $2',
        [contract],
      );
      const amount = record.amount as Amount;
      if (lent?.currency !== amount.currency || lent.minor !== minorOf(amount, `${path}.amount`).toString())
        refuse(rules.LOAN_DOES_NOT_FIT, `${path}.amount`);
      const missing = (record.missingPapers ?? []) as readonly string[];
      if (transition?.name === 'submit' && missing.length > 0)
        reject(`${path}.missingPapers`, `${missing.join(', ')} must be there before the bank gets the papers.`);
      if (transition?.name === 'disburse') work.afterWrite(payLoans, contract);
      return undefined;
    },
  },
];
