import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Thread } from './thread.record.ts';

export const InteractionChannel = enumeration('InteractionChannel', 'How the parties met.', {
  FACE_TO_FACE: 'In person.',
  PHONE: 'By telephone.',
  EMAIL: 'By e-mail.',
  WEB: 'On a web site or in an app.',
  MESSENGER: 'By a messenger such as LINE or WeChat.',
  PARTNER: 'Through a partner.',
  DEVICE: 'Sent by a device of the customer.',
});
export type InteractionChannel = EnumerationValue<typeof InteractionChannel>;

export const InteractionDirection = enumeration('InteractionDirection', 'Who began.', {
  INBOUND: 'The customer came to us.',
  OUTBOUND: 'We went to the customer.',
});
export type InteractionDirection = EnumerationValue<typeof InteractionDirection>;

export const InteractionOutcome = enumeration('InteractionOutcome', 'What came of it.', {
  REACHED: 'They talked; nothing was agreed.',
  NOT_REACHED: 'Nobody answered.',
  FOLLOW_UP: 'A next step was agreed.',
  INTERESTED: 'The customer showed interest.',
  DECLINED: 'The customer said no.',
  ORDERED: 'The customer ordered.',
  RESOLVED: 'A question or complaint was settled.',
});
export type InteractionOutcome = EnumerationValue<typeof InteractionOutcome>;

export const InteractionMatter = enumeration('InteractionMatter', 'What sort of thing it was about.', {
  INFORMATION: 'A question, or a request for a brochure.',
  OFFER: 'An offer.',
  ORDER: 'An order or its delivery.',
  SERVICE: 'Use, maintenance or repair of what was bought.',
  COMPLAINT: 'A complaint.',
  PAYMENT: 'An invoice or a payment.',
  FEEDBACK: 'Praise, blame or an answer to a survey.',
  IDEA: 'A proposal of what we could do better.',
  REFERRAL: 'Somebody who might become a customer.',
  RELATIONSHIP: 'Nothing but the relationship: a greeting, a meal together.',
});
export type InteractionMatter = EnumerationValue<typeof InteractionMatter>;

export const StatedSentiment = enumeration('StatedSentiment', 'How the customer said that he felt.', {
  POSITIVE: 'Content.',
  NEUTRAL: 'Neither content nor not.',
  NEGATIVE: 'Not content.',
});
export type StatedSentiment = EnumerationValue<typeof StatedSentiment>;

export const InteractionSource = enumeration('InteractionSource', 'Who or what logged it.', {
  PERSON: 'Somebody of us.',
  AUTOMATION: 'A program of ours.',
  DEVICE: 'A device of the customer.',
  IMPORT: 'It came with data from elsewhere.',
});
export type InteractionSource = EnumerationValue<typeof InteractionSource>;

export const ActivityType = enumeration('ActivityType', 'What the time was spent on.', {
  SELLING: 'Finding out needs, presenting, negotiating.',
  ADVISING: 'Answering and advising without a sale in sight.',
  SERVING: 'Service for what was bought.',
  CARING: 'Care for the relationship.',
  COLLECTING: 'Getting paid.',
  ADMINISTERING: 'Papers, and what else is no work with the customer.',
  TRAVELLING: 'On the way.',
});
export type ActivityType = EnumerationValue<typeof ActivityType>;

/** A touch between a customer and us, through any channel (G1, B15). It is logged once and never changes; a correction is a new one (iI1). */
@Record({
  prefix: 'int',
  description:
    'A touch between a customer and us, through any channel. It never changes: a correction is a new interaction that takes its place. Lists and aggregates show what holds.',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'occurredAt' }],
  supersededBy: 'supersededBy',
  indexes: [
    ['customerId', '-occurredAt', '-id'],
    ['customerId', 'channel', '-occurredAt'],
    ['channel', '-occurredAt', 'customerId'],
    ['userId', '-occurredAt', '-id'],
    ['threadId', '-occurredAt', '-id'],
    ['correctsId', '-createdAt', '-id'],
  ],
  commands: ['create'],
  // Whoever may update may correct.
  grants: {
    manager: { read: 'all', create: 'all', update: 'team' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all', create: 'all', deny: { read: ['body', 'said', 'latentNeed'] } },
    analyst: { read: 'all', create: 'all', deny: { read: ['body', 'said', 'latentNeed'] } },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: { read: 'self', only: { read: ['customer', 'channel', 'direction', 'occurredAt', 'said'], write: [] } },
  },
})
export class Interaction extends RecordBase {
  @field.enum(InteractionChannel, { description: 'How the parties met.', writable: 'create' })
  channel!: InteractionChannel;

