import {
  belongsTo,
  type EnumerationValue,
  enumeration,
  Field,
  field,
  ID,
  InputType,
  JsonScalar,
  ObjectType,
  Record,
  RecordBase,
  type Ref,
  User,
} from '@rapport/kernel';

export const WebhookEndpointState = enumeration('WebhookEndpointState', 'Whether events are sent to an endpoint.', {
  ACTIVE: 'They are sent.',
  PAUSED: 'They are not; what happens meanwhile is sent once it is resumed.',
});
export type WebhookEndpointState = EnumerationValue<typeof WebhookEndpointState>;

export const WebhookPauseReason = enumeration('WebhookPauseReason', 'Why nothing is sent to an endpoint.', {
  BY_HAND: 'Somebody paused it.',
  EXHAUSTED: 'An event was refused or not answered at every try of the schedule.',
  GONE: 'The receiver answered 410: it wants no more.',
  OWNER_GONE: 'The owner is no longer an active user.',
  FILTER_INVALID: 'The owner may no longer use what the filter asks of records, or it is gone.',
  CURSOR_EXPIRED: 'What comes next is no longer kept in the event log. Move the endpoint on, then resume it.',
});
export type WebhookPauseReason = EnumerationValue<typeof WebhookPauseReason>;

@ObjectType('WebhookRecordFilter', { description: 'A condition on the records of one type.', simpleResolvers: true })
export class WebhookRecordFilter {
  @Field(() => String, { description: 'Name of the record type, such as `Customer`.' })
  type!: string;

  @Field(() => JsonScalar, { description: 'The filter of its list, as JSON.' })
  filter!: unknown;
}

@InputType('WebhookRecordFilterInput', { description: 'A condition on the records of one type.' })
export class WebhookRecordFilterInput {
  @Field(() => String, { description: 'Name of the record type, such as `Customer`.' })
  type!: string;

  @Field(() => JsonScalar, {
    description:
      'The filter of its list, as JSON: `{ "lifecycleState": { "eq": "ACTIVE" } }`. An empty one matches everything.',
  })
  filter!: unknown;
}

@ObjectType('WebhookFilter', { description: 'A condition on the events that are sent.', simpleResolvers: true })
export class WebhookFilter {
  @Field(() => [ID], { nullable: true, description: 'They are about one of these records.' })
  recordIds!: string[] | null;

  @Field(() => [String], { nullable: true, description: 'One of these did it.' })
  actors!: string[] | null;

  @Field(() => [String], { nullable: true, description: 'None of these did it.' })
  exceptActors!: string[] | null;

  @Field(() => [String], { nullable: true, description: 'One of these fields changed.' })
  changedFields!: string[] | null;

  @Field(() => [WebhookRecordFilter], {
    nullable: true,
    description:
      'They are about a record of one of these types that matches. One that matches no longer comes as REMOVED.',
  })
  records!: WebhookRecordFilter[] | null;
}

@InputType('WebhookFilterInput', {
  description: 'A condition on the events that are sent. All that is given must hold.',
})
export class WebhookFilterInput {
  @Field(() => [ID], { nullable: true, description: 'They are about one of these records.' })
  recordIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'One of these did it.' })
  actors?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'None of these did it.' })
  exceptActors?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'One of these fields changed.' })
  changedFields?: string[] | null;

  @Field(() => [WebhookRecordFilterInput], {
    nullable: true,
    description:
      'They are about a record of one of these types that matches. One that matches no longer comes as REMOVED.',
  })
  records?: WebhookRecordFilterInput[] | null;
}

/** Where events are sent. What is sent is what its owner may see at that moment. */
@Record({
  prefix: 'whe',
  description: 'An address to which events are sent, with what its owner may see of them.',
  indexes: [['ownerId']],
  grants: {},
  commands: ['delete'],
  lifeCycle: {
    field: 'state',
    transitions: {
      pause: { description: 'Sends nothing any more.', from: ['ACTIVE'], to: 'PAUSED', takes: ['pauseReason'] },
      resume: { description: 'Goes on where it stopped, at once.', from: ['PAUSED'], to: 'ACTIVE' },
    },
  },
})
export class WebhookEndpoint extends RecordBase {
  @field.text({ description: 'Where events are sent.', maxLength: 2_000, writable: 'never' })
  url!: string;

  @field.text({ description: 'What it is for.', maxLength: 200, nullable: true, writable: 'never' })
  description!: string | null;

  @field.texts({
    description: 'Types of the events that are sent, such as `customer.updated` or `customer.*`; all when missing.',
    maxLength: 100,
    nullable: true,
    writable: 'never',
  })
  types!: string[] | null;

  @field.embedded(
    { output: WebhookFilter, input: WebhookFilterInput, inputName: 'WebhookFilterInput', list: false },
    { description: 'Which of them are sent; all when missing.', nullable: true, writable: 'never' },
  )
  filter!: WebhookFilter | null;

  @field.texts({
    description: 'Names of the fields of which anything is sent; all that the owner may read when missing.',
    maxLength: 100,
    nullable: true,
    writable: 'never',
  })
  fields!: string[] | null;

  @belongsTo(() => User, { description: 'The user whose rights decide on what is sent.', writable: 'never' })
  owner!: Ref<User>;

  @field.enum(WebhookEndpointState, { description: 'Whether it is sent to.', default: 'ACTIVE', writable: 'never' })
  state!: WebhookEndpointState;

  @field.enum(WebhookPauseReason, {
    description: 'Why nothing is sent; null while it is active.',
    nullable: true,
    writable: 'never',
  })
  pauseReason!: WebhookPauseReason | null;

  @field.instant({ description: 'Since when nothing is sent.', nullable: true, writable: 'never' })
  pausedAt!: string | null;

  @field.instant({ description: 'When its newest signing secret was made.', writable: 'never' })
  rotatedAt!: string;
}
