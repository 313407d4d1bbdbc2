import { type BeforeHandler, defineRules, idOf, refuse, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Lead } from '../leads/index.ts';
import { DealAnswer } from './deal-answer.record.ts';
import { type DealOutcome, questionsOf } from './deal-questions.ts';
import { DealReview } from './deal-review.record.ts';

export const rules = defineRules({
  OTHER_OUTCOME: 'Why somebody bought is asked of deals that were won, why he did not of deals that were lost.',
});

/** A deal is known by its lead or by its number elsewhere, and is with the customer of its lead. */
const nameDeal: BeforeHandler = {
  record: DealReview,
  on: ['created'],
  run: async ({ record, path }, work) => {
    const { leadId, system, reference, customerId } = record;
    if ((system == null) !== (reference == null)) reject(`${path}.reference`, 'goes with system.');
    if (leadId == null && reference == null) reject(`${path}.leadId`, 'or a reference is needed: which deal is it?');
    if (Date.parse(String(record.decidedAt)) > Date.now()) reject(`${path}.decidedAt`, 'must not be in the future.');
    if (leadId == null) return undefined;
    const [lead] = await work.run<{ customer: string | null }>({
      text: 'select customer_id as customer from lead where tenant_id = $1 and id = $2',
      values: [work.context.tenant.id, uuidOf(Lead, leadId)],
    });
    const known = lead?.customer ? idOf(Customer, lead.customer) : null;
    if (customerId == null) return { customerId: known };
    if (known !== null && known !== customerId) reject(`${path}.customerId`, 'must be the customer of the lead.');
    return undefined;
  },
};

const ofOutcome: BeforeHandler = {
  record: DealAnswer,
  on: ['created', 'deleted', 'restored'],
  run: async ({ operation, record, path }, work) => {
    const reviewId = String(record.reviewId);
    // Locked, so that two answers at once are both counted.
    const { outcome } = await work.unlimited.lock(DealReview, reviewId);
    if (operation === 'created' && !questionsOf[outcome as DealOutcome].some((asked) => asked === record.question))
      refuse(rules.OTHER_OUTCOME, `${path}.question`, { asked: questionsOf[outcome as DealOutcome] });
    work.afterWrite(countAnswers, reviewId);
    return undefined;
  },
};

async function countAnswers(work: UnitOfWork, reviewIds: readonly string[]): Promise<void> {
  for (const id of new Set(reviewIds)) {
    const [row] = await work.run<{ answered: number; outcome: DealOutcome }>({
      text: `
select r.outcome, (select count(*)::int from deal_answer a where a.tenant_id = $1 and a.review_id = r.id and a.deleted_at is null) as answered
from deal_review r where r.tenant_id = $1 and r.id = $2`,
      values: [work.context.tenant.id, uuidOf(DealReview, id)],
    });
    if (!row) continue;
    const { answered, outcome } = row;
    await work.unlimited.update(
      DealReview,
      id,
      {},
      { kept: { answered, complete: answered === questionsOf[outcome].length } },
    );
  }
}

export const dealRules: readonly BeforeHandler[] = [nameDeal, ofOutcome];
