import { divideRounded } from '../common/amounts.ts';
import type { DemoRows } from './rows.ts';

const DAY_MS = 86_400_000;
const TOWERS = 4;
const FLOORS = 25;
const LINES = 4;

export interface DemoUnit {
  readonly id: string;
  readonly projectId: string;
  readonly priceId: string;
  /** In minor units. */
  readonly price: bigint;
  readonly layout: number;
  /** When it came on sale; later than now where it has not yet. */
  readonly releasedAt: number;
  /** When it is, or was, ready. */
  readonly readyAt: number;
}

interface ProjectPlan {
  readonly name: string;
  readonly district: string;
  /** Days ago on which its first tower came on sale. */
  readonly openedDaysAgo: number;
  /** Hong Kong dollars for a square metre of gross area. */
  readonly perSquareMetre: number;
}

export const projectPlans: readonly ProjectPlan[] = [
  { name: '海港一號 Harbour One', district: '觀塘區', openedDaysAgo: 720, perSquareMetre: 165_000 },
  { name: '啟德灣畔 Kai Tak Shore', district: '九龍城區', openedDaysAgo: 400, perSquareMetre: 210_000 },
  { name: '西貢山居 Sai Kung Hillside', district: '西貢區', openedDaysAgo: 60, perSquareMetre: 140_000 },
];

/** Name, bedrooms, gross and net area in m². */
const layouts = [
  ['A', 1, 48, 36],
  ['B', 2, 68, 52],
  ['C', 3, 92, 71],
  ['D', 4, 128, 99],
] as const;
const facings = ['SOUTH', 'EAST', 'WEST', 'NORTH'] as const;
export const CURRENCY = 'HKD';
/** Towers come on sale one after the other. */
const DAYS_BETWEEN = 100;
const DAYS_TO_BUILD = 420;

/** A project with towers, floors, units, permits, releases and its prices. */
export function addProject(rows: DemoRows, plan: ProjectPlan, now: number, manager: string | null): DemoUnit[] {
  const opened = now - plan.openedDaysAgo * DAY_MS;
  const planned = opened - 120 * DAY_MS;
  const projectId = rows.add('estate_project', planned, {
    name: plan.name,
    business: 'DEVELOPED',
    builder_name: 'Harbour Homes 海港置業',
    city: '香港',
    county_or_parish: plan.district,
    currency: CURRENCY,
    hold_minutes: 30,
    max_hold_minutes: 4_320,
    reflection_days: 3,
    protection_days: 30,
  });
  const layoutIds = layouts.map(([name, bedrooms, gross, net]) =>
    rows.add('estate_layout', planned, {
      project_id: projectId,
      name,
      bedrooms_total: bedrooms,
      bathrooms_total_integer: Math.max(1, bedrooms - 1),
      building_area_total: gross * 100,
      living_area: net * 100,
    }),
  );
  const phaseId = rows.add('estate_phase', planned, { project_id: projectId, name: '第一期', handover_due_on: null });
  const listId = rows.add('estate_price_list', opened - 10 * DAY_MS, {
    project_id: projectId,
    number: 1,
    state: 'ACTIVE',
    consultant_discount: 100,
    approved_discount: 500,
    approved_by_id: manager,
    active_since: new Date(opened - 9 * DAY_MS).toISOString(),
  });
  const units: DemoUnit[] = [];
  for (let tower = 1; tower <= TOWERS; tower++) {
    const releasedAt = opened + (tower - 1) * DAYS_BETWEEN * DAY_MS;
    const isOpen = releasedAt <= now;
    const permitId = rows.add('estate_permit', planned, {
      project_id: projectId,
      number: `${plan.district}-${tower}`,
      kind: 'PRE_SALE',
      issued_on: isOpen ? dayOf(releasedAt - 14 * DAY_MS) : null,
    });
    const releaseId = rows.add('estate_release', planned, {
      project_id: projectId,
      name: `第${tower}座開盤`,
      starts_at: new Date(releasedAt).toISOString(),
      queue_rule: 'FIRST_COME',
      state: isOpen ? 'OPEN' : 'PLANNED',
      called_up_to: 0,
    });
    const buildingId = rows.add('estate_building', planned, {
      phase_id: phaseId,
      permit_id: permitId,
      name: `第${tower}座 Tower ${tower}`,
      stories_total: FLOORS,
    });
    for (let level = 1; level <= FLOORS; level++) {
      const floorId = rows.add('estate_floor', planned, { building_id: buildingId, level });
      for (let line = 1; line <= LINES; line++) {
        const [, , gross, net] = layouts[line - 1] ?? layouts[0];
        // Higher floors are dearer, by a third of a percent each; to the nearest thousand.
        const total = BigInt(Math.round((gross * plan.perSquareMetre * (1 + level / 300)) / 1_000)) * 100_000n;
        const unitId = rows.add('estate_unit', planned, {
          floor_id: floorId,
          building_id: buildingId,
          project_id: projectId,
          layout_id: layoutIds[line - 1] ?? null,
          release_id: releaseId,
          unit_number: `${level}${'ABCD'[line - 1]}`,
          line,
          building_area_total: gross * 100,
          living_area: net * 100,
          direction_faces: facings[(line + tower) % facings.length] ?? null,
          state: isOpen ? 'AVAILABLE' : 'PLANNED',
          list_price_amount: String(total),
          list_price_currency: CURRENCY,
        });
        const priceId = rows.add('estate_unit_price', opened - 10 * DAY_MS, {
          price_list_id: listId,
          unit_id: unitId,
          total_amount: String(total),
          total_currency: CURRENCY,
          per_square_metre_amount: String(divideRounded(total, BigInt(gross))),
          per_square_metre_currency: CURRENCY,
        });
        const readyAt = releasedAt + DAYS_TO_BUILD * DAY_MS;
        units.push({ id: unitId, projectId, priceId, price: total, layout: line - 1, releasedAt, readyAt });
      }
    }
  }
  return units;
}

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
