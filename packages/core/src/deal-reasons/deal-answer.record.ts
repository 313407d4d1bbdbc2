import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { DealQuestion } from './deal-questions.ts';
import { DealReview } from './deal-review.record.ts';
import { dealGrants } from './grants.ts';

/** The answer to one question about one deal (M8). */
@Record({
  prefix: 'dla',
  description: 'The answer to one question about a deal that is decided.',
  ownership: { through: 'review' },
  indexes: [['question', 'topic', 'id']],
  unique: [['reviewId', 'question']],
  grants: dealGrants,
})
export class DealAnswer extends RecordBase {
  @belongsTo(() => DealReview, {
    description: 'The deal.',
    writable: 'create',
    inverse: { name: 'answers', description: 'What is known of it.' },
  })
  review!: Ref<DealReview>;

  @field.enum(DealQuestion, { description: 'The question.', writable: 'create' })
  question!: DealQuestion;

  @field.text({
    description: 'The answer in a word or two that other deals share, for example `price`; answers are counted by it.',
    maxLength: 100,
  })
  topic!: string;

  @field.longText({ description: 'The answer in full.', maxLength: 4_000, nullable: true })
  text!: string | null;

  @field.boolean({ description: 'The customer said so; otherwise we suppose it.', default: true })
  said!: boolean;
}
