import { belongsTo, field, type Ref } from '../records/field.decorators.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';
import { Automation } from './automation.record.ts';

/** What an automation does, as it was written once. Runs go on with the version that they began with. */
@Record({
  prefix: 'auv',
  description: 'What an automation does, as it was written once; it never changes.',
  unique: [['automationId', 'number']],
  grants: {},
  commands: [],
})
export class AutomationVersion extends RecordBase {
  @belongsTo(() => Automation, {
    description: 'The automation.',
    writable: 'never',
    inverse: { name: 'versions', description: 'What it does, as it was written.' },
  })
  automation!: Ref<Automation>;

  @field.int({ description: '1, 2, 3 and so on.', writable: 'never' })
  number!: number;

  @field.longText({
    description: 'Trigger, condition and steps, as JSON.',
    maxLength: 50_000,
    filter: false,
    writable: 'never',
  })
  definition!: string;
}
