import { lessDiscount, split } from '../common/amounts.ts';
import type { Chance } from './chance.ts';
import type { DemoRows } from './rows.ts';
import { CURRENCY, type DemoUnit, dayOf } from './stock.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface DemoBuyer {
  readonly id: string;
}

export interface DemoStaff {
  readonly consultant: string | null;
  readonly attendant: string | null;
}

/** How a unit stands at the end of the demonstration: set on the unit when everything is there. */
export interface SoldUnit {
  readonly unit: DemoUnit;
  readonly buyer: DemoBuyer;
  readonly contractId: string;
  readonly signedAt: number;
  readonly isPaid: boolean;
}

/** Somebody comes to see a project, perhaps more than once. Returns when he came last. */
export function addVisits(
  rows: DemoRows,
  chance: Chance,
  projectId: string,
  buyer: DemoBuyer,
  channels: readonly string[],
  { consultant }: DemoStaff,
  first: number,
  until: number,
): number {
  let at = first;
  const visits = 1 + chance.below(4);
  for (let visit = 0; visit < visits && at < until; visit++) {
    rows.add('estate_visit', at, {
      project_id: projectId,
      customer_id: buyer.id,
      people: 1 + chance.below(4),
      kind: visit === 0 ? 'FIRST' : 'RETURN',
      channel_id: visit === 0 ? chance.pick(channels) : null,
      consultant_id: consultant,
      assignment: visit === 0 ? 'ROTATION' : 'OWN',
      arrived_at: new Date(at).toISOString(),
      questions_asked: chance.below(12),
    });
    if (visit + 1 < visits) at += (2 + chance.below(12)) * DAY_MS;
  }
  return Math.min(at, until);
}

const money = (column: string, minor: bigint | null) => ({
  [`${column}_amount`]: minor === null ? null : String(minor),
  [`${column}_currency`]: minor === null ? null : CURRENCY,
});

/** From the hold to the filed contract and its instalments, as far as it has come by now. */
export function addSale(
  rows: DemoRows,
  chance: Chance,
  unit: DemoUnit,
  buyer: DemoBuyer,
  { consultant }: DemoStaff,
  at: number,
  now: number,
  number: number,
): SoldUnit {
  const signedAt = Math.min(at + 7 * DAY_MS, now);
  const filedAt = signedAt + 3 * DAY_MS;
  const isFiled = filedAt < now;
  const points = BigInt(chance.pick([0, 0, 50, 100, 200, 300]));
  const price = lessDiscount(unit.price, points);
  const loan = chance.is(0.6) ? (price * 6n) / 10n : null;
  const owner = { customer_id: buyer.id, consultant_id: consultant };
  const claimId = rows.add('estate_claim', at, { unit_id: unit.id, ...owner, stage: 'CONTRACTED' });
  const subscriptionId = rows.add('estate_subscription', at + HOUR_MS, {
    claim_id: claimId,
    unit_id: unit.id,
    ...owner,
    state: 'CONVERTED',
    unit_price_id: unit.priceId,
    discount_percent: Number(points),
    ...money('list_price', unit.price),
    ...money('price', price),
    ...money('deposit', 10_000_000n),
    signed_at: new Date(at + HOUR_MS).toISOString(),
    paid_at: new Date(at + 2 * HOUR_MS).toISOString(),
  });
  const [first = 0n, second = 0n, third = 0n] = split(price - (loan ?? 0n), [1n, 1n, 2n]);
  const plan = [
    { due: signedAt + DAY_MS, minor: first, source: 'OWN' },
    { due: signedAt + 60 * DAY_MS, minor: second, source: 'OWN' },
    { due: signedAt + 150 * DAY_MS, minor: third, source: 'OWN' },
    ...(loan === null ? [] : [{ due: signedAt + 90 * DAY_MS, minor: loan, source: 'LOAN' }]),
  ];
  // One in twenty lets an instalment lie.
  const isLate = chance.is(0.05);
  const paid = plan.map(({ due }, index) => due < now && !(isLate && index === 1));
  const isPaid = isFiled && paid.every(Boolean);
  const contractId = rows.add('estate_contract', signedAt, {
    subscription_id: subscriptionId,
    claim_id: claimId,
    unit_id: unit.id,
    ...owner,
    number: `HH-${String(number).padStart(5, '0')}`,
    state: isPaid ? 'COMPLETED' : isFiled ? 'EFFECTIVE' : 'SIGNED',
    ...money('total', price),
    ...money('loan', loan),
    signed_on: dayOf(signedAt),
    filing_number: isFiled ? `F${String(number).padStart(8, '0')}` : null,
    filed_on: isFiled ? dayOf(filedAt) : null,
  });
  for (const [index, { due, minor, source }] of plan.entries())
    rows.add('estate_instalment', signedAt, {
      contract_id: contractId,
      number: index + 1,
      due_on: dayOf(due),
      remind_at: new Date(due - 7 * DAY_MS).toISOString(),
      ...money('amount', minor),
      source,
      state: paid[index] ? 'PAID' : 'OPEN',
      paid_on: paid[index] ? dayOf(due) : null,
    });
  if (loan !== null)
    rows.add('estate_mortgage', signedAt + DAY_MS < now ? signedAt + DAY_MS : now, {
      contract_id: contractId,
      bank: chance.pick(['滙豐銀行', '恒生銀行', 'Bank of Harbour']),
      ...money('amount', loan),
      state: paid[3] ? 'DISBURSED' : signedAt + 30 * DAY_MS < now ? 'APPROVED' : 'COLLECTING',
      missing_papers: paid[3] ? '[]' : chance.is(0.3) ? '["收入證明"]' : '[]',
    });
  return { unit, buyer, contractId, signedAt, isPaid };
}
