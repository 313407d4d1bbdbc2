import { idOf, refuse, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { type Amount, amountOf, minorOf, split } from '../common/amounts.ts';
import { daysFrom, rowOf, rowsOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateUnit } from '../stock/unit.record.ts';
import { EstateContract } from './contract.record.ts';
import { EstateInstalment } from './payment.record.ts';

/** An instalment as it is planned. */
export interface PlannedInstalment {
  readonly dueOn: string;
  readonly amount: Amount;
  readonly source: 'OWN' | 'LOAN';
}

interface Standing {
  readonly id: string;
  readonly number: number;
  readonly state: 'OPEN' | 'PAID';
  readonly source: 'OWN' | 'LOAN';
  readonly minor: string;
}

const INSTALMENTS = `
select id, number, state, source, amount_amount::text as minor from estate_instalment
where tenant_id = $1 and contract_id = $2 and deleted_at is null and state in ('OPEN', 'PAID') order by number`;

const MAX_INSTALMENTS = 600;
const REMIND_DAYS = 7;

/** Whether amounts add up to the total, and those of the loan to the loan (iH5). */
export function addsUp(
  parts: readonly { readonly minor: bigint; readonly source: 'OWN' | 'LOAN' }[],
  total: bigint,
  loan: bigint,
): boolean {
  const sum = (of: typeof parts) => of.reduce((all, { minor }) => all + minor, 0n);
  return sum(parts) === total && sum(parts.filter(({ source }) => source === 'LOAN')) === loan;
}

/** A plan that adds up: the buyer's own part by weights on these days, and the loan on a day. */
export function planOf(
  total: Amount,
  loan: Amount | null,
  own: readonly { readonly dueOn: string; readonly weight: number }[],
  loanDueOn: string,
): PlannedInstalment[] {
  const lent = loan === null ? 0n : minorOf(loan);
  const parts = split(
    minorOf(total) - lent,
    own.map(({ weight }) => BigInt(weight)),
  );
  return [
    ...own.map(({ dueOn }, index) => ({
      dueOn,
      amount: amountOf(parts[index] ?? 0n, total.currency),
      source: 'OWN' as const,
    })),
    ...(lent > 0n ? [{ dueOn: loanDueOn, amount: amountOf(lent, total.currency), source: 'LOAN' as const }] : []),
  ];
}

/** Sets the plan of a contract as a whole. What is paid stays; the rest is dropped for what is planned now. */
export async function setPlan(
  work: UnitOfWork,
  contractId: string,
  { total, loan }: { readonly total: Amount; readonly loan: Amount | null },
  planned: readonly PlannedInstalment[],
  path = 'instalments',
): Promise<void> {
  if (planned.length > MAX_INSTALMENTS) reject(path, `must be at most ${MAX_INSTALMENTS} instalments.`);
  const standing = await rowsOf<Standing>(work, INSTALMENTS, [uuidOf(EstateContract, contractId)]);
  const paid = standing.filter(({ state }) => state === 'PAID');
  const parts = planned.map(({ amount, source }, index) => {
    const minor = minorOf(amount, `${path}[${index}].amount`);
    if (amount.currency !== total.currency || minor <= 0n)
      refuse(rules.INSTALMENTS_DO_NOT_SUM, `${path}[${index}].amount`, { currency: total.currency });
    return { minor, source };
  });
  const all = [...paid.map(({ minor, source }) => ({ minor: BigInt(minor), source })), ...parts];
  if (!addsUp(all, minorOf(total), loan === null ? 0n : minorOf(loan)))
    refuse(rules.INSTALMENTS_DO_NOT_SUM, path, {
      total,
      loan,
      sum: amountOf(
        all.reduce((sum, { minor }) => sum + minor, 0n),
        total.currency,
      ),
    });
  for (const { id, state } of standing)
    if (state === 'OPEN')
      await work.unlimited.transition(EstateInstalment, idOf(EstateInstalment, id), { transition: 'drop' });
  const last = Math.max(0, ...paid.map(({ number }) => number));
  const rows = planned.map(({ dueOn, amount, source }, index) => ({
    input: {},
    path: `${path}[${index}]`,
    kept: {
      contractId,
      number: last + index + 1,
      dueOn,
      remindAt: daysFrom(dueOn, -REMIND_DAYS),
      amount: { ...amount },
      source,
    },
  }));
  if (rows.length > 0) await work.unlimited.createAll(EstateInstalment, rows);
}

/** Whether the plan of a contract adds up now, and whether all of it is paid. */
export async function planState(
  work: UnitOfWork,
  contract: string,
  total: Amount,
  loan: Amount | null,
): Promise<{ readonly addsUp: boolean; readonly isPaid: boolean }> {
  const standing = await rowsOf<Standing>(work, INSTALMENTS, [contract]);
  const parts = standing.map(({ minor, source }) => ({ minor: BigInt(minor), source }));
  return {
    addsUp: addsUp(parts, minorOf(total), loan === null ? 0n : minorOf(loan)),
    isPaid: standing.every(({ state }) => state === 'PAID'),
  };
}

/** The unit of a filed contract is paid up once every instalment is. */
export async function settleUnits(work: UnitOfWork, contracts: readonly string[]): Promise<void> {
  for (const contract of new Set(contracts)) {
    const unit = await rowOf<{ id: string }>(
      work,
      `select u.id from estate_contract c join estate_unit u on u.tenant_id = c.tenant_id and u.id = c.unit_id
       where c.tenant_id = $1 and c.id = $2 and c.state in ('FILED', 'EFFECTIVE') and u.state = 'FILED' and not exists (
         select from estate_instalment i where i.tenant_id = c.tenant_id and i.contract_id = c.id
         and i.state = 'OPEN' and i.deleted_at is null)`,
      [contract],
    );
    if (unit) await work.unlimited.transition(EstateUnit, idOf(EstateUnit, unit.id), { transition: 'settle' });
  }
}
