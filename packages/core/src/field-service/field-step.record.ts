import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { FieldJob } from './field-job.record.ts';

export const FieldStepName = enumeration('FieldStepName', 'What a technician reports from the field.', {
  ACCEPT: 'He takes the job on.',
  DEPART: 'He sets out.',
  ARRIVE: 'He is there.',
  COMPLETE: 'The work is done.',
  GIVE_UP: 'It could not be done.',
});
export type FieldStepName = EnumerationValue<typeof FieldStepName>;

export const FieldStepOutcome = enumeration('FieldStepOutcome', 'What became of a report from the field.', {
  APPLIED: 'The job took the step.',
  REFUSED: 'It did not; the report is kept with the reason.',
});
export type FieldStepOutcome = EnumerationValue<typeof FieldStepOutcome>;

/** What a technician reported from the field: when by his device, and when we heard of it. What was refused is kept as well (O3). */
@Record({
  prefix: 'fst',
  description:
    'What a technician reported from the field: when by the clock of his device, and when we heard of it (`createdAt`). What was refused is kept as well.',
  ownership: { through: 'job' },
  indexes: [['jobId', '-createdAt', '-id']],
  unique: [['key']],
  commands: [],
  grants: {
    manager: { read: 'all' },
    seller: { read: 'own', deny: { read: ['payload'] } },
    service: { read: 'all' },
    analyst: { read: 'all', deny: { read: ['payload'] } },
    automation: { read: 'all' },
  },
})
export class FieldStep extends RecordBase {
  @belongsTo(() => FieldJob, {
    description: 'The job.',
    writable: 'never',
    inverse: { name: 'steps', description: 'What was reported from the field.' },
  })
  job!: Ref<FieldJob>;

  @field.enum(FieldStepName, { description: 'What was reported.', writable: 'never' })
  step!: FieldStepName;

  @field.instant({
    description: 'When it happened by the clock of the device, which may be wrong.',
    nullable: true,
    writable: 'never',
  })
  deviceAt!: string | null;

  @field.text({
    description: 'The key that the device gave it: it takes effect once.',
    maxLength: 100,
    nullable: true,
    writable: 'never',
  })
  key!: string | null;

  @field.enum(FieldStepOutcome, { description: 'What became of it.', default: 'APPLIED', writable: 'never' })
  outcome!: FieldStepOutcome;

  @field.text({ description: 'Why it was refused.', maxLength: 1_000, nullable: true, writable: 'never' })
  refusal!: string | null;

  @field.text({ description: 'The code of the refusal.', maxLength: 50, nullable: true, writable: 'never' })
  code!: string | null;

  @field.json({
    description: 'What a refused report held besides, so that nothing is lost.',
    nullable: true,
    writable: 'never',
  })
  payload!: unknown;
}
