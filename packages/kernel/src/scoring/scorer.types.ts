import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar, JsonScalar } from '../records/kinds/index.ts';
import { ScorerParamValue } from './scorer.record.ts';
import { ScorerTerm } from './scorer-term.ts';

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
