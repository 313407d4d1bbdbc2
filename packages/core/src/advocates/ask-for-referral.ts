import {
  Arg,
  type CommandContext,
  Ctx,
  defineSettings,
  ID,
  Mutation,
  type RecordRef,
  Resolver,
  readSettings,
  reject,
  uuidOf,
} from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { ReferralRequest } from './referral-request.record.ts';

export const advocateSettings = defineSettings('advocates', {
  leastScore: {
    type: 'int',
    description: 'Least recommendation, from 0 to 10, of customers who may be asked to bring others.',
    min: 0,
    max: 10,
    default: 9,
  },
});

@Resolver()
export class ReferralResolver {
  @Mutation(() => ReferralRequest, {
    description:
      'Asks a customer to bring others. He must have said lately that he recommends us, and get something for it: who is not content, or has nothing from it, is not asked.',
  })
  async askForReferral(
    @Arg('customerId', () => ID, { description: 'Whom.' }) customerId: string,
    @Arg('incentive', () => String, { description: 'What he gets for it.' }) incentive: string,
    @Ctx() context: CommandContext,
  ): Promise<RecordRef> {
    const { work, tenant } = context;
    const { leastScore } = await readSettings(context, advocateSettings);
    const [last] = await work.run<{ score: number }>({
      text: `
select score from survey_answer where tenant_id = $1 and customer_id = $2 and kind = 'RECOMMENDATION'
  and score is not null and deleted_at is null
order by created_at desc, id desc limit 1`,
      values: [tenant.id, uuidOf(Customer, customerId, 'customerId')],
    });
    if (!last) reject('customerId', 'has never said whether he recommends us.');
    if (last.score < leastScore)
      reject(
        'customerId',
        `recommends us with ${last.score}; whoever is asked must do so with ${leastScore} at least.`,
      );
    return work.create(ReferralRequest, { customerId, incentive }, 'input', { score: last.score });
  }
}
