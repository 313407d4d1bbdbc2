import type { StatementRunner } from '../tenancy/index.ts';

/** Width of the ranges in which differences are counted. */
const STEP = 10;

export interface DeltaRange {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface BandMove {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

export interface MovedSubject {
  /** Database form. */
  readonly id: string;
  readonly value: number;
  readonly band: string;
  readonly shadow_value: number;
  readonly shadow_band: string;
}

export interface Comparison {
  readonly count: number;
  readonly mean: number | null;
  readonly deltas: readonly DeltaRange[];
  readonly moves: readonly BandMove[];
  readonly moved: readonly MovedSubject[];
}

/** How the scores in the shadow differ from those that are shown, over all records that have both. */
export async function compareShadow(
  runner: StatementRunner,
  tenantId: number,
  name: string,
  size: number,
): Promise<Comparison> {
  const values = [tenantId, name];
  const deltas = await runner.run<DeltaRange & { total: number }>({
    text: `
select d.step * ${STEP} as "from", d.step * ${STEP} + ${STEP} as "to", d.count, d.total from (
  select floor((w.value - s.value) / ${STEP * 100}.0)::integer as step, count(*)::integer as count, sum(w.value - s.value)::float8 as total
  from ${BOTH} group by 1) d order by d.step`,
    values,
  });
  const moves = await runner.run<BandMove>({
    text: `
select s.band as "from", w.band as "to", count(*)::integer as count from ${BOTH} and w.band <> s.band group by 1, 2 order by 3 desc, 1, 2`,
    values,
  });
  const moved = await runner.run<MovedSubject>({
    text: `
select s.id, s.value / 100.0::float8 as value, s.band, w.value / 100.0::float8 as shadow_value, w.band as shadow_band from ${BOTH} and w.band <> s.band
order by abs(w.value - s.value) desc, s.id limit $3`,
    values: [...values, size],
  });
  const count = deltas.reduce((sum, range) => sum + range.count, 0);
  const total = deltas.reduce((sum, range) => sum + range.total, 0);
  return { count, mean: count > 0 ? Math.round(total / count) / 100 : null, deltas, moves, moved };
}

const BOTH = `score s join shadow_score w on w.tenant_id = s.tenant_id and w.scorer = s.scorer and w.id = s.id
  where s.tenant_id = $1 and s.scorer = $2`;
