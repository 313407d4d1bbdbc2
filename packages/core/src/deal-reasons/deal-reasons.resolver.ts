import {
  Arg,
  Ctx,
  DateTimeScalar,
  definePermission,
  Field,
  Float,
  Int,
  ObjectType,
  Query,
  type RequestContext,
  Resolver,
} from '@rapport/sdk';
import { DealQuestion } from './deal-questions.ts';
import { dealReasons, type QuestionReasons } from './deal-reasons.service.ts';

/** They are of all deals, also those out of sight. */
export const readReasons = definePermission({
  name: 'dealReasons.measure',
  description: 'Sees why deals are won and lost, over all of them.',
  roles: ['manager', 'marketer', 'analyst'],
});

@ObjectType('DealShare', {
  description: 'A share of deals, with the interval in which the truth lies 95 times of 100.',
  simpleResolvers: true,
})
export class DealShare {
  @Field(() => Float, { description: 'The share, from 0 to 1; of a difference from -1 to 1.' })
  value!: number;

  @Field(() => Float, { description: 'Lower end of the interval.' })
  low!: number;

  @Field(() => Float, { description: 'Upper end of the interval.' })
  high!: number;

  @Field(() => Int, { description: 'How many were counted.' })
  sample!: number;
}

@ObjectType('DealOutcomeAnswers', { description: 'How often a question is answered.', simpleResolvers: true })
export class DealOutcomeAnswers {
  @Field(() => Int, { description: 'How many deals ended so.' })
  deals!: number;

  @Field(() => Int, { description: 'Of how many of them the answer is known.' })
  answered!: number;

  @Field(() => DealShare, { nullable: true, description: 'That as a share; missing where no deal ended so.' })
  completeness!: DealShare | null;
}

@ObjectType('DealTopic', { description: 'How often something was the answer.', simpleResolvers: true })
export class DealTopic {
  @Field(() => String, { description: 'The answer.' })
  topic!: string;

  @Field(() => DealShare, { nullable: true, description: 'Share of the answers about deals that were won.' })
  won!: DealShare | null;

  @Field(() => DealShare, { nullable: true, description: 'Share of the answers about deals that were lost.' })
  lost!: DealShare | null;

  @Field(() => DealShare, { nullable: true, description: 'The one less the other.' })
  difference!: DealShare | null;

  @Field(() => Boolean, { description: 'Whether the interval of the difference leaves no difference out.' })
  beyondChance!: boolean;
}

@ObjectType('DealReasons', { description: 'What is known of a question about deals.', simpleResolvers: true })
export class DealReasons {
  @Field(() => DealQuestion, { description: 'The question.' })
  question!: DealQuestion;

  @Field(() => DealOutcomeAnswers, { nullable: true, description: 'Of deals that were won, if it is asked of them.' })
  won!: DealOutcomeAnswers | null;

  @Field(() => DealOutcomeAnswers, { nullable: true, description: 'Of deals that were lost, if it is asked of them.' })
  lost!: DealOutcomeAnswers | null;

  @Field(() => [DealTopic], { description: 'The twenty most frequent answers, the most frequent first.' })
  topics!: readonly DealTopic[];
}

@Resolver()
export class DealReasonsResolver {
  @Query(() => [DealReasons], {
    description:
      'Why deals that were decided in a time were won and lost: how often it is known, and what is told otherwise of those that were won. It needs the permission dealReasons.measure.',
  })
  dealReasons(
    @Arg('from', () => DateTimeScalar, { description: 'From this instant on.' }) from: string,
    @Arg('to', () => DateTimeScalar, { description: 'Until before this one; at most 800 days.' }) to: string,
    @Ctx() context: RequestContext,
  ): Promise<QuestionReasons[]> {
    context.access.requirePermission(readReasons);
    return dealReasons(context, from, to);
  }
}
