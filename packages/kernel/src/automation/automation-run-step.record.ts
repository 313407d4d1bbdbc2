import { belongsTo, field, type Ref } from '../records/field.decorators.ts';
import { type EnumerationValue, enumeration } from '../records/kinds/index.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';
import { AutomationRun } from './automation-run.record.ts';

export const AutomationStepState = enumeration('AutomationStepState', 'How a step of a run went.', {
  BEGUN: 'It waits, or is on its way.',
  DONE: 'It was taken.',
  FAILED: 'It failed.',
});
export type AutomationStepState = EnumerationValue<typeof AutomationStepState>;

/** A step that a run took. */
@Record({
  prefix: 'ars',
  description: 'A step that a run of an automation took, or tried to.',
  unique: [['runId', 'stepId']],
  grants: {},
  commands: [],
})
export class AutomationRunStep extends RecordBase {
  @belongsTo(() => AutomationRun, {
    description: 'The run.',
    writable: 'never',
    inverse: { name: 'steps', description: 'Steps that it took, or tried to.' },
  })
  run!: Ref<AutomationRun>;

  @field.text({ description: 'Id of the step in the automation.', maxLength: 40, writable: 'never' })
  stepId!: string;

  @field.text({ description: 'What sort of step it is.', maxLength: 20, writable: 'never' })
  type!: string;

  @field.enum(AutomationStepState, { description: 'How it went.', writable: 'never' })
  state!: AutomationStepState;

  @field.int({ description: 'How often it was tried.', writable: 'never' })
  tries!: number;

  @field.longText({
    description: 'What it brought, as JSON.',
    maxLength: 50_000,
    nullable: true,
    filter: false,
    writable: 'never',
  })
  output!: string | null;

  @field.text({
    description: 'Why it failed the last time.',
    maxLength: 1_000,
    nullable: true,
    filter: false,
    writable: 'never',
  })
  fault!: string | null;
}
