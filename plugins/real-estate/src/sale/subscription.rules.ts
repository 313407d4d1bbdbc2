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
import { amountOf, basisPoints, lessDiscount, percentOf } from '../common/amounts.ts';
import { actingUser, rowOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { grantDiscount } from '../stock/permissions.ts';
import { EstateUnitPrice } from '../stock/price-list.record.ts';
import { EstateClaim, EstateUnit } from '../stock/unit.record.ts';
import { EstateIntent } from './intent.record.ts';
import { EstateSubscription } from './subscription.record.ts';

interface Claimed {
  readonly unit_id: string;
  readonly customer_id: string;
  readonly consultant_id: string | null;
  readonly stage: string;
  readonly over: boolean | null;
  readonly price_id: string | null;
}

const CLAIMED = `
select c.unit_id, c.customer_id, c.consultant_id, c.stage, c.held_until <= clock_timestamp() as over,
  (select p.id from estate_unit_price p
   join estate_price_list l on l.tenant_id = p.tenant_id and l.id = p.price_list_id and l.state = 'ACTIVE' and l.deleted_at is null
   where p.tenant_id = c.tenant_id and p.unit_id = c.unit_id and p.deleted_at is null) as price_id
from estate_claim c where c.tenant_id = $1 and c.id = $2`;

interface Priced {
  readonly unit_id: string;
  readonly state: string;
  readonly number: number;
  readonly minor: string;
  readonly currency: string;
  /** In basis points, like all percents in the database. */
  readonly consultant_discount: string;
  readonly approved_discount: string;
}

const PRICED = `
select p.unit_id, l.state, l.number, p.total_amount::text as minor, p.total_currency as currency,
  l.consultant_discount::text, l.approved_discount::text
from estate_unit_price p join estate_price_list l on l.tenant_id = p.tenant_id and l.id = p.price_list_id
where p.tenant_id = $1 and p.id = $2`;

async function priceOf(work: UnitOfWork, record: RecordChange['record'], path: string): Promise<Priced> {
  if (!record.unitPriceId) refuse(rules.UNIT_WITHOUT_PRICE, `${path}.unitPriceId`);
  const priced = await rowOf<Priced>(work, PRICED, [uuidOf(EstateUnitPrice, record.unitPriceId)]);
  if (!priced || idOf(EstateUnit, priced.unit_id) !== record.unitId)
    refuse(rules.CLAIM_OF_ANOTHER, `${path}.unitPriceId`);
  if (priced.state !== 'ACTIVE')
    refuse(rules.PRICE_LIST_OUTDATED, `${path}.unitPriceId`, { priceList: priced.number, state: priced.state });
  return priced;
}

/** Who approved the discount, where somebody had to. */
function discountApproval(work: UnitOfWork, priced: Priced, percent: string, path: string): string | null {
  const wanted = basisPoints(percent);
  if (wanted <= BigInt(priced.consultant_discount)) return null;
  const mayApprove = work.context.access.may(grantDiscount);
  const most = BigInt(mayApprove ? priced.approved_discount : priced.consultant_discount);
  if (wanted > most) refuse(rules.DISCOUNT_BEYOND_AUTHORITY, `${path}.discountPercent`, { atMost: percentOf(most) });
  return actingUser(work);
}

async function begin({ record, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const claimed = await rowOf<Claimed>(work, CLAIMED, [uuidOf(EstateClaim, record.claimId, `${path}.claimId`)]);
  if (claimed?.stage !== 'HELD' || claimed.over) refuse(rules.HOLD_OVER, `${path}.claimId`, { stage: claimed?.stage });
  const kept = {
    unitId: idOf(EstateUnit, claimed.unit_id),
    customerId: idOf(Customer, claimed.customer_id),
    consultantId: claimed.consultant_id === null ? null : idOf(User, claimed.consultant_id),
    unitPriceId: record.unitPriceId ?? (claimed.price_id === null ? null : idOf(EstateUnitPrice, claimed.price_id)),
  };
  const priced = await priceOf(work, { ...record, ...kept }, path);
  return { ...kept, discountApprovedById: discountApproval(work, priced, String(record.discountPercent), path) };
}

interface Signed {
  readonly claimId: string;
  readonly unitId: string;
  readonly intentId: string | null;
}

async function settleSigning(work: UnitOfWork, signed: readonly Signed[]): Promise<void> {
  for (const { claimId, unitId, intentId } of signed) {
    await work.unlimited.transition(EstateClaim, claimId, { transition: 'subscribe' });
    await work.unlimited.transition(EstateUnit, unitId, { transition: 'subscribe', input: { heldUntil: null } });
    if (intentId !== null) await work.unlimited.transition(EstateIntent, intentId, { transition: 'convert' });
  }
}

/** Fixes the price: that of the list in force now, less a discount that somebody with the authority gave (iH3). */
async function sign({ record, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const claimed = await rowOf<Claimed>(work, `${CLAIMED} for no key update of c`, [
    uuidOf(EstateClaim, record.claimId),
  ]);
  if (claimed?.stage !== 'HELD' || claimed.over) refuse(rules.HOLD_OVER, 'id', { stage: claimed?.stage });
  const priced = await priceOf(work, record, path);
  const percent = String(record.discountPercent);
  const points = basisPoints(percent);
  // Whoever approved it did so for a list that may have been replaced since.
  if (!record.discountApprovedById) discountApproval(work, priced, percent, path);
  const most = BigInt(record.discountApprovedById ? priced.approved_discount : priced.consultant_discount);
  if (points > most && points > BigInt(priced.consultant_discount))
    refuse(rules.DISCOUNT_BEYOND_AUTHORITY, `${path}.discountPercent`, { atMost: percentOf(most) });
  const minor = BigInt(priced.minor);
  work.afterWrite(settleSigning, {
    claimId: String(record.claimId),
    unitId: String(record.unitId),
    intentId: record.intentId ? String(record.intentId) : null,
  });
  return {
    listPrice: amountOf(minor, priced.currency),
    price: amountOf(lessDiscount(minor, points), priced.currency),
    signedAt: new Date().toISOString(),
  };
}

async function endClaims(work: UnitOfWork, claims: readonly string[]): Promise<void> {
  for (const id of claims) {
    const claim = await rowOf<{ stage: string }>(
      work,
      'select stage from estate_claim where tenant_id = $1 and id = $2',
      [uuidOf(EstateClaim, id)],
    );
    const transition = { HELD: 'release', SUBSCRIBED: 'cancel' }[String(claim?.stage)];
    if (transition) await work.unlimited.transition(EstateClaim, id, { transition });
  }
}

const REFLECTION = `
select s.signed_at + make_interval(days => p.reflection_days) > now() as reflecting
from estate_subscription s
join estate_unit u on u.tenant_id = s.tenant_id and u.id = s.unit_id
join estate_project p on p.tenant_id = u.tenant_id and p.id = u.project_id
where s.tenant_id = $1 and s.id = $2`;

async function cancel({ record, uuid, path }: RecordChange, work: UnitOfWork): Promise<undefined> {
  if (record.deposited === 'FORFEIT') {
    const row = await rowOf<{ reflecting: boolean | null }>(work, REFLECTION, [uuid]);
    if (row?.reflecting || record.ground !== 'BUYER') refuse(rules.DEPOSIT_REFUNDABLE, `${path}.deposited`);
  }
  work.afterWrite(endClaims, String(record.claimId));
  return undefined;
}

const OVER = ['CONVERTED', 'CANCELED', 'UNIT_CHANGED'];

export const subscriptionRules: readonly BeforeHandler[] = [
  { record: EstateSubscription, on: ['created'], run: begin },
  {
    record: EstateSubscription,
    on: ['updated'],
    run: async (change, work) => {
      const { record, path, after, transition } = change;
      if (transition?.name === 'sign') return sign(change, work);
      if (transition?.name === 'cancel') return cancel(change, work);
      if (transition?.name === 'pay') {
        if (!record.deposit) reject(`${path}.deposit`, 'is required before it can be paid.');
        return { paidAt: record.paidAt ?? new Date().toISOString() };
      }
      if (transition) return undefined;
      if (
        OVER.includes(String(record.state)) ||
        (record.state !== 'DRAFT' && ('discountPercent' in after || 'unitPriceId' in after))
      )
        refuse(rules.PRICE_LIST_FROZEN, path, { state: record.state });
      if (!('discountPercent' in after || 'unitPriceId' in after)) return undefined;
      const priced = await priceOf(work, record, path);
      return { discountApprovedById: discountApproval(work, priced, String(record.discountPercent), path) };
    },
  },
];
