import { Customer } from '@rapport/core';
import { idOf, type RecordRef, refuse, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { type Amount, amountOf, lessDiscount } from '../common/amounts.ts';
import { rowOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateClaim, EstateUnit } from '../stock/unit.record.ts';
import { freeUnits } from './claim.service.ts';
import { EstateContract } from './contract.record.ts';
import { assertLoanFits } from './contract.rules.ts';
import { EstateContractChange } from './contract-change.record.ts';
import { type PlannedInstalment, setPlan } from './payment-plan.ts';

type Values = Readonly<Record<string, unknown>>;

interface NewUnit {
  readonly unit_id: string;
  readonly customer_id: string;
  readonly stage: string;
  readonly over: boolean | null;
  readonly minor: string | null;
  readonly currency: string | null;
}

const NEW_UNIT = `
select c.unit_id, c.customer_id, c.stage, c.held_until <= clock_timestamp() as over,
  u.list_price_amount::text as minor, u.list_price_currency as currency
from estate_claim c join estate_unit u on u.tenant_id = c.tenant_id and u.id = c.unit_id
where c.tenant_id = $1 and c.id = $2 for no key update of c`;

/** The buyer takes another unit, with the discount that he had: the old one is free, and the plan is made anew. */
async function changeUnit(work: UnitOfWork, contract: Values, change: Values): Promise<Values> {
  const held = await rowOf<NewUnit>(work, NEW_UNIT, [uuidOf(EstateClaim, change.toClaimId, 'id')]);
  if (held?.stage !== 'HELD' || held.over) refuse(rules.HOLD_OVER, 'id', { stage: held?.stage });
  if (idOf(Customer, held.customer_id) !== contract.customerId) refuse(rules.CLAIM_OF_ANOTHER, 'id');
  if (held.minor === null || held.currency === null) refuse(rules.UNIT_WITHOUT_PRICE, 'id');
  if (contract.filingNumber != null) refuse(rules.NAME_CHANGE_AFTER_FILING, 'id');
  const discount = await rowOf<{ points: string }>(
    work,
    `select s.discount_percent::text as points from estate_contract c
     join estate_subscription s on s.tenant_id = c.tenant_id and s.id = c.subscription_id
     where c.tenant_id = $1 and c.id = $2`,
    [uuidOf(EstateContract, contract.id)],
  );
  const [claimId, unitId] = [String(change.toClaimId), idOf(EstateUnit, held.unit_id)];
  const free = work.unlimited;
  await free.transition(EstateClaim, String(contract.claimId), { transition: 'rescind' });
  await free.transition(EstateUnit, String(contract.unitId), { transition: 'rescind' });
  await freeUnits(work, [uuidOf(EstateClaim, contract.claimId)]);
  for (const transition of ['subscribe', 'contract']) {
    await free.transition(EstateClaim, claimId, { transition });
    await free.transition(EstateUnit, unitId, {
      transition,
      ...(transition === 'subscribe' && { input: { heldUntil: null } }),
    });
  }
  return {
    claimId,
    unitId,
    total: amountOf(lessDiscount(BigInt(held.minor), BigInt(discount?.points ?? 0)), held.currency),
  };
}

async function changeName(work: UnitOfWork, contract: Values, change: Values): Promise<Values> {
  if (contract.filingNumber != null) refuse(rules.NAME_CHANGE_AFTER_FILING, 'id');
  if (!change.toCustomerId) refuse(rules.CHANGE_NOT_APPROVED, 'id');
  const customerId = String(change.toCustomerId);
  await work.unlimited.update(EstateClaim, String(contract.claimId), {}, { kept: { customerId } });
  return { customerId };
}

/** Does what an approved change says, in one transaction: also the new plan of payment, where it needs one. */
export async function applyChange(
  work: UnitOfWork,
  id: string,
  planned: readonly PlannedInstalment[] | null,
): Promise<RecordRef> {
  const change = await work.lock(EstateContractChange, id);
  if (change.state !== 'APPROVED') refuse(rules.CHANGE_NOT_APPROVED, 'id', { state: change.state });
  const contract = await work.unlimited.lock(EstateContract, String(change.contractId));
  if (!['SIGNED', 'FILED', 'EFFECTIVE'].includes(String(contract.state)))
    refuse(rules.CHANGE_NOT_APPROVED, 'id', { contract: contract.state });
  const changed =
    change.kind === 'UNIT'
      ? await changeUnit(work, contract, change)
      : change.kind === 'NAME'
        ? await changeName(work, contract, change)
        : { loan: change.toLoan };
  const { total, loan } = { ...contract, ...changed } as Values as { total: Amount; loan: Amount | null };
  assertLoanFits(loan, total, 'id');
  await work.unlimited.update(EstateContract, String(contract.id), {}, { kept: { ...changed } });
  if (change.kind !== 'NAME') await setPlan(work, String(contract.id), { total, loan }, planned ?? []);
  return work.unlimited.transition(EstateContractChange, id, { transition: 'apply' });
}
