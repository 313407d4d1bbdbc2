import { RapportError } from '../errors/index.ts';
import { idOf } from '../records/ids.ts';
import { reject } from '../records/kinds/index.ts';
import type { RecordRef } from '../work/record-ref.ts';
import type { UnitOfWork } from '../work/unit-of-work.ts';
import { lockScorer, SHADOW_TABLE } from './score-subjects.ts';
import { type ScorerParamValue, ScorerSetting, ScorerTuning } from './scorer.record.ts';
import { type OwnedScorer, type ScorerOwner, versionsByName } from './scorer.ts';
import { startScoringRun } from './scoring-run.ts';
import { paramsOf, variantsOf } from './variants.ts';

/** The versions of a scorer of plugins that are in use, the lowest first. */
export function findScorer(plugins: readonly ScorerOwner[], name: string): readonly [OwnedScorer, ...OwnedScorer[]] {
  const known = versionsByName(plugins);
  const [first, ...others] = known.get(name) ?? [];
  if (first) return [first, ...others];
  throw new RapportError('NOT_FOUND', `scorer: there is no scorer "${name}".`, {
    field: 'scorer',
    hint: known.size > 0 ? `There are: ${[...known.keys()].join(', ')}.` : 'No plugin in use has one.',
  });
}

export interface Tuning {
  readonly params: readonly ScorerParamValue[];
  /** Lets it run beside what is shown. */
  readonly shadow: boolean;
}

/** Gives params of a scorer other values. Params that are not named keep theirs. All its records are scored anew. */
export async function tuneScorer(
  work: UnitOfWork,
  versions: readonly [OwnedScorer, ...OwnedScorer[]],
  { params, shadow }: Tuning,
): Promise<RecordRef> {
  const tenantId = work.context.tenant.id;
  const { name } = versions[0];
  await lockScorer(work.transaction, tenantId, versions, 'exclusive');
  const { live, shadow: besides } = await variantsOf(work.transaction, tenantId, versions);
  const { owned } = shadow && besides ? besides : live;
  for (const [index, given] of params.entries()) assertFits(owned, given, `params[${index}]`);
  const values = { ...live.params, ...Object.fromEntries(params.map((given) => [given.name, given.value])) };
  const differing = Object.entries(paramsOf(owned, entriesOf(values))).filter(
    ([param, value]) => owned.scorer.params[param]?.default !== value,
  );
  const [last] = await work.run<{ number: number }>({
    text: 'select max(number) as number from scorer_tuning where tenant_id = $1 and name = $2',
    values: [tenantId, name],
  });
  const number = (last?.number ?? 0) + 1;
  const tuning = await work.create(ScorerTuning, {}, 'input', {
    name,
    number,
    values: differing.map(([param, value]) => ({ name: param, value })),
  });
  await setScorer(work, name, shadow ? { shadowTuning: number } : { tuning: number });
  await startScoringRun(work.transaction, tenantId, name);
  return tuning;
}

const entriesOf = (values: Readonly<Record<string, number>>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

function assertFits({ name, scorer }: OwnedScorer, given: ScorerParamValue, path: string): void {
  const param = Object.hasOwn(scorer.params, given.name) ? scorer.params[given.name] : undefined;
  if (!param)
    throw new RapportError('INPUT_INVALID', `${path}.name: "${name}" has no param "${given.name}".`, {
      field: `${path}.name`,
      hint: `It has: ${Object.keys(scorer.params).join(', ')}.`,
    });
  if (!Number.isFinite(given.value)) reject(`${path}.value`, 'must be a number.');
  if (param.min !== undefined && given.value < param.min) reject(`${path}.value`, `must be at least ${param.min}.`);
  if (param.max !== undefined && given.value > param.max) reject(`${path}.value`, `must be at most ${param.max}.`);
}

/** Shows what ran in the shadow from now on. Each record keeps the score that it has until the run reaches it. */
export async function promoteShadow(
  work: UnitOfWork,
  versions: readonly [OwnedScorer, ...OwnedScorer[]],
): Promise<RecordRef> {
  const tenantId = work.context.tenant.id;
  const { name } = versions[0];
  await lockScorer(work.transaction, tenantId, versions, 'exclusive');
  const { shadow } = await variantsOf(work.transaction, tenantId, versions);
  if (!shadow) throw noShadow(name);
  const setting = await setScorer(work, name, {
    promotedVersion: shadow.owned.scorer.version,
    tuning: shadow.tuning,
    shadowVersion: null,
    shadowTuning: null,
  });
  await work.run({
    text: `delete from ${SHADOW_TABLE} where tenant_id = $1 and scorer = $2`,
    values: [tenantId, name],
  });
  await startScoringRun(work.transaction, tenantId, name);
  return setting;
}

export const noShadow = (name: string): RapportError =>
  new RapportError('NOT_FOUND', `scorer: nothing runs in the shadow of "${name}".`, {
    field: 'scorer',
    hint: 'Tune it with `shadow: true`, or install a newer version beside the one that is shown.',
  });

async function setScorer(
  work: UnitOfWork,
  name: string,
  values: Readonly<Record<string, unknown>>,
): Promise<RecordRef> {
  const [known] = await work.run<{ id: string }>({
    text: 'select id from scorer_setting where tenant_id = $1 and name = $2 and deleted_at is null',
    values: [work.context.tenant.id, name],
  });
  return known
    ? work.update(ScorerSetting, idOf(ScorerSetting, known.id), {}, { kept: values })
    : work.create(ScorerSetting, {}, 'input', { name, ...values });
}
