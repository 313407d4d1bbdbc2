import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer, readGrants } from '../customers/index.ts';
import { SurveyInvitation } from './survey-invitation.record.ts';
import { QuestionKind, SurveyQuestion } from './survey-question.record.ts';

/** What one customer answered to one question. What was not answered has no record: it is never a zero (M4). */
@Record({
  prefix: 'sva',
  description: 'What a customer answered to a question. A question without an answer has no such record.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['questionId', 'score', 'id'],
    ['customerId', 'kind', '-createdAt', '-id'],
  ],
  unique: [['invitationId', 'questionId']],
  commands: [],
  grants: readGrants,
})
export class SurveyAnswer extends RecordBase {
  @belongsTo(() => SurveyInvitation, {
    description: 'The invitation that was answered.',
    writable: 'never',
    inverse: { name: 'answers', description: 'What was answered.' },
  })
  invitation!: Ref<SurveyInvitation>;

  @belongsTo(() => SurveyQuestion, {
    description: 'The question.',
    writable: 'never',
    inverse: { name: 'answers', description: 'What was answered to it.' },
  })
  question!: Ref<SurveyQuestion>;

  @belongsTo(() => Customer, {
    description: 'Who answered.',
    writable: 'never',
    inverse: { name: 'surveyAnswers', description: 'What the customer answered in surveys.' },
  })
  customer!: Ref<Customer>;

  @field.enum(QuestionKind, { description: 'What the question asks for.', writable: 'never' })
  kind!: QuestionKind;

  @field.int({ description: 'The score; of questions that ask for one.', nullable: true, writable: 'never' })
  score!: number | null;

  @field.texts({ description: 'The answers that were chosen.', maxLength: 200, default: [], writable: 'never' })
  choices!: string[];

  @field.longText({ description: 'The answer in words.', maxLength: 5_000, nullable: true, writable: 'never' })
  text!: string | null;

  @field.boolean({
    description: 'It was known before, so the question was not asked. It counts in no score.',
    default: false,
    writable: 'never',
  })
  known!: boolean;
}
