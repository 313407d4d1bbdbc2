import {
  Arg,
  type CommandContext,
  Ctx,
  DateTimeScalar,
  Field,
  ID,
  InputType,
  Int,
  Mutation,
  makeSelfServiceKey,
  ObjectType,
  Query,
  RapportError,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
} from '@rapport/sdk';
import { answerSurvey } from './answer-survey.service.ts';
import { type SurveyForm as Form, surveyForm } from './survey-form.service.ts';
import { SurveyInvitation } from './survey-invitation.record.ts';
import { QuestionKind } from './survey-question.record.ts';

@ObjectType('AskedQuestion', { description: 'A question as a customer is asked it.', simpleResolvers: true })
export class AskedQuestion {
  @Field(() => ID, { description: 'Id of the question; the answer names it.' })
  id!: string;

  @Field(() => QuestionKind, { description: 'What it asks for.' })
  kind!: QuestionKind;

  @Field(() => String, { description: 'The question.' })
  text!: string;

  @Field(() => [String], { description: 'The answers to choose from, if there are any.' })
  choices!: readonly string[];

  @Field(() => Boolean, { description: 'The survey is complete only with an answer to it.' })
  required!: boolean;

  @Field(() => Int, { nullable: true, description: 'Lowest score, where it asks for one.' })
  lowest!: number | null;

  @Field(() => Int, { nullable: true, description: 'Highest score, where it asks for one.' })
  highest!: number | null;
}

@ObjectType('SurveyForm', {
  description: 'What a customer is still asked: neither what he has answered nor what is known of him.',
  simpleResolvers: true,
})
export class SurveyForm {
  @Field(() => String, { description: 'Name of the survey.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What he reads first.' })
  introduction!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when he can answer; missing until he was asked.' })
  expiresAt!: string | null;

  @Field(() => [AskedQuestion], { description: 'The questions, in their order.' })
  questions!: readonly AskedQuestion[];
}

@InputType('SurveyAnswerInput', { description: 'An answer to one question: a score, choices or a text.' })
export class SurveyAnswerInput {
  @Field(() => ID, { description: 'The question.' })
  questionId!: string;

  @Field(() => Int, { nullable: true, description: 'The score; of RECOMMENDATION, SATISFACTION and EFFORT.' })
  score?: number | null;

  @Field(() => [String], { nullable: true, description: 'What was chosen; of CHOICE and CHOICES.' })
  choices?: string[] | null;

  @Field(() => String, { nullable: true, description: 'The text; of TEXT.' })
  text?: string | null;
}

@ObjectType('AnswerSurveyPayload', { description: 'What became of answers.', simpleResolvers: true })
export class AnswerSurveyPayload {
  @Field(() => SurveyInvitation, { nullable: true, description: 'The invitation that was answered.' })
  invitation!: RecordRef;

  @Field(() => String, { nullable: true, description: 'Thanks to the customer, when he is done.' })
  thanks!: string | null;
}

@ObjectType('CreateSurveyLinkPayload', {
  description: 'A key with which a customer answers one invitation.',
  simpleResolvers: true,
})
export class CreateSurveyLinkPayload {
  @Field(() => SurveyInvitation, { nullable: true, description: 'The invitation, which is sent now.' })
  invitation!: RecordRef;

  @Field(() => String, {
    nullable: true,
    description: 'The key, shown this once; a repetition of the command gets null.',
  })
  secret!: string | null;
}

/** How surveys are answered: by whoever was invited, with a key for his invitation, or by those who talk with him. */
@Resolver()
export class SurveyFormResolver {
  @Query(() => SurveyForm, { description: 'What the customer of an invitation is still asked.' })
  surveyForm(
    @Arg('invitationId', () => ID, { description: 'The invitation; with a key of a link, `viewer.id`.' })
    invitationId: string,
    @Ctx() context: RequestContext,
  ): Promise<Form> {
    return surveyForm(context, invitationId);
  }

  @Mutation(() => AnswerSurveyPayload, {
    description:
      'Answers an invitation that was sent. Answers that ask for it open a follow-up, and what they say of the customer is not asked again. All answers are taken, or none.',
  })
  answerSurvey(
    @Arg('invitationId', () => ID, { description: 'The invitation.' }) invitationId: string,
    @Arg('answers', () => [SurveyAnswerInput], { description: 'The answers. What is left out was not answered.' })
    answers: SurveyAnswerInput[],
    @Arg('complete', () => Boolean, {
      defaultValue: true,
      description: 'False: more answers will come. True: this was all; required questions must be answered.',
    })
    complete: boolean,
    @Ctx() { work }: CommandContext,
  ): Promise<AnswerSurveyPayload> {
    return answerSurvey(work, invitationId, answers, complete);
  }

  @Mutation(() => CreateSurveyLinkPayload, {
    description:
      'Makes a key with which the customer answers this invitation and does nothing else, until it expires. An invitation that is planned is sent by it.',
  })
  async createSurveyLink(
    @Arg('invitationId', () => ID, { description: 'The invitation.' }) invitationId: string,
    @Ctx() { work }: CommandContext,
  ): Promise<CreateSurveyLinkPayload> {
    const { state } = await work.lock(SurveyInvitation, invitationId, 'invitationId');
    if (state === 'PLANNED') await work.transition(SurveyInvitation, invitationId, { transition: 'send' });
    const { expiresAt } = await work.lock(SurveyInvitation, invitationId, 'invitationId');
    if (expiresAt === null)
      throw new RapportError('TRANSITION_REFUSED', `invitationId: this invitation is ${state}, or its time is over.`, {
        field: 'invitationId',
        state,
        allowed: [],
      });
    const invitation = ref(SurveyInvitation, invitationId);
    const { secret } = await makeSelfServiceKey(work, invitation, String(expiresAt));
    return { invitation, secret: work.showOnce(secret) };
  }
}
