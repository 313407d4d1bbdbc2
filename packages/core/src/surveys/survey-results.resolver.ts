import {
  Arg,
  Ctx,
  definePermission,
  Field,
  Float,
  ID,
  InputType,
  Int,
  ObjectType,
  Query,
  type RecordRef,
  type RequestContext,
  Resolver,
} from '@rapport/sdk';
import { SurveyOccasion } from './survey-invitation.record.ts';
import { SurveyQuestion } from './survey-question.record.ts';
import { compareSurveys, type SurveyResult as Result, surveyResult } from './survey-results.service.ts';

/** Results are of all customers, so they need more than the sight of some of them. */
export const seeSurveyResults = definePermission({
  name: 'surveys.seeResults',
  description: 'Sees what surveys have brought, over all customers.',
  roles: ['manager', 'marketer', 'service', 'analyst'],
});

@ObjectType('SurveyEstimate', {
  description: 'What the answers say of all customers, with the 95 % interval in which the true value lies.',
  simpleResolvers: true,
})
export class SurveyEstimate {
  @Field(() => Float, { description: 'The value: a share from 0 to 1, or a net promoter score from -1 to 1.' })
  value!: number;

  @Field(() => Float, { description: 'Lower end of the interval.' })
  low!: number;

  @Field(() => Float, { description: 'Upper end of the interval.' })
  high!: number;

  @Field(() => Int, { description: 'How many were counted.' })
  sample!: number;
}

@ObjectType('SurveyAnswerCount', { description: 'How often something was answered.', simpleResolvers: true })
export class SurveyAnswerCount {
  @Field(() => String, { description: 'The score, or the choice.' })
  answer!: string;

  @Field(() => Int, { description: 'How often.' })
  count!: number;
}

@ObjectType('SurveyQuestionResult', { description: 'What was answered to a question.', simpleResolvers: true })
export class SurveyQuestionResult {
  @Field(() => SurveyQuestion, { nullable: true, description: 'The question.' })
  question!: RecordRef;

  @Field(() => String, { description: 'Code of the question.' })
  code!: string;

  @Field(() => Int, { description: 'How many answered it.' })
  answers!: number;

  @Field(() => Int, { description: 'How many were asked by the survey and did not: they are in no score.' })
  unanswered!: number;

  @Field(() => SurveyEstimate, {
    nullable: true,
    description:
      'RECOMMENDATION: the net promoter score. SATISFACTION, EFFORT: the share of those who are content, or found it easy. Missing without an answer.',
  })
  score!: SurveyEstimate | null;

  @Field(() => [SurveyAnswerCount], { description: 'How often each score was given, or each choice made.' })
  counts!: readonly SurveyAnswerCount[];
}

@ObjectType('SurveyResult', { description: 'What a survey has brought.', simpleResolvers: true })
export class SurveyResult {
  @Field(() => Int, { description: 'How many were asked.' })
  sent!: number;

  @Field(() => Int, { description: 'How many answered something.' })
  answered!: number;

  @Field(() => Int, { description: 'How many answered to the end.' })
  completed!: number;

  @Field(() => Int, { description: 'How many said that they do not want to.' })
  refused!: number;

  @Field(() => Int, { description: 'How many let the time pass.' })
  expired!: number;

  @Field(() => SurveyEstimate, {
    nullable: true,
    description: 'Share of those who answered; missing when nobody was asked.',
  })
  responseRate!: SurveyEstimate | null;

  @Field(() => [SurveyQuestionResult], { description: 'Question by question, in their order.' })
  questions!: readonly SurveyQuestionResult[];
}

@InputType('SurveySelection', {
  description: 'Which invitations of a survey count; all that were sent unless it says more.',
})
export class SurveySelection {
  @Field(() => ID, { description: 'The survey.' })
  surveyId!: string;

  @Field(() => String, { nullable: true, description: 'Only this wave.' })
  wave?: string | null;

  @Field(() => SurveyOccasion, { nullable: true, description: 'Only this occasion.' })
  occasion?: SurveyOccasion | null;

  @Field(() => String, { nullable: true, description: 'Only this activity, advertisement or community.' })
  occasionName?: string | null;
}

@ObjectType('SurveyComparison', { description: 'What became of the score of one question.', simpleResolvers: true })
export class SurveyComparison {
  @Field(() => String, { description: 'Code of the question.' })
  code!: string;

  @Field(() => SurveyEstimate, { nullable: true, description: 'The score before.' })
  before!: SurveyEstimate | null;

  @Field(() => SurveyEstimate, { nullable: true, description: 'The score after.' })
  after!: SurveyEstimate | null;

  @Field(() => SurveyEstimate, { nullable: true, description: 'After less before, as of two groups without a bond.' })
  change!: SurveyEstimate | null;

  @Field(() => Boolean, { description: 'Whether the interval of the change leaves no change out.' })
  beyondChance!: boolean;
}

@Resolver()
export class SurveyResultsResolver {
  @Query(() => SurveyResult, { description: 'What a survey has brought. It needs the permission surveys.seeResults.' })
  surveyResult(
    @Arg('selection', () => SurveySelection, { description: 'Of what.' }) selection: SurveySelection,
    @Ctx() context: RequestContext,
  ): Promise<Result> {
    context.access.requirePermission(seeSurveyResults);
    return surveyResult(context, selection);
  }

  @Query(() => [SurveyComparison], {
    description:
      'Scores before and after something: two waves of a survey, or two surveys of one instrument. It needs the permission surveys.seeResults.',
  })
  compareSurveys(
    @Arg('before', () => SurveySelection, { description: 'Before.' }) before: SurveySelection,
    @Arg('after', () => SurveySelection, { description: 'After.' }) after: SurveySelection,
    @Ctx() context: RequestContext,
  ): Promise<SurveyComparison[]> {
    context.access.requirePermission(seeSurveyResults);
    return compareSurveys(context, before, after);
  }
}
