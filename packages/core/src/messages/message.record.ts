import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { ContactChannel, ContactPoint, Customer, readGrants } from '../customers/index.ts';
import { MessageTemplate } from './message-template.record.ts';
import { MessagePurpose, MessageState, SendRule } from './message-terms.ts';
import { TemplateVersion } from './template-version.record.ts';

/** A message to one customer, sent or not, and the rule that decided (iM1, F1-F7). */
@Record({
  prefix: 'msg',
  description: 'A message to one customer, sent or refused. `decisionTrail` says which rule decided.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-decidedAt', '-id'],
    ['customerId', '-countedAt'],
    ['state', 'dueAt', 'id'],
    ['source', 'state', '-id'],
  ],
  unique: [['key']],
  timelines: [{ of: 'customer', at: 'decidedAt' }],
  commands: [],
  grants: readGrants,
})
export class Message extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'To whom.',
    writable: 'never',
    inverse: { name: 'messages', description: 'Messages to the customer, also those that were refused.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => ContactPoint, {
    description: 'Where to.',
    nullable: true,
    writable: 'never',
  })
  contactPoint!: Ref<ContactPoint> | null;

  @field.enum(ContactChannel, { description: 'Through which channel.', writable: 'never' })
  channel!: ContactChannel;

  @field.enum(MessagePurpose, { description: 'What it is for.', writable: 'never' })
  purpose!: MessagePurpose;

  @belongsTo(() => MessageTemplate, { description: 'What it is made of.', writable: 'never' })
  template!: Ref<MessageTemplate>;

  @belongsTo(() => TemplateVersion, {
    description: 'The version that was sent.',
    nullable: true,
    writable: 'never',
  })
  templateVersion!: Ref<TemplateVersion> | null;

  @field.text({
    description: 'Who sends what once: the same key never makes a second message.',
    maxLength: 200,
    writable: 'never',
  })
  key!: string;

  @field.text({
    description: 'What it belongs to: the id of a campaign, for example.',
    maxLength: 100,
    nullable: true,
    writable: 'never',
  })
  source!: string | null;

  @field.json({ description: 'Values for its template.', nullable: true, writable: 'never' })
  variables!: unknown;

  @field.texts({
    description:
      'Message-IDs of the mails that it goes on with, the nearest last. It goes to the address that it was decided for, and to no other.',
    maxLength: 500,
    nullable: true,
    writable: 'never',
  })
  answers!: string[] | null;

  @field.enum(MessageState, { description: 'How far it is.', writable: 'never' })
  state!: MessageState;

  @field.enum(SendRule, { description: 'The rule that refused it.', nullable: true, writable: 'never' })
  refusedBy!: SendRule | null;

  @field.json({ description: 'What the rules saw when they decided.', nullable: true, writable: 'never' })
  facts!: unknown;

  @field.instant({ description: 'When it was decided.', order: true, writable: 'never' })
  decidedAt!: string;

  @field.instant({ description: 'Before it is not sent: the end of quiet hours, or the next try.', writable: 'never' })
  dueAt!: string;

  @field.instant({ description: 'From then on it is no longer sent.', nullable: true, writable: 'never' })
  expiresAt!: string | null;

  @field.instant({
    description: 'When it counts for frequency caps; missing while it does not.',
    nullable: true,
    writable: 'never',
  })
  countedAt!: string | null;

  @field.int({ description: 'How often it was tried to hand it over.', default: 0, writable: 'never' })
  tries!: number;

  @field.instant({ description: 'When it was handed over.', nullable: true, writable: 'never' })
  sentAt!: string | null;

  @field.instant({ description: 'When it arrived.', nullable: true, writable: 'never' })
  deliveredAt!: string | null;

  @field.instant({
    description: 'When he first opened it, in so far as he agreed that we look.',
    nullable: true,
    writable: 'never',
  })
  openedAt!: string | null;

  @field.instant({
    description: 'When he first followed a link, in so far as he agreed that we look.',
    nullable: true,
    writable: 'never',
  })
  clickedAt!: string | null;

  @field.instant({ description: 'When he complained of it.', nullable: true, writable: 'never' })
  complainedAt!: string | null;

  @field.instant({ description: 'When he unsubscribed by it.', nullable: true, writable: 'never' })
  unsubscribedAt!: string | null;

  @field.text({ description: 'What whoever delivers calls it.', maxLength: 200, nullable: true, writable: 'never' })
  providerReference!: string | null;

  @field.text({ description: 'What went wrong.', maxLength: 500, nullable: true, writable: 'never' })
  fault!: string | null;
}