  @field.enum(InteractionDirection, { description: 'Who began.', writable: 'create' })
  direction!: InteractionDirection;

  @field.text({ description: 'What it was about, in a line.', maxLength: 300, writable: 'create' })
  subject!: string;

  @field.enum(InteractionMatter, {
    description: 'What sort of thing it was about.',
    nullable: true,
    writable: 'create',
  })
  matter!: InteractionMatter | null;

  @field.longText({
    description: 'What we said or wrote, and what we noted.',
    maxLength: 20_000,
    nullable: true,
    writable: 'create',
  })
  body!: string | null;

  @field.longText({
    description: 'What the customer said, in his words.',
    maxLength: 20_000,
    nullable: true,
    writable: 'create',
  })
  said!: string | null;

  @field.text({
    description: 'What he needs without having said it.',
    maxLength: 1_000,
    nullable: true,
    writable: 'create',
  })
  latentNeed!: string | null;

  @field.enum(StatedSentiment, {
    description: 'How he said that he felt; never guessed.',
    nullable: true,
    writable: 'create',
  })
  sentiment!: StatedSentiment | null;

  @field.enum(InteractionOutcome, { description: 'What came of it.', nullable: true, writable: 'create' })
  outcome!: InteractionOutcome | null;

  @field.instant({ description: 'When it happened.', order: true, writable: 'create' })
  occurredAt!: string;

  @field.int({
    description: 'How long it took, in seconds.',
    min: 0,
    max: 604_800,
    nullable: true,
    writable: 'create',
  })
  durationSeconds!: number | null;

  @field.enum(ActivityType, { description: 'What the time was spent on.', nullable: true, writable: 'create' })
  activity!: ActivityType | null;

  @field.money({ description: 'What it cost us: part of the cost to serve.', nullable: true, writable: 'create' })
  cost!: { amount: string; currency: string } | null;

  @field.enum(InteractionSource, { description: 'Who or what logged it.', default: 'PERSON', writable: 'create' })
  source!: InteractionSource;

  @field.text({
    description: 'The device that sent it, or the thing that it was about, by its number.',
    maxLength: 100,
    nullable: true,
    writable: 'create',
  })
  assetId!: string | null;

  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'create',
    inverse: { name: 'interactions', description: 'What happened between the customer and us.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => User, {
    description: 'Who of us took part; whoever logs it unless somebody, or null, is given.',
    nullable: true,
    orActor: true,
    writable: 'create',
    inverse: { name: 'interactions', description: 'Interactions in which the user took part.' },
  })
  user!: Ref<User> | null;

  @belongsTo(() => Thread, {
    description: 'The conversation that it belongs to, whatever the channel.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'interactions', description: 'What was said in the conversation, through all channels.' },
  })
  thread!: Ref<Thread> | null;

  @belongsTo(() => Interaction, {
    description: 'The interaction that this one corrects: always the one that was logged first.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'corrections', description: 'The correction that holds, if there is one.' },
  })
  corrects!: Ref<Interaction> | null;

  @belongsTo(() => Interaction, {
    description: 'The correction that took the place of this one; it may have been corrected too.',
    nullable: true,
    writable: 'never',
  })
  supersededBy!: Ref<Interaction> | null;

  @field.text({ description: 'Why it corrects another one.', maxLength: 500, nullable: true, writable: 'never' })
  correctionReason!: string | null;
}
