import { belongsTo, field, type Ref } from '../records/field.decorators.ts';
import { type EnumerationValue, enumeration } from '../records/kinds/index.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';
import { Automation } from './automation.record.ts';

export const AutomationRunState = enumeration('AutomationRunState', 'Where a run of an automation stands.', {
  RUNNING: 'It takes its steps.',
  WAITING: 'It waits for a moment or an event.',
  DONE: 'It came to its end.',
  FAILED: 'A step failed; it goes on when somebody retries it.',
  CANCELLED: 'Somebody ended it.',
});
export type AutomationRunState = EnumerationValue<typeof AutomationRunState>;

/** One run of an automation, from its trigger to its end. */
@Record({
  prefix: 'aru',
  description: 'One run of an automation, from its trigger to its end.',
  unique: [['automationId', 'dedupeKey']],
  indexes: [
    ['state', '-createdAt', '-id'],
    ['automationId', '-createdAt', '-id'],
    ['subjectId', '-createdAt', '-id'],
  ],
  grants: {},
  commands: [],
  lifeCycle: {
    field: 'state',
    transitions: {
      cancel: { description: 'Ends it.', from: ['RUNNING', 'WAITING', 'FAILED'], to: 'CANCELLED' },
      retry: { description: 'Tries the step that failed once more.', from: ['FAILED'], to: 'RUNNING' },
      resume: { description: 'Goes on without waiting any longer.', from: ['WAITING'], to: 'RUNNING' },
    },
  },
})
export class AutomationRun extends RecordBase {
  @belongsTo(() => Automation, {
    description: 'The automation.',
    writable: 'never',
    inverse: { name: 'runs', description: 'Its runs.' },
  })
  automation!: Ref<Automation>;

  @field.int({ description: 'Number of the version that it follows.', writable: 'never' })
  versionNumber!: number;

  @field.enum(AutomationRunState, { description: 'Where it stands.', writable: 'never' })
  state!: AutomationRunState;

  @field.text({ description: 'Id of the record that it is about.', maxLength: 60, nullable: true, writable: 'never' })
  subjectId!: string | null;

  @field.text({
    description: 'What let it begin: the type of an event, `cron`, `manual` or `webhook`.',
    maxLength: 100,
    writable: 'never',
  })
  trigger!: string;

  @field.text({ description: 'The same for what must not begin twice.', maxLength: 100, writable: 'never' })
  dedupeKey!: string;

  @field.longText({
    description: 'The event, and what was given with it, as JSON.',
    maxLength: 100_000,
    filter: false,
    writable: 'never',
  })
  given!: string;

  @field.texts({
    description: 'Keys of the automations that led to it, the first one first.',
    maxLength: 100,
    writable: 'never',
  })
  causes!: string[];

  @field.int({ description: 'Place of the step that comes next, from 0.', filter: false, writable: 'never' })
  position!: number;

  @field.text({
    description: 'Id of the step that comes next, or that it waits in.',
    maxLength: 40,
    nullable: true,
    writable: 'never',
  })
  stepId!: string | null;

  @field.instant({ description: 'Until when it waits.', nullable: true, writable: 'never' })
  waitsUntil!: string | null;

  @field.text({
    description: 'Why it failed, or was stopped by a step.',
    maxLength: 1_000,
    nullable: true,
    filter: false,
    writable: 'never',
  })
  reason!: string | null;

  @field.text({
    description: 'Code of the error with which it failed.',
    maxLength: 60,
    nullable: true,
    writable: 'never',
  })
  errorCode!: string | null;

  @field.instant({ description: 'When it came to its end.', nullable: true, writable: 'never' })
  endedAt!: string | null;
}
