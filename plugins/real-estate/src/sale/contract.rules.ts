import { Customer } from '@rapport/core';
import {
  type BeforeHandler,
  idOf,
  type RecordChange,
  type RecordInput,
  refuse,
  reject,
  type UnitOfWork,
  User,
  uuidOf,
} from '@rapport/sdk';
import { type Amount, amountOf, minorOf } from '../common/amounts.ts';
import { dayOf, rowOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateClaim, EstateUnit } from '../stock/unit.record.ts';
import { freeUnits } from './claim.service.ts';
import { EstateBuyer, EstateContract } from './contract.record.ts';
import { planState, settleUnits } from './payment-plan.ts';
import { changeContracts } from './permissions.ts';
import { EstateSubscription } from './subscription.record.ts';

interface Subscribed {
  readonly state: string;
  readonly claim_id: string;
  readonly unit_id: string;
  readonly customer_id: string;
  readonly consultant_id: string | null;
  readonly minor: string;
  readonly currency: string;
}

async function begin({ record, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const from = await rowOf<Subscribed>(
    work,
    `select state, claim_id, unit_id, customer_id, consultant_id, price_amount::text as minor, price_currency as currency
     from estate_subscription where tenant_id = $1 and id = $2`,
    [uuidOf(EstateSubscription, record.subscriptionId, `${path}.subscriptionId`)],
  );
  if (from?.state !== 'PAID') refuse(rules.SUBSCRIPTION_NOT_PAID, `${path}.subscriptionId`, { state: from?.state });
  const total = amountOf(BigInt(from.minor), from.currency);
  assertLoanFits(record.loan as Amount | null | undefined, total, `${path}.loan`);
  return {
    claimId: idOf(EstateClaim, from.claim_id),
    unitId: idOf(EstateUnit, from.unit_id),
    customerId: idOf(Customer, from.customer_id),
    consultantId: from.consultant_id === null ? null : idOf(User, from.consultant_id),
    total,
  };
}

/** A loan is a part of the total, in its currency. */
export function assertLoanFits(loan: Amount | null | undefined, total: Amount, path: string): void {
  if (!loan) return;
  const lent = minorOf(loan, path);
  if (loan.currency !== total.currency || lent < 0n || lent > minorOf(total))
    refuse(rules.LOAN_DOES_NOT_FIT, path, { total });
}

const SHARES =
  'select count(*)::int as buyers, coalesce(sum(share), 0) = 10000 as whole from estate_buyer where tenant_id = $1 and contract_id = $2 and deleted_at is null';

interface Step {
  readonly claimId: string;
  readonly unitId: string;
  readonly subscriptionId: string;
  readonly contract: string;
}

async function settleSigning(work: UnitOfWork, steps: readonly Step[]): Promise<void> {
  for (const { claimId, unitId, subscriptionId } of steps) {
    await work.unlimited.transition(EstateClaim, claimId, { transition: 'contract' });
    await work.unlimited.transition(EstateSubscription, subscriptionId, { transition: 'convert' });
    await work.unlimited.transition(EstateUnit, unitId, { transition: 'contract' });
  }
}

async function settleFiling(work: UnitOfWork, steps: readonly Step[]): Promise<void> {
  for (const { unitId, contract } of steps) {
    await work.unlimited.transition(EstateUnit, unitId, { transition: 'file' });
    await settleUnits(work, [contract]);
  }
}

async function settleRescission(
  work: UnitOfWork,
  steps: readonly (Step & { readonly isFiled: boolean })[],
): Promise<void> {
  for (const { claimId, unitId, isFiled } of steps) {
    await work.unlimited.transition(EstateClaim, claimId, { transition: 'rescind' });
    await work.unlimited.transition(EstateUnit, unitId, { transition: 'rescind' });
    if (!isFiled) await freeUnits(work, [uuidOf(EstateClaim, claimId)]);
  }
}

function stepOf({ record, uuid }: RecordChange): Step {
  const { claimId, unitId, subscriptionId } = record;
  return {
    claimId: String(claimId),
    unitId: String(unitId),
    subscriptionId: String(subscriptionId),
    contract: uuid,
  };
}

const planOf = ({ record, uuid }: RecordChange, work: UnitOfWork) =>
  planState(work, uuid, record.total as Amount, record.loan as Amount | null);

async function sign(change: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const shares = await rowOf<{ buyers: number; whole: boolean }>(work, SHARES, [change.uuid]);
  if (shares && shares.buyers > 0 && !shares.whole) refuse(rules.SHARES_DO_NOT_SUM, 'id');
  if (!(await planOf(change, work)).addsUp) refuse(rules.INSTALMENTS_DO_NOT_SUM, 'id', { total: change.record.total });
  work.afterWrite(settleSigning, stepOf(change));
  return { signedOn: change.record.signedOn ?? dayOf(new Date()) };
}

/** What the records must say for a ground to hold. */
const GROUNDS: Readonly<Record<string, string>> = {
  BUYER_DEFAULT: `select from estate_instalment i where i.tenant_id = $1 and i.contract_id = $2 and i.deleted_at is null
    and i.state = 'OPEN' and i.source = 'OWN' and i.due_on < current_date`,
  LOAN_REFUSED: `select from estate_mortgage m where m.tenant_id = $1 and m.contract_id = $2 and m.deleted_at is null and m.state = 'REFUSED'`,
  LATE_HANDOVER: `select from estate_contract c
    join estate_unit u on u.tenant_id = c.tenant_id and u.id = c.unit_id
    join estate_building b on b.tenant_id = u.tenant_id and b.id = u.building_id
    join estate_phase p on p.tenant_id = b.tenant_id and p.id = b.phase_id
    where c.tenant_id = $1 and c.id = $2 and p.handover_due_on < current_date`,
};

async function rescind(change: RecordChange, work: UnitOfWork): Promise<undefined> {
  work.context.access.requirePermission(changeContracts);
  const { record, uuid, path, transition } = change;
  const row = await rowOf<{ state: string; borne: boolean }>(
    work,
    `select u.state, exists (${GROUNDS[String(record.rescissionGround)] ?? 'select where $1::int is not null'}) as borne
     from estate_contract c join estate_unit u on u.tenant_id = c.tenant_id and u.id = c.unit_id
     where c.tenant_id = $1 and c.id = $2`,
    [uuid],
  );
  if (row && ['HANDED_OVER', 'OCCUPIED'].includes(row.state)) refuse(rules.RESCISSION_AFTER_HANDOVER, 'id');
  if (!row?.borne) refuse(rules.RESCISSION_WITHOUT_GROUND, `${path}.rescissionGround`);
  if (!transition?.reason?.trim()) reject('reason', 'is required to rescind a contract.');
  work.afterWrite(settleRescission, { ...stepOf(change), isFiled: record.filingNumber != null });
  return undefined;
}

async function takeStep(change: RecordChange, work: UnitOfWork): Promise<RecordInput | undefined> {
  switch (change.transition?.name) {
    case 'sign':
      return sign(change, work);
    case 'file':
      work.afterWrite(settleFiling, stepOf(change));
      return undefined;
    case 'complete':
      if (!(await planOf(change, work)).isPaid) refuse(rules.CONTRACT_NOT_PAID, 'id');
      return undefined;
    case 'rescind':
      return rescind(change, work);
    case 'revokeFiling':
      work.afterWrite(freeUnits, uuidOf(EstateClaim, change.record.claimId));
      return undefined;
    default:
      return undefined;
  }
}

export const contractRules: readonly BeforeHandler[] = [
  { record: EstateContract, on: ['created'], run: begin },
  { record: EstateContract, on: ['updated'], run: takeStep },
  {
    record: EstateBuyer,
    on: ['created', 'updated', 'deleted', 'restored'],
    run: async ({ record, path }, work) => {
      const contract = await rowOf<{ state: string }>(
        work,
        'select state from estate_contract where tenant_id = $1 and id = $2',
        [uuidOf(EstateContract, record.contractId, `${path}.contractId`)],
      );
      if (contract?.state !== 'DRAFT') refuse(rules.NAME_CHANGE_AFTER_FILING, path, { state: contract?.state });
      return undefined;
    },
  },
];
