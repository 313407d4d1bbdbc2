import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { RapportError } from '../errors/index.ts';
import { DateTimeScalar } from '../records/kinds/index.ts';
import { MAX_PAGE_SIZE } from '../records/plan/page.ts';
import { decodeId, encodeId } from '../records/record-id.ts';
import { recordTypeOf } from '../records/registry.ts';
import { fieldOf } from '../records/relations.ts';
import { RecordRef, ref } from '../work/record-ref.ts';
import type { CommandContext, RequestContext } from '../work/request-context.ts';
import { compareShadow } from './compare-shadow.ts';
import { type ExplainedScore, explainScores } from './explain-score.ts';
import { scoreKey } from './score-extension.ts';
import { ScorerParamValueInput, ScorerSetting, ScorerTuning, ScoringRun } from './scorer.record.ts';
import { type OwnedScorer, versionsByName } from './scorer.ts';
import { ScoreExplanation, ScorerVariant, ScorerView, ShadowComparison } from './scorer.types.ts';
import { findScorer, noShadow, promoteShadow, tuneScorer } from './scoring.service.ts';
import { cancelScoringRun, startScoringRun } from './scoring-run.ts';
import { type Variant, variantsOf } from './variants.ts';

const SCORER = 'Id of the plugin and of the scorer: `loyalty/affinity`.';

@Resolver()
export class ScorerResolver {
  @Query(() => [ScorerView], {
    description: 'The scorers of the plugins in use, for whoever may read ScorerSetting records.',
  })
  async scorers(@Ctx() { access, composition, reader, tenant }: RequestContext): Promise<ScorerView[]> {
    access.require(recordTypeOf(ScorerSetting), 'read');
    const views: ScorerView[] = [];
    for (const versions of versionsByName(composition.plugins).values()) {
      const { live, shadow } = await variantsOf(reader, tenant.id, versions);
      views.push(viewOf(versions, live, shadow));
    }
    return views;
  }

  @Query(() => ScoreExplanation, {
    nullable: true,
    description: 'Why a record has its score, or had it at a moment in the past; null when it had none.',
  })
  async explainScore(
    @Arg('id', () => ID, { description: 'Id of the record.' }) id: string,
    @Arg('scorer', () => String, { description: SCORER }) scorer: string,
    @Arg('asOf', () => DateTimeScalar, { nullable: true, description: 'That moment; now when not given.' })
    asOf: Date | string | null,
    @Ctx() context: RequestContext,
  ): Promise<ScoreExplanation | null> {
    const [explained] = await explanationsOf(context, id, scorer, asOf, 1);
    return explained ?? null;
  }

  @Query(() => [ScoreExplanation], { description: 'The scores that a record had, the newest first.' })
  scoreHistory(
    @Arg('id', () => ID, { description: 'Id of the record.' }) id: string,
    @Arg('scorer', () => String, { description: SCORER }) scorer: string,
    @Arg('first', () => Int, { defaultValue: 20, description: `How many at most: 1 to ${MAX_PAGE_SIZE}.` })
    first: number,
    @Arg('until', () => DateTimeScalar, { nullable: true, description: 'Only those until then.' })
    until: Date | string | null,
    @Ctx() context: RequestContext,
  ): Promise<ScoreExplanation[]> {
    return explanationsOf(context, id, scorer, until, sizeOf(first));
  }

  @Query(() => ShadowComparison, {
    description: 'How the scores of what runs in the shadow differ, for whoever may read ScorerSetting records.',
  })
  async shadowComparison(
    @Arg('scorer', () => String, { description: SCORER }) scorer: string,
    @Arg('first', () => Int, { defaultValue: 20, description: `Records in \`moved\` at most: 1 to ${MAX_PAGE_SIZE}.` })
    first: number,
    @Ctx() { access, composition, reader, tenant }: RequestContext,
  ): Promise<ShadowComparison> {
    access.require(recordTypeOf(ScorerSetting), 'read');
    const versions = findScorer(composition.plugins, scorer);
    if (!(await variantsOf(reader, tenant.id, versions)).shadow) throw noShadow(scorer);
    const subject = recordTypeOf(versions[0].scorer.subject());
    const { count, mean, deltas, moves, moved } = await compareShadow(reader, tenant.id, scorer, sizeOf(first));
    return {
      count,
      meanDelta: mean,
      deltas,
      moves,
      moved: moved.map(({ id, value, band, shadow_value, shadow_band }) => ({
        id: encodeId(subject, id),
        value,
        band,
        shadowValue: shadow_value,
        shadowBand: shadow_band,
      })),
    };
  }

