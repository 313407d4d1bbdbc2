import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Survey, surveyGrants } from './survey.record.ts';

export const QuestionKind = enumeration('SurveyQuestionKind', 'What a question asks for.', {
  RECOMMENDATION: 'How likely he recommends us, from 0 to 10: 9 and 10 are promoters, 0 to 6 detractors.',
  SATISFACTION: 'How content he is, from 1 to 5: 4 and 5 are content.',
  EFFORT: 'How far he agrees that it was easy, from 1 to 7: 5 to 7 agree.',
  CHOICE: 'One of several answers.',
  CHOICES: 'Any of several answers.',
  TEXT: 'An answer in his own words.',
});
export type QuestionKind = EnumerationValue<typeof QuestionKind>;

/** A question of a survey. It is fixed once the survey is open, so that answers stay comparable (M1). */
@Record({
  prefix: 'svq',
  description: 'A question of a survey. It can be changed until the survey is opened.',
  indexes: [['surveyId', 'position', 'id']],
  unique: [['surveyId', 'code']],
  grants: surveyGrants,
})
export class SurveyQuestion extends RecordBase {
  @belongsTo(() => Survey, {
    description: 'The survey.',
    writable: 'create',
    inverse: { name: 'questions', description: 'What it asks.' },
  })
  survey!: Ref<Survey>;

  @field.int({ description: 'Its place; the smallest comes first.', min: 0, order: true })
  position!: number;

  @field.text({
    description: 'Name of the question within the instrument: surveys are compared question by question.',
    maxLength: 50,
  })
  code!: string;

  @field.enum(QuestionKind, { description: 'What it asks for.' })
  kind!: QuestionKind;

  @field.text({ description: 'The question as customers read it.', maxLength: 500 })
  text!: string;

  @field.texts({ description: 'The answers to choose from; of CHOICE and CHOICES.', maxLength: 200, default: [] })
  choices!: string[];

  @field.boolean({ description: 'A survey is complete only with an answer to it.', default: false })
  required!: boolean;

  @field.text({
    description:
      'What the answer says of the customer, for example `hobby`. It becomes a profile value, and whoever is known to have one is not asked.',
    maxLength: 100,
    nullable: true,
  })
  attribute!: string | null;

  @field.int({
    description: 'Something is to be done about an answer with this score or a lower one.',
    min: 0,
    max: 10,
    nullable: true,
  })
  followUpTo!: number | null;
}
