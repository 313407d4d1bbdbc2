import { WARRANTY_MONTHS } from '../after-sale/defect.record.ts';
import { monthsLater } from '../after-sale/handover.rules.ts';
import type { Chance } from './chance.ts';
import type { DemoRows } from './rows.ts';
import type { DemoStaff, SoldUnit } from './sales.ts';
import { dayOf } from './stock.ts';

const DAY_MS = 86_400_000;

const defects = [
  ['WATERPROOFING', '浴室天花滲水', 'HINDERING'],
  ['FINISHES', '牆身油漆剝落', 'COSMETIC'],
  ['OPENINGS', '露台門關不緊', 'FUNCTIONAL'],
  ['SERVICES', 'Kitchen socket does not work', 'FUNCTIONAL'],
] as const;

/** What was asked at a touch point, and what most answer. */
function addSurvey(
  rows: DemoRows,
  chance: Chance,
  sold: SoldUnit,
  touchPoint: string,
  about: string,
  at: number,
  now: number,
): void {
  if (at >= now) return;
  const answered = chance.is(0.7);
  rows.add('estate_survey', at, {
    customer_id: sold.buyer.id,
    project_id: sold.unit.projectId,
    touch_point: touchPoint,
    about,
    state: answered ? 'ANSWERED' : 'OPEN',
    score: answered ? 3 + Math.floor(chance.next() * 3) : null,
  });
}

function addDefect(
  rows: DemoRows,
  chance: Chance,
  { unit, buyer }: SoldUnit,
  contractors: readonly string[],
  at: number,
  now: number,
): void {
  const index = chance.below(defects.length);
  const [defectClass, description, severity] = defects[index] ?? defects[0];
  const due = at + 21 * DAY_MS;
  const closed = due < now && chance.is(0.85);
  rows.add('estate_defect', at, {
    unit_id: unit.id,
    customer_id: buyer.id,
    defect_class: defectClass,
    description,
    severity,
    state: closed ? 'CLOSED' : 'DISPATCHED',
    reported_at: new Date(at).toISOString(),
    under_warranty: true,
    contractor_id: contractors[index % contractors.length] ?? null,
    due_on: dayOf(due),
    escalate_at: new Date(due + DAY_MS).toISOString(),
  });
}

/** The handover of a unit that is ready and paid, and what came after it. Returns whether it was handed over. */
export function addCare(
  rows: DemoRows,
  chance: Chance,
  sold: SoldUnit,
  { attendant }: DemoStaff,
  contractors: readonly string[],
  now: number,
): boolean {
  const { unit, buyer, contractId, signedAt, isPaid } = sold;
  addSurvey(rows, chance, sold, 'SIGNING', `reco_${contractId}`, signedAt + DAY_MS, now);
  const points = (at: number, count: number, touchPoint: string, key: string) =>
    rows.add('estate_point_entry', at, {
      customer_id: buyer.id,
      points: count,
      cause: 'TOUCH_POINT',
      touch_point: touchPoint,
      key,
    });
  points(signedAt, 500, 'SIGNING', `reco_${contractId}`);
  const at = unit.readyAt + chance.below(30) * DAY_MS;
  if (!isPaid || at > now - DAY_MS) return false;
  const handoverId = rows.add('estate_handover', at - 7 * DAY_MS, {
    contract_id: contractId,
    unit_id: unit.id,
    customer_id: buyer.id,
    attendant_id: attendant,
    starts_at: new Date(at).toISOString(),
    ends_at: new Date(at + 3_600_000).toISOString(),
    notice_at: new Date(at - 3 * DAY_MS).toISOString(),
    state: 'ACCEPTED',
    accepted_on: dayOf(at),
  });
  rows.add('estate_inspection', at, {
    unit_id: unit.id,
    kind: 'HANDOVER',
    inspected_at: new Date(at).toISOString(),
    inspector_id: attendant,
    items: 120,
    failed: chance.below(6),
  });
  for (const [defectClass, months] of Object.entries(WARRANTY_MONTHS)) {
    const endsOn = monthsLater(dayOf(at), months);
    rows.add('estate_warranty', at, {
      unit_id: unit.id,
      customer_id: buyer.id,
      handover_id: handoverId,
      defect_class: defectClass,
      starts_on: dayOf(at),
      ends_on: endsOn,
      remind_at: `${monthsLater(endsOn, -1)}T00:00:00.000Z`,
    });
  }
  addSurvey(rows, chance, sold, 'HANDOVER', `reho_${handoverId}`, at + DAY_MS, now);
  addSurvey(rows, chance, sold, 'LIVING', `reho_${handoverId}`, at + 90 * DAY_MS, now);
  points(at, 200, 'HANDOVER', `reho_${handoverId}`);
  for (let index = chance.below(3); index > 0; index--) {
    const reported = at + chance.below(120) * DAY_MS;
    if (reported < now) addDefect(rows, chance, sold, contractors, reported, now);
  }
  return true;
}
