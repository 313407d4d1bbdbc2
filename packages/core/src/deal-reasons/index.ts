import { definePlugin } from '@rapport/sdk';
import { dealRules } from './deal.rules.ts';
import { DealAnswer } from './deal-answer.record.ts';
import { DealReasonsResolver, readReasons } from './deal-reasons.resolver.ts';
import { DealReview } from './deal-review.record.ts';
import { createDealReasons } from './migrations/0001-create-deal-reasons.ts';

export { DealAnswer } from './deal-answer.record.ts';
export { DealOutcome, DealQuestion } from './deal-questions.ts';
export { DealReview } from './deal-review.record.ts';

export const dealReasonsPlugin = definePlugin({
  id: 'deal-reasons',
  version: '0.1.0',
  requires: ['customers', 'leads'],
  permissions: [readReasons],
  records: [DealReview, DealAnswer],
  resolvers: [DealReasonsResolver],
  migrations: [createDealReasons],
  before: dealRules,
});