  @Mutation(() => ScorerTuning, {
    description:
      'Gives params of a scorer other values; those that are not named keep theirs. All its records are scored anew.',
  })
  tuneScorer(
    @Arg('scorer', () => String, { description: SCORER }) scorer: string,
    @Arg('params', () => [ScorerParamValueInput], { description: 'The params and their values.' })
    params: ScorerParamValueInput[],
    @Arg('shadow', () => Boolean, {
      defaultValue: false,
      description: 'True: nothing that is shown changes; the new values run beside it, for a comparison.',
    })
    shadow: boolean,
    @Ctx() { work, composition }: CommandContext,
  ): Promise<RecordRef> {
    return tuneScorer(work, findScorer(composition.plugins, scorer), { params, shadow });
  }

  @Mutation(() => ScorerSetting, {
    description:
      'Shows from now on what ran in the shadow. All records are scored anew; until then they keep their scores.',
  })
  promoteShadow(
    @Arg('scorer', () => String, { description: SCORER }) scorer: string,
    @Ctx() { work, composition }: CommandContext,
  ): Promise<RecordRef> {
    work.context.access.require(recordTypeOf(ScorerSetting), 'update');
    return promoteShadow(work, findScorer(composition.plugins, scorer));
  }

  @Mutation(() => ScoringRun, {
    description: 'Lets all records of a scorer be scored anew. A run that is on its way is cancelled for it.',
  })
  async startScoringRun(
    @Arg('scorer', () => String, { description: SCORER }) scorer: string,
    @Ctx() { work, composition, tenant }: CommandContext,
  ): Promise<RecordRef> {
    work.context.access.require(recordTypeOf(ScoringRun), 'create');
    const [{ name }] = findScorer(composition.plugins, scorer);
    return new RecordRef(recordTypeOf(ScoringRun), await startScoringRun(work.transaction, tenant.id, name));
  }

  @Mutation(() => ScoringRun, { description: 'Stops a run after the records that it is at. What it has scored stays.' })
  async cancelScoringRun(
    @Arg('id', () => ID, { description: 'Id of a ScoringRun (srn_...).' }) id: string,
    @Ctx() { work, tenant }: CommandContext,
  ): Promise<RecordRef> {
    await work.lock(ScoringRun, id);
    const run = ref(ScoringRun, id);
    await cancelScoringRun(work.transaction, tenant.id, run.uuid);
    return run;
  }
}

function sizeOf(first: number): number {
  if (first >= 1 && first <= MAX_PAGE_SIZE) return first;
  throw new RapportError('PAGE_INVALID', `first: must be from 1 to ${MAX_PAGE_SIZE}.`, { field: 'first' });
}

/** Scores of a record that the reader has in sight, and whose terms he may read. */
async function explanationsOf(
  { access, catalogue, composition, reader, tenant }: RequestContext,
  id: string,
  scorer: string,
  asOf: Date | string | null,
  size: number,
): Promise<ScoreExplanation[]> {
  const versions = findScorer(composition.plugins, scorer);
  const type = catalogue.typeOf(versions[0].scorer.subject());
  access.require(type, 'read');
  const uuid = decodeId(type, id, 'id');
  for (const name of ['value', 'terms'])
    if (!access.canRead(type, fieldOf(type, `${scoreKey(versions[0])}.${name}`)))
      throw new RapportError(
        'FORBIDDEN',
        `The role "${access.role.key}" may not read what the score "${scorer}" rests on.`,
      );
  const [record] = await reader.byIds({ type, outputs: [], needs: [] }, [uuid]);
  if (!record) throw new RapportError('NOT_FOUND', `id: there is no such ${type.name} in sight.`, { field: 'id' });
  const question = { tenantId: tenant.id, uuid, asOf: asOf ? new Date(asOf) : new Date(), size };
  return (await explainScores(reader, versions, question)).map(show);
}

const show = ({ facts, params, ...score }: ExplainedScore): ScoreExplanation => ({
  ...score,
  facts: Object.entries(facts).map(([name, value]) => ({ name, value })),
  params: Object.entries(params).map(([name, value]) => ({ name, value })),
});

function viewOf(versions: readonly OwnedScorer[], live: Variant, shadow: Variant | undefined): ScorerView {
  const { owned } = live;
  const { scorer } = owned;
  return {
    name: owned.name,
    description: scorer.description,
    recordType: recordTypeOf(scorer.subject()).name,
    field: scoreKey(owned),
    versions: versions.map((each) => each.scorer.version),
    inputs: Object.entries(scorer.inputs).map(([name, { description, ages = false }]) => ({ name, description, ages })),
    bands: Object.entries(scorer.bands)
      .map(([name, from]) => ({ name, from }))
      .sort((a, b) => a.from - b.from),
    live: variantView(live),
    shadow: shadow ? variantView(shadow) : null,
  };
}

const variantView = ({ owned: { scorer }, tuning, params }: Variant): ScorerVariant => ({
  version: scorer.version,
  tuning,
  params: Object.entries(scorer.params).map(([name, { description, default: fallback, min = null, max = null }]) => ({
    name,
    description,
    value: params[name] ?? fallback,
    default: fallback,
    min,
    max,
  })),
});
