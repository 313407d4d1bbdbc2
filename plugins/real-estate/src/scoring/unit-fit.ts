/** What somebody looks for, as far as he said; amounts in minor units, areas in hundredths of m². */
export interface Wanted {
  readonly budgetFrom: bigint | null;
  readonly budgetUntil: bigint | null;
  readonly currency: string | null;
  readonly bedroomsFrom: number | null;
  readonly bedroomsUntil: number | null;
  readonly areaFrom: number | null;
  readonly areaUntil: number | null;
}

/** A unit that could be his. */
export interface Candidate {
  readonly id: string;
  readonly price: bigint | null;
  readonly currency: string | null;
  readonly bedrooms: number | null;
  readonly area: number;
  readonly facing: string | null;
  readonly level: number;
  /** Whether he wished for it, or was shown it and liked it. */
  readonly wished: boolean;
}

export interface FitTerm {
  readonly name: 'budget' | 'bedrooms' | 'area' | 'facing' | 'height' | 'wish';
  /** Points, in hundredths of the whole. */
  readonly points: number;
  /** Of how many at most. */
  readonly of: number;
}

export interface Fit {
  readonly id: string;
  /** From 0 to 100: the sum of the points. */
  readonly value: number;
  readonly terms: readonly FitTerm[];
}

const WEIGHTS = { budget: 40, bedrooms: 20, area: 20, facing: 8, height: 4, wish: 8 } as const;
/** How the sun comes in, in these latitudes. */
const SUN: Readonly<Record<string, number>> = {
  SOUTH: 1,
  SOUTH_EAST: 0.9,
  SOUTH_WEST: 0.8,
  EAST: 0.6,
  WEST: 0.4,
  NORTH_EAST: 0.3,
  NORTH_WEST: 0.2,
  NORTH: 0,
};
const HIGH = 30;
/** A tenth beyond what was said is half a fit, a fifth none. */
const TOLERANCE = 0.2;

/** From 1 within the range to 0 a fifth beyond it. Nothing said is half a fit. */
export function within(value: number, from: number | null, until: number | null): number {
  if (from === null && until === null) return 0.5;
  const beyond =
    until !== null && value > until
      ? (value - until) / until
      : from !== null && value < from
        ? (from - value) / from
        : 0;
  return Math.max(0, 1 - beyond / TOLERANCE);
}

function budgetShare({ budgetFrom, budgetUntil, currency }: Wanted, unit: Candidate): number {
  if (unit.price === null || (currency !== null && unit.currency !== currency)) return 0;
  const number = (minor: bigint | null) => (minor === null ? null : Number(minor));
  // Less than was to be spent is no harm.
  return budgetUntil === null
    ? within(Number(unit.price), number(budgetFrom), null)
    : within(Number(unit.price), null, number(budgetUntil));
}

/** How well a unit fits, with what speaks for it. */
export function fitOf(wanted: Wanted, unit: Candidate): Fit {
  const shares = {
    budget: budgetShare(wanted, unit),
    bedrooms: unit.bedrooms === null ? 0.5 : within(unit.bedrooms, wanted.bedroomsFrom, wanted.bedroomsUntil),
    area: within(unit.area, wanted.areaFrom, wanted.areaUntil),
    facing: unit.facing === null ? 0.5 : (SUN[unit.facing] ?? 0),
    height: Math.min(Math.max(unit.level, 0), HIGH) / HIGH,
    wish: unit.wished ? 1 : 0,
  };
  const terms = Object.entries(WEIGHTS).map(([name, of]) => ({
    name: name as keyof typeof WEIGHTS,
    points: Math.round(of * shares[name as keyof typeof WEIGHTS] * 100) / 100,
    of,
  }));
  const value = Math.round(terms.reduce((sum, { points }) => sum + points, 0) * 100) / 100;
  return { id: unit.id, value, terms };
}

/** The best first; of equal ones the one with the lower id, so that the order is always the same. */
export function bestFits(wanted: Wanted, units: readonly Candidate[], count: number): Fit[] {
  return units
    .map((unit) => fitOf(wanted, unit))
    .sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1))
    .slice(0, count);
}
