import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Interaction } from '../interactions/index.ts';
import { planningGrants } from './grants.ts';
import { Segment } from './segment.record.ts';

export const FactorKind = enumeration('FactorKind', 'Whether people know what moves them.', {
  EXPLICIT: 'They say so: price, guarantee, delivery.',
  IMPLICIT: 'They do not say so: the sound of a door, a tone of voice, the light in a room.',
});
export type FactorKind = EnumerationValue<typeof FactorKind>;

/** Something that moves people of a sort when they decide, and how it is known (E10). */
@Record({
  prefix: 'dcf',
  description: 'Something that moves people of a sort when they decide, how much it weighs, and how we know.',
  indexes: [['segmentId', '-weight', '-id']],
  unique: [['segmentId', 'persona', 'factor']],
  grants: planningGrants,
})
export class DecisionFactor extends RecordBase {
  @belongsTo(() => Segment, {
    description: 'The segment in which there are such people.',
    writable: 'create',
    inverse: { name: 'decisionFactors', description: 'What moves its people when they decide.' },
  })
  segment!: Ref<Segment>;

  @field.text({ description: 'Such people, by a name: `the careful father`.', maxLength: 100 })
  persona!: string;

  @field.text({ description: 'What moves them.', maxLength: 300 })
  factor!: string;

  @field.enum(FactorKind, { description: 'Whether they know it.' })
  kind!: FactorKind;

  @field.int({ description: 'How much it weighs, from 1 to 10.', min: 1, max: 10, order: true })
  weight!: number;

  @field.text({ description: 'How we know: the study, the survey, what was seen.', maxLength: 500 })
  source!: string;

  @belongsTo(() => Interaction, { description: 'Where it was heard.', nullable: true })
  interaction!: Ref<Interaction> | null;
}
