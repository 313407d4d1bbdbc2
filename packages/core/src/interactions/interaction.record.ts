import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';

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

/** A touch between a customer and us, through any channel (G1, B15). */
@Record({
  prefix: 'int',
  description: 'A touch between a customer and us, through any channel.',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'occurredAt' }],
  indexes: [
    ['customerId', '-occurredAt', '-id'],
    ['customerId', 'channel', '-occurredAt'],
    ['channel', '-occurredAt', 'customerId'],
    ['userId', '-occurredAt', '-id'],
  ],
  grants: {
    manager: { read: 'all', create: 'all', update: 'team', delete: 'team' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all', deny: { read: ['body'] } },
    analyst: { read: 'all', deny: { read: ['body'] } },
    automation: { read: 'all', create: 'all', update: 'all' },
  },
})
export class Interaction extends RecordBase {
  @field.enum(InteractionChannel, { description: 'How the parties met.' })
  channel!: InteractionChannel;

  @field.enum(InteractionDirection, { description: 'Who began.' })
  direction!: InteractionDirection;

  @field.text({ description: 'What it was about, in a line.', maxLength: 300 })
  subject!: string;

  @field.longText({ description: 'What was said or written.', maxLength: 20_000, nullable: true })
  body!: string | null;

  @field.enum(InteractionOutcome, { description: 'What came of it.', nullable: true })
  outcome!: InteractionOutcome | null;

  @field.instant({ description: 'When it happened.', order: true })
  occurredAt!: string;

  @field.int({ description: 'How long it took, in seconds.', min: 0, max: 604_800, nullable: true })
  durationSeconds!: number | null;

  @field.money({ description: 'What it cost us: part of the cost to serve.', nullable: true })
  cost!: { amount: string; currency: string } | null;

  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'create',
    inverse: { name: 'interactions', description: 'What happened between the customer and us.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => User, {
    description: 'Who of us took part.',
    nullable: true,
    inverse: { name: 'interactions', description: 'Interactions in which the user took part.' },
  })
  user!: Ref<User> | null;
}
