import {
  Arg,
  type CommandContext,
  Ctx,
  DateTimeScalar,
  Field,
  ID,
  InputType,
  Mutation,
  ObjectType,
  RecordInputType,
  type RecordRef,
  Resolver,
} from '@rapport/sdk';
import { Interaction } from '../interactions/index.ts';
import { Lead } from './lead.record.ts';
import { claimNextLead, createFormKey, createInquiry, submitLead } from './lead-intake.service.ts';

@RecordInputType('InquiryInteractionInput', Interaction, 'The interaction in which somebody showed interest.')
export class InquiryInteractionInput {}

@RecordInputType('InquiryLeadInput', Lead, 'The lead; it comes from the interaction and belongs to its customer.')
export class InquiryLeadInput {}

@InputType('SubmitLeadInput', { description: 'What somebody wrote into a form.' })
export class SubmitLeadInput {
  @Field(() => String, { description: 'His name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The organisation for which he asks.' })
  company?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address; this or a telephone number is needed.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone number.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Language in which he is addressed (BCP 47).' })
  language?: string | null;

  @Field(() => String, { nullable: true, description: 'Region in which he lives.' })
  region?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is about; what the form says when missing.' })
  topic?: string | null;

  @Field(() => String, { nullable: true, description: 'What he needs.' })
  need?: string | null;

  @Field(() => String, { nullable: true, description: 'Through what he heard of us.' })
  heardThrough?: string | null;
}

@ObjectType('SubmitLeadPayload', { description: 'That a lead has come, and nothing else.', simpleResolvers: true })
export class SubmitLeadPayload {
  @Field(() => Boolean, { description: 'True: somebody will look at it.' })
  received!: boolean;
}

@ObjectType('CreateLeadFormKeyPayload', {
  description: 'A key with which a page hands in leads.',
  simpleResolvers: true,
})
export class CreateLeadFormKeyPayload {
  @Field(() => String, {
    nullable: true,
    description: 'The key, shown this once; a repetition of the command gets null.',
  })
  secret!: string | null;
}

/** How leads come in besides `createLead`, and how members of a pool take them. */
@Resolver()
export class LeadIntakeResolver {
  @Mutation(() => Lead, { description: 'Logs an inbound interaction and makes a lead of it, both or neither.' })
  createInquiry(
    @Arg('interaction', () => InquiryInteractionInput, { description: 'The interaction; it must be INBOUND.' })
    interaction: InquiryInteractionInput,
    @Arg('lead', () => InquiryLeadInput, { description: 'The lead.' }) lead: InquiryLeadInput,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return createInquiry(work, { ...interaction }, { ...lead });
  }

  @Mutation(() => CreateLeadFormKeyPayload, {
    description:
      'Makes a key for a form. It may stand in a public page: it hands in leads with submitLead, as many as the form takes, and does nothing else. Deleting the form ends it. For whoever may change the form.',
  })
  async createLeadFormKey(
    @Arg('formId', () => ID, { description: 'The form.' }) formId: string,
    @Arg('expiresAt', () => DateTimeScalar, { description: 'From this instant on the key is refused.' })
    expiresAt: string,
    @Ctx() { work }: CommandContext,
  ): Promise<CreateLeadFormKeyPayload> {
    return { secret: await createFormKey(work, formId, expiresAt) };
  }

  @Mutation(() => SubmitLeadPayload, {
    description:
      'Hands in a lead with the key of a form. RATE_LIMITED when the form has taken as many as it may within an hour.',
  })
  async submitLead(
    @Arg('input', () => SubmitLeadInput, { description: 'What was written into the form.' }) input: SubmitLeadInput,
    @Ctx() { work }: CommandContext,
  ): Promise<SubmitLeadPayload> {
    await submitLead(work, { ...input });
    return { received: true };
  }

  @Mutation(() => Lead, {
    nullable: true,
    description:
      'Takes the lead of a pool that waits longest; null when none does. For its members. Two who ask at once get different ones.',
  })
  async claimNextLead(
    @Arg('poolId', () => ID, { description: 'The pool.' }) poolId: string,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef | null> {
    return (await claimNextLead(work, poolId)) ?? null;
  }
}
