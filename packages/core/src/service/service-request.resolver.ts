import {
  Arg,
  type CommandContext,
  Ctx,
  Field,
  ID,
  InputType,
  Int,
  MoneyInput,
  Mutation,
  type RecordRef,
  Resolver,
  reject,
} from '@rapport/sdk';
import { ServiceRequest } from './service-request.record.ts';
import { confirmRequest, splitRequest, stepComplaint } from './service-request.service.ts';
import { ServiceRequestKind } from './service-request.states.ts';

const ID_OF_REQUEST = 'The request (srq_...).';

@InputType('ConfirmServiceRequestInput', { description: 'What the customer says to a solution.' })
export class ConfirmServiceRequestInput {
  @Field(() => Boolean, { description: 'It is one.' })
  solved!: boolean;

  @Field(() => Int, { nullable: true, description: 'How content he is, from 1 to 5.' })
  satisfaction?: number | null;

  @Field(() => Int, { nullable: true, description: 'How easy it was for him, from 1, very hard, to 7, very easy.' })
  effort?: number | null;

  @Field(() => String, { nullable: true, description: 'What he says to that.' })
  feedback?: string | null;
}

@InputType('SplitServiceRequestInput', { description: 'A matter of its own.' })
export class SplitServiceRequestInput {
  @Field(() => String, { description: 'What it is about, in a line.' })
  subject!: string;

  @Field(() => ServiceRequestKind, {
    nullable: true,
    description: 'What sort of request it is; as before when it is missing.',
  })
  kind?: ServiceRequestKind | null;

  @Field(() => [ID], { description: 'Messages that are about it, at most 100.' })
  messageIds!: string[];
}

/** Complaints (A21), what customers say to solutions (A20), and requests that are two. */
@Resolver()
export class ServiceRequestResolver {
  @Mutation(() => ServiceRequest, { description: 'Notes that the customer knows that we have his complaint.' })
  acknowledgeComplaint(
    @Arg('id', () => ID, { description: ID_OF_REQUEST }) id: string,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return stepComplaint(work, id, 'ACKNOWLEDGED');
  }

  @Mutation(() => ServiceRequest, { description: 'Notes why it came to a complaint.' })
  investigateComplaint(
    @Arg('id', () => ID, { description: ID_OF_REQUEST }) id: string,
    @Arg('causeId', () => ID, { description: 'The cause.' }) causeId: string,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return stepComplaint(work, id, 'INVESTIGATED', { causeId });
  }

  @Mutation(() => ServiceRequest, {
    description: 'Notes what we did about a complaint. From now on the customer has 7 days to answer.',
  })
  remedyComplaint(
    @Arg('id', () => ID, { description: ID_OF_REQUEST }) id: string,
    @Arg('remedy', () => String, { description: 'What we did.' }) remedy: string,
    @Arg('compensation', () => MoneyInput, { nullable: true, description: 'What the customer gets for it.' })
    compensation: MoneyInput | null,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    if (remedy.trim() === '') reject('remedy', 'must not be blank.');
    return stepComplaint(work, id, 'REMEDIED', {
      resolution: remedy,
      remediedAt: new Date().toISOString(),
      ...(compensation && { compensation }),
    });
  }

  @Mutation(() => ServiceRequest, {
    description:
      'Notes what the customer says to a solution or a remedy: by himself, or by whoever heard it. A solution closes the request; otherwise it is opened again.',
  })
  confirmServiceRequest(
    @Arg('id', () => ID, { description: ID_OF_REQUEST }) id: string,
    @Arg('input', () => ConfirmServiceRequestInput, { description: 'What he says.' }) input: ConfirmServiceRequestInput,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return confirmRequest(work, id, input);
  }

  @Mutation(() => ServiceRequest, {
    description: 'Takes a matter of its own out of a request, with the messages that are about it.',
  })
  splitServiceRequest(
    @Arg('id', () => ID, { description: ID_OF_REQUEST }) id: string,
    @Arg('input', () => SplitServiceRequestInput, { description: 'The matter.' }) input: SplitServiceRequestInput,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    if (input.messageIds.length > 100) reject('input.messageIds', 'must be at most 100.');
    return splitRequest(work, id, input);
  }
}
