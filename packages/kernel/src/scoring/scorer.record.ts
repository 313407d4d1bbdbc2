import { Field, Float, InputType, ObjectType } from 'type-graphql';
import { field } from '../records/field.decorators.ts';
import { type EnumerationValue, enumeration } from '../records/kinds/index.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';

const NAME_LENGTH = 92;

const name = () =>
  field.text({
    description: 'Id of the plugin and of the scorer: `loyalty/affinity`.',
    maxLength: NAME_LENGTH,
    writable: 'never',
  });

/** Which version of a scorer a tenant uses. A scorer of which nothing is said is used as it comes. */
@Record({
  prefix: 'scs',
  description: 'Which version and which tuning of a scorer the tenant uses, and which run in its shadow.',
  unique: [['name']],
  grants: {},
  commands: [],
})
export class ScorerSetting extends RecordBase {
  @name()
  name!: string;

  @field.int({
    description: 'Version that was promoted; the lowest installed one where it is missing or gone.',
    nullable: true,
    writable: 'never',
  })
  promotedVersion!: number | null;

  @field.int({ description: 'Number of the tuning in use; 0 for the defaults.', default: 0, writable: 'never' })
  tuning!: number;

  @field.int({ description: 'Version that runs in the shadow.', nullable: true, writable: 'never' })
  shadowVersion!: number | null;

  @field.int({ description: 'Number of the tuning that runs in the shadow.', nullable: true, writable: 'never' })
  shadowTuning!: number | null;
}

@ObjectType('ScorerParamValue', { description: 'The value of a param of a scorer.', simpleResolvers: true })
export class ScorerParamValue {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => Float, { description: 'Its value.' })
  value!: number;
}

@InputType('ScorerParamValueInput', { description: 'The value of a param of a scorer.' })
export class ScorerParamValueInput {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => Float, { description: 'Its value.' })
  value!: number;
}

/** Values that a tenant gave the params of a scorer. It never changes: another one takes its place. */
@Record({
  prefix: 'tun',
  description: 'Values that the tenant gave the params of a scorer. It never changes: another one takes its place.',
  unique: [['name', 'number']],
  grants: {},
  commands: [],
})
export class ScorerTuning extends RecordBase {
  @name()
  name!: string;

  @field.int({ description: 'Its number among those of the scorer, from 1.', writable: 'never' })
  number!: number;

  @field.embedded(
    { output: ScorerParamValue, input: ScorerParamValueInput, inputName: 'ScorerParamValueInput', list: true },
    { description: 'All params that differ from the defaults.', writable: 'never' },
  )
  values!: ScorerParamValue[];
}

export const ScoringRunState = enumeration('ScoringRunState', 'How far a run over all records has come.', {
  WAITING: 'It has not begun.',
  RUNNING: 'It is on its way.',
  DONE: 'It has looked at all records.',
  CANCELLED: 'Somebody stopped it, or another one took its place.',
  FAILED: 'It could not go on; `fault` says why. Scores that it did not reach are as they were.',
});
export type ScoringRunState = EnumerationValue<typeof ScoringRunState>;

/** Scores all records of a scorer's type anew. Kept by the job that does it, and announced to nobody. */
@Record({
  prefix: 'srn',
  description: 'A run of a scorer over all records of its type.',
  indexes: [['name', '-createdAt', '-id']],
  grants: {},
  commands: [],
})
export class ScoringRun extends RecordBase {
  @name()
  name!: string;

  @field.enum(ScoringRunState, { description: 'How far it has come.', default: 'WAITING', writable: 'never' })
  state!: ScoringRunState;

  @field.int({
    description: 'Records that there were when it began.',
    nullable: true,
    filter: false,
    writable: 'never',
  })
  total!: number | null;

  @field.int({ description: 'Records that it has looked at.', default: 0, filter: false, writable: 'never' })
  done!: number;

  @field.int({ description: 'Scores that have another value or band.', default: 0, filter: false, writable: 'never' })
  changed!: number;

  @field.int({
    description: 'Records that the scorer failed with; their scores are as they were.',
    default: 0,
    filter: false,
    writable: 'never',
  })
  failed!: number;

  @field.text({
    description: 'What the scorer failed with first.',
    maxLength: 1_000,
    nullable: true,
    filter: false,
    writable: 'never',
  })
  fault!: string | null;

  @field.text({
    description: 'The last record that it has looked at; it goes on behind it when a process dies.',
    maxLength: 36,
    nullable: true,
    filter: false,
    writable: 'never',
  })
  reached!: string | null;

  @field.instant({ description: 'When it came to an end.', nullable: true, writable: 'never' })
  endedAt!: string | null;
}
