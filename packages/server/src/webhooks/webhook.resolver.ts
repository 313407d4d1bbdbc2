import {
  Arg,
  type CommandContext,
  Ctx,
  Field,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  type RecordRef,
  Resolver,
} from '@rapport/kernel';
import {
  changeEndpoint,
  type EndpointInput,
  makeEndpoint,
  moveEndpoint,
  redeliver,
  replayEvents,
  rotateSecret,
} from './webhook.service.ts';
import { WebhookEndpoint, WebhookFilterInput } from './webhook-endpoint.record.ts';

const TYPES = 'Types of the events to send, such as `customer.updated` or `customer.*`; all when missing.';
const FIELDS = 'Names of the fields of which anything is to be sent; all that the owner may read when missing.';
const OWNER = 'The user whose rights decide on what is sent: somebody else only where the caller may change roles.';

@InputType('CreateWebhookEndpointInput', { description: 'Values of a new WebhookEndpoint.' })
export class CreateWebhookEndpointInput implements EndpointInput {
  @Field(() => String, { description: 'Where to send events: an `https` address on the public internet.' })
  url!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description?: string | null;

  @Field(() => [String], { nullable: true, description: TYPES })
  types?: string[] | null;

  @Field(() => WebhookFilterInput, { nullable: true, description: 'Which of them to send; all when missing.' })
  filter?: WebhookFilterInput | null;

  @Field(() => [String], { nullable: true, description: FIELDS })
  fields?: string[] | null;

  @Field(() => ID, { nullable: true, description: `${OWNER} The caller when missing.` })
  ownerId?: string;

  @Field(() => String, { nullable: true, description: 'Begin after this cursor of the event log; now when missing.' })
  after?: string | null;
}

@InputType('UpdateWebhookEndpointInput', {
  description: 'New values of a WebhookEndpoint. What is not given stays; null empties a field that may be missing.',
})
export class UpdateWebhookEndpointInput implements EndpointInput {
  @Field(() => String, { nullable: true, description: 'Where to send events.' })
  url?: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description?: string | null;

  @Field(() => [String], { nullable: true, description: TYPES })
  types?: string[] | null;

  @Field(() => WebhookFilterInput, { nullable: true, description: 'Which of them to send; all when missing.' })
  filter?: WebhookFilterInput | null;

  @Field(() => [String], { nullable: true, description: FIELDS })
  fields?: string[] | null;

  @Field(() => ID, { nullable: true, description: OWNER })
  ownerId?: string;
}

@ObjectType('WebhookEndpointPayload', {
  description: 'An endpoint with its newest signing secret.',
  simpleResolvers: true,
})
export class WebhookEndpointPayload {
  @Field(() => WebhookEndpoint, { description: 'The endpoint.' })
  webhookEndpoint!: RecordRef;

  @Field(() => String, {
    nullable: true,
    description:
      'The secret to verify signatures with, shown this once. A repetition of the command gets null: rotate it then.',
  })
  secret!: string | null;
}

const idArgument = { description: 'Id of a WebhookEndpoint (whe_...).' };

@Resolver()
export class WebhookResolver {
  @Mutation(() => WebhookEndpointPayload, {
    description: 'Makes an endpoint; events are sent from now on, or since a cursor.',
  })
  async createWebhookEndpoint(
    @Arg('input', () => CreateWebhookEndpointInput, { description: 'Its values.' })
    { after, ...input }: CreateWebhookEndpointInput,
    @Ctx() context: CommandContext,
  ): Promise<WebhookEndpointPayload> {
    const { endpoint, secret } = await makeEndpoint(context, input, after);
    return { webhookEndpoint: endpoint, secret };
  }

  @Mutation(() => WebhookEndpoint, { description: 'Changes an endpoint. It holds for the next event.' })
  updateWebhookEndpoint(
    @Arg('id', () => ID, idArgument) id: string,
    @Arg('expectedVersion', () => Int, { nullable: true, description: 'The version that the caller read.' })
    expectedVersion: number | null | undefined,
    @Arg('input', () => UpdateWebhookEndpointInput, { description: 'New values.' }) input: UpdateWebhookEndpointInput,
    @Ctx() context: CommandContext,
  ): Promise<RecordRef> {
    return changeEndpoint(context, id, input, expectedVersion);
  }

  @Mutation(() => WebhookEndpointPayload, {
    description: 'Makes a new signing secret. Until the older one expires, both signatures are sent.',
  })
  async rotateWebhookSecret(
    @Arg('id', () => ID, idArgument) id: string,
    @Arg('overlapHours', () => Int, {
      defaultValue: 24,
      description: 'How long the older secret is used besides: 0 to 168 hours.',
    })
    overlapHours: number,
    @Ctx() context: CommandContext,
  ): Promise<WebhookEndpointPayload> {
    const { endpoint, secret } = await rotateSecret(context, id, overlapHours);
    return { webhookEndpoint: endpoint, secret };
  }

  @Mutation(() => WebhookEndpoint, {
    description: 'Goes on behind another cursor: what lies between is skipped, or sent once more.',
  })
  moveWebhookEndpoint(
    @Arg('id', () => ID, idArgument) id: string,
    @Arg('after', () => String, { description: 'Cursor of the event log.' }) after: string,
    @Ctx() context: CommandContext,
  ): Promise<RecordRef> {
    return moveEndpoint(context, id, after);
  }

  @Mutation(() => WebhookEndpoint, {
    description: 'Sends the events between two cursors once more, in order, beside what happens meanwhile.',
  })
  replayWebhookEvents(
    @Arg('id', () => ID, idArgument) id: string,
    @Arg('after', () => String, { description: 'Cursor before the first of them.' }) after: string,
    @Arg('until', () => String, {
      nullable: true,
      description: 'Cursor of the last of them; the newest event when not given.',
    })
    until: string | null | undefined,
    @Ctx() context: CommandContext,
  ): Promise<RecordRef> {
    return replayEvents(context, id, after, until);
  }

  @Mutation(() => WebhookEndpoint, {
    description: 'Sends the event of a delivery once more, under the same `webhook-id`.',
  })
  redeliverWebhook(
    @Arg('id', () => ID, { description: 'Id of a WebhookDelivery (whd_...).' }) id: string,
    @Ctx() context: CommandContext,
  ): Promise<RecordRef> {
    return redeliver(context, id);
  }
}
