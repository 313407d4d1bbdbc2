import { field } from '../records/field.decorators.ts';
import { type EnumerationValue, enumeration } from '../records/kinds/index.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';

export const FailedEventState = enumeration(
  'FailedEventState',
  'What becomes of an event that a handler failed with.',
  {
    WAITING: 'It is handled again later.',
    GIVEN_UP: 'It was tried often enough; somebody must ask for another try.',
  },
);
export type FailedEventState = EnumerationValue<typeof FailedEventState>;

/** An event that a handler has not done with. Kept by the consumers, and announced to nobody. */
@Record({
  prefix: 'fev',
  description: 'An event that a handler of a plugin failed with, or that waits behind one about the same record.',
  indexes: [['plugin', 'handler', 'state', 'id']],
  unique: [['plugin', 'handler', 'eventId']],
  grants: {},
  commands: ['delete'],
})
export class FailedEvent extends RecordBase {
  @field.text({ description: 'Id of the plugin.', maxLength: 31, writable: 'never' })
  plugin!: string;

  @field.text({ description: 'Name of the handler within the plugin.', maxLength: 60, writable: 'never' })
  handler!: string;

  @field.enum(FailedEventState, { description: 'Whether it is tried again.', writable: 'never' })
  state!: FailedEventState;

  @field.text({ description: 'Id of the event.', maxLength: 60, writable: 'never' })
  eventId!: string;

  @field.text({ description: 'Type of the event.', maxLength: 100, writable: 'never' })
  eventType!: string;

  @field.text({ description: 'Cursor of the event in the log.', maxLength: 30, filter: false, writable: 'never' })
  cursor!: string;

  @field.text({ description: 'Id of the record that it is about.', maxLength: 60, nullable: true, writable: 'never' })
  recordId!: string | null;

  @field.int({ description: 'How often it was tried; 0 while it waits for another one.', writable: 'never' })
  tries!: number;

  @field.instant({ description: 'When it is tried again.', nullable: true, writable: 'never' })
  nextTryAt!: string | null;

  @field.text({
    description: 'Why it failed the last time.',
    maxLength: 1_000,
    nullable: true,
    filter: false,
    writable: 'never',
  })
  fault!: string | null;
}
