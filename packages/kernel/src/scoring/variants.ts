import type { StatementRunner } from '../tenancy/index.ts';
import { defaultParams, type OwnedScorer } from './scorer.ts';

/** A version of a scorer with a tuning: what gives scores. */
export interface Variant {
  readonly owned: OwnedScorer;
  /** 0 for the defaults. */
  readonly tuning: number;
  readonly params: Readonly<Record<string, number>>;
}

/** What a tenant shows, and what runs beside it without being shown. */
export interface Variants {
  readonly live: Variant;
  readonly shadow: Variant | undefined;
}

interface Settings {
  readonly promoted_version: number | null;
  readonly tuning: number | null;
  readonly shadow_version: number | null;
  readonly shadow_tuning: number | null;
  readonly tunings: Readonly<Record<string, readonly { name: string; value: number }[]>> | null;
}

/** What the tenant uses of a scorer's versions, which begin with the lowest. */
export async function variantsOf(
  runner: StatementRunner,
  tenantId: number,
  versions: readonly OwnedScorer[],
): Promise<Variants> {
  const [lowest] = versions;
  if (!lowest) throw new Error('A scorer has at least one version.');
  const [found] = await runner.run<Settings>({
    text: `
select s.promoted_version, s.tuning, s.shadow_version, s.shadow_tuning, (
  select jsonb_object_agg(t.number, t.values) from scorer_tuning t
  where t.tenant_id = $1 and t.name = $2 and t.number in (s.tuning, s.shadow_tuning) and t.deleted_at is null) as tunings
from scorer_setting s where s.tenant_id = $1 and s.name = $2 and s.deleted_at is null`,
    values: [tenantId, lowest.name],
  });
  const versionOf = (version: number | null | undefined) => versions.find(({ scorer }) => scorer.version === version);
  const tuned = (owned: OwnedScorer, tuning: number): Variant => ({
    owned,
    tuning,
    params: paramsOf(owned, found?.tunings?.[tuning] ?? []),
  });
  const live = tuned(versionOf(found?.promoted_version) ?? lowest, found?.tuning ?? 0);
  // A version that is installed beside the one that is shown runs in its shadow, unless another was asked for.
  const waiting = versions.filter(({ scorer }) => scorer.version > live.owned.scorer.version).at(-1);
  const shadowVersion = versionOf(found?.shadow_version) ?? waiting;
  const shadowTuning = found?.shadow_tuning ?? undefined;
  if (!shadowVersion && shadowTuning === undefined) return { live, shadow: undefined };
  return { live, shadow: tuned(shadowVersion ?? live.owned, shadowTuning ?? live.tuning) };
}

/** The defaults, with what a tuning says of params that there still are. */
export function paramsOf(
  { scorer }: OwnedScorer,
  values: readonly { readonly name: string; readonly value: number }[],
): Readonly<Record<string, number>> {
  const known = values.filter(({ name }) => Object.hasOwn(scorer.params, name));
  return Object.freeze({
    ...defaultParams(scorer),
    ...Object.fromEntries(known.map(({ name, value }) => [name, value])),
  });
}
