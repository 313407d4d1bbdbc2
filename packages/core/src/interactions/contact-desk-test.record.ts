import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { InteractionChannel } from './interaction.record.ts';

/** A test call or message to a contact desk, ours or that of a competitor: was it answered, and how soon (A14, A15). */
@Record({
  prefix: 'cdt',
  description:
    'A test call or message to our own contact desk, or to that of a competitor, as a customer would make it.',
  indexes: [
    ['channel', '-testedAt', '-id'],
    ['competitor', '-testedAt', '-id'],
  ],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    service: { read: 'all' },
    marketer: { read: 'all', create: 'all' },
    analyst: { read: 'all', create: 'all' },
    automation: { read: 'all', create: 'all' },
  },
})
export class ContactDeskTest extends RecordBase {
  @field.enum(InteractionChannel, { description: 'How the desk was tried.' })
  channel!: InteractionChannel;

  @field.text({ description: 'The number or address that was tried.', maxLength: 200, nullable: true })
  address!: string | null;

  @field.text({
    description: 'The competitor whose desk it was; our own when missing.',
    maxLength: 200,
    nullable: true,
  })
  competitor!: string | null;

  @field.text({ description: 'What was asked; the same words make tests comparable.', maxLength: 500 })
  question!: string;

  @field.instant({ description: 'When it was tried.', order: true })
  testedAt!: string;

  @field.boolean({ description: 'Somebody answered.' })
  answered!: boolean;

  @field.int({ description: 'How long it took until somebody did, in seconds.', min: 0, nullable: true })
  secondsToAnswer!: number | null;

  @field.boolean({ description: 'The answer answered the question.', nullable: true })
  questionAnswered!: boolean | null;

  @field.longText({ description: 'What was found.', maxLength: 2_000, nullable: true })
  findings!: string | null;

  @belongsTo(() => User, { description: 'Who tried; whoever records it.', nullable: true, writable: 'never' })
  tester!: Ref<User> | null;
}
