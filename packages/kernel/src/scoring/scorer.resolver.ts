import { Arg, Ctx, Field, Float, ID, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { RapportError } from '../errors/index.ts';
import { DateTimeScalar, JsonScalar } from '../records/kinds/index.ts';
import { MAX_PAGE_SIZE } from '../records/plan/page.ts';
import { decodeId, encodeId } from '../records/record-id.ts';
import { recordTypeOf } from '../records/registry.ts';
import { fieldOf } from '../records/relations.ts';
import { RecordRef, ref } from '../work/record-ref.ts';
import type { CommandContext, RequestContext } from '../work/request-context.ts';
import { compareShadow } from './compare-shadow.ts';
import { type ExplainedScore, explainScores } from './explain-score.ts';
import { scoreKey } from './score-extension.ts';
import { ScorerParamValue, ScorerParamValueInput, ScorerSetting, ScorerTuning, ScoringRun } from './scorer.record.ts';
import { type OwnedScorer, versionsByName } from './scorer.ts';
import { ScorerTerm } from './scorer-term.ts';
import { findScorer, noShadow, promoteShadow, tuneScorer } from './scoring.service.ts';
import { cancelScoringRun, startScoringRun } from './scoring-run.ts';
import { type Variant, variantsOf } from './variants.ts';

const PLAIN = { simpleResolvers: true } as const;

@ObjectType('ScorerParam', { description: 'A number of a scorer that the tenant may set.', ...PLAIN })
export class ScorerParam {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'What it is for.' })
  description!: string;

  @Field(() => Float, { description: 'Its value in the tuning.' })
  value!: number;

  @Field(() => Float, { description: 'Its value where no tuning says another.' })
  default!: number;

  @Field(() => Float, { nullable: true, description: 'The smallest value; null where there is none.' })
  min!: number | null;

  @Field(() => Float, { nullable: true, description: 'The largest value; null where there is none.' })
  max!: number | null;
}

@ObjectType('ScorerVariant', { description: 'A version of a scorer with a tuning.', ...PLAIN })
export class ScorerVariant {
  @Field(() => Int, { description: 'The version.' })
  version!: number;

  @Field(() => Int, { description: 'Number of the tuning; 0 for the defaults.' })
  tuning!: number;

  @Field(() => [ScorerParam], { description: 'Its params.' })
  params!: ScorerParam[];
}

@ObjectType('ScorerInput', { description: 'A fact that a scorer rests on.', ...PLAIN })
export class ScorerInput {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'What it tells.' })
  description!: string;

  @Field(() => Boolean, { description: 'Whether it changes by the passing of time alone, and is looked at every day.' })
  ages!: boolean;
}

@ObjectType('ScorerBand', { description: 'A range of scores.', ...PLAIN })
export class ScorerBand {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => Float, { description: 'The smallest value in it.' })
  from!: number;
}

@ObjectType('Scorer', {
  description: 'How a plugin gives records of one type a score, as the tenant uses it.',
  ...PLAIN,
})
export class ScorerView {
  @Field(() => String, { description: 'Id of the plugin and of the scorer: `loyalty/affinity`.' })
  name!: string;

  @Field(() => String, { description: 'What it tells.' })
  description!: string;

  @Field(() => String, { description: 'The record type that has the score.' })
  recordType!: string;

  @Field(() => String, { description: 'Where the score stands in those records.' })
  field!: string;

  @Field(() => [Int], { description: 'Versions that are installed.' })
  versions!: number[];

  @Field(() => [ScorerInput], { description: 'What it rests on.' })
  inputs!: ScorerInput[];

  @Field(() => [ScorerBand], { description: 'Ranges of the value, the lowest first.' })
  bands!: ScorerBand[];

  @Field(() => ScorerVariant, { description: 'What is shown.' })
  live!: ScorerVariant;

  @Field(() => ScorerVariant, { nullable: true, description: 'What runs beside it without being shown.' })
  shadow!: ScorerVariant | null;
}

@ObjectType('ScoredFact', { description: 'A fact that a score rested on.', ...PLAIN })
export class ScoredFact {
  @Field(() => String, { description: 'Name of the input.' })
  name!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Its value: a number, a text, a truth, or null.' })
  value!: unknown;
}

@ObjectType('ScoreExplanation', { description: 'A score with all that it was made of.', ...PLAIN })
export class ScoreExplanation {
  @Field(() => Float, { description: 'From 0 to 100.' })
  value!: number;

  @Field(() => String, { description: 'Name of the range in which the value lay.' })
  band!: string;

  @Field(() => Float, { description: 'What the terms were added to.' })
  base!: number;

  @Field(() => [ScorerTerm], { description: 'What it was made of.' })
  terms!: readonly ScorerTerm[];

  @Field(() => [ScoredFact], { description: 'What was known of the record then.' })
  facts!: ScoredFact[];

  @Field(() => [ScorerParamValue], { description: 'The params that held then.' })
  params!: ScorerParamValue[];

  @Field(() => Int, { description: 'Version of the scorer.' })
  version!: number;

  @Field(() => Int, { description: 'Number of the tuning; 0 for the defaults.' })
  tuning!: number;

  @Field(() => DateTimeScalar, { description: 'Since when the record had it.' })
  at!: Date;

  @Field(() => Boolean, {
    description:
      'Whether the scorer, asked again with these facts, gives exactly this; false also where its version is no longer installed.',
  })
  isReplayed!: boolean;
}

@ObjectType('ScoreDeltaRange', { description: 'How many scores differ by how much.', ...PLAIN })
export class ScoreDeltaRange {
  @Field(() => Float, { description: 'Smallest difference: what the shadow gives more.' })
  from!: number;

  @Field(() => Float, { description: 'The difference that lies just beyond.' })
  to!: number;

  @Field(() => Int, { description: 'Records whose scores differ by that.' })
  count!: number;
}

@ObjectType('ScoreBandMove', { description: 'How many records would change from one band to another.', ...PLAIN })
export class ScoreBandMove {
  @Field(() => String, { description: 'The band that is shown.' })
  from!: string;

  @Field(() => String, { description: 'The band in the shadow.' })
  to!: string;

  @Field(() => Int, { description: 'Records of which that holds.' })
  count!: number;
}

@ObjectType('ScoreMove', { description: 'A record that would change its band.', ...PLAIN })
export class ScoreMove {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => Float, { description: 'The value that is shown.' })
  value!: number;

  @Field(() => String, { description: 'The band that is shown.' })
  band!: string;

  @Field(() => Float, { description: 'The value in the shadow.' })
  shadowValue!: number;

  @Field(() => String, { description: 'The band in the shadow.' })
  shadowBand!: string;
}

@ObjectType('ShadowComparison', { description: 'How scores in the shadow differ from those that are shown.', ...PLAIN })
export class ShadowComparison {
  @Field(() => Int, { description: 'Records that have both.' })
  count!: number;

  @Field(() => Float, { nullable: true, description: 'What the shadow gives more on average; null without records.' })
  meanDelta!: number | null;

  @Field(() => [ScoreDeltaRange], { description: 'Distribution of the differences, the smallest first.' })
  deltas!: readonly ScoreDeltaRange[];

  @Field(() => [ScoreBandMove], { description: 'Records that would change their band, by bands.' })
  moves!: readonly ScoreBandMove[];

  @Field(() => [ScoreMove], {
    description: 'Records that would change their band, those with the largest difference first.',
  })
  moved!: ScoreMove[];
}

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
