import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Skill } from '../service/index.ts';
import { DeviceReport, DeviceReportInput } from './device-report.ts';
import { FieldJobState, fieldJobLifeCycle, HOLDING } from './field-job.states.ts';
import { JobType } from './job-type.record.ts';
import { rules } from './rules.ts';
import { Technician } from './technician.record.ts';
import { WorkOrder } from './work-order.record.ts';

/** One visit of a technician at a customer's place (O3, O5, domain model 3.7, iS3, iS4). */
@Record({
  prefix: 'fjb',
  description:
    'One visit of a technician at the place of a customer: when, for how long, with which skills, and what came of it.',
  extensible: true,
  ownership: { owner: 'user', through: 'customer' },
  indexes: [
    ['workOrderId', '-createdAt', '-id'],
    ['customerId', '-createdAt', '-id'],
    ['technicianId', '-startsAt', '-id'],
    ['userId', '-startsAt', '-id'],
    ['typeId', '-createdAt', '-id'],
    ['state', '-createdAt', '-id'],
  ],
  windows: [
    { from: 'windowFrom', until: 'windowUntil' },
    {
      from: 'occupiedFrom',
      until: 'endsAt',
      exclusive: { by: ['technicianId'], when: { state: HOLDING }, rule: rules.RESOURCE_TAKEN },
    },
  ],
  lifeCycle: fieldJobLifeCycle,
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'team' },
    seller: { read: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all', deny: { read: ['report'] } },
    analyst: { read: 'all', deny: { read: ['report'] } },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: {
      read: 'self',
      only: {
        read: ['customer', 'workOrder', 'type', 'state', 'windowFrom', 'windowUntil', 'startsAt', 'endsAt', 'place'],
        write: [],
      },
    },
  },
})
export class FieldJob extends RecordBase {
  @belongsTo(() => WorkOrder, {
    description: 'The work that it is part of.',
    writable: 'create',
    inverse: { name: 'jobs', description: 'Visits by which it is done.' },
  })
  workOrder!: Ref<WorkOrder>;

  @belongsTo(() => Customer, {
    description: 'Whom it is for: the customer of the work order.',
    writable: 'never',
    inverse: { name: 'fieldJobs', description: 'Visits of technicians at the place of the customer.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => JobType, {
    description: 'What sort of work it is.',
    writable: 'create',
    inverse: { name: 'jobs', description: 'Jobs of this sort.' },
  })
  type!: Ref<JobType>;

  @field.enum(FieldJobState, { description: 'How far it is.', default: 'NONE', writable: 'never' })
  state!: FieldJobState;

  @field.int({
    description: 'What comes first when there is not room for all: 1 is most pressing, 5 least.',
    min: 1,
    max: 5,
    default: 3,
    order: true,
  })
  priority!: number;

  @field.int({
    description: 'How long the work takes, in minutes; as long as its type says unless it is given.',
    min: 5,
    max: 1_440,
    nullable: true,
  })
  minutes!: number | null;

  @field.instant({ description: 'From when on the customer is there.', nullable: true })
  windowFrom!: string | null;

  @field.instant({ description: 'Until when: the work is done by then.', nullable: true, order: true })
  windowUntil!: string | null;

  @field.text({ description: 'Where; that of the asset unless it is given.', maxLength: 300, nullable: true })
  place!: string | null;

  @field.decimal({
    description:
      'Latitude of the place, in degrees; that of the asset unless it is given. Nothing is planned without it.',
    scale: 6,
    min: -90,
    max: 90,
    nullable: true,
  })
  latitude!: string | null;

  @field.decimal({ description: 'Longitude of the place, in degrees.', scale: 6, min: -180, max: 180, nullable: true })
  longitude!: string | null;

  @belongsTo(() => Technician, {
    description: 'Who goes.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'jobs', description: 'Where he goes.' },
  })
  technician!: Ref<Technician> | null;

  @belongsTo(() => User, {
    description: 'The user that the technician is.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'fieldJobs', description: 'Where the user goes as a technician.' },
  })
  user!: Ref<User> | null;

  @field.instant({ description: 'When the work begins.', nullable: true, order: true, writable: 'never' })
  startsAt!: string | null;

  @field.instant({
    description: 'When it is to end; once it has ended earlier, that moment.',
    nullable: true,
    writable: 'never',
  })
  endsAt!: string | null;

  @field.int({ description: 'How long the way there takes, in minutes.', nullable: true, writable: 'never' })
  travelMinutes!: number | null;

  @field.instant({
    description: 'From when on the technician is taken: he sets out.',
    nullable: true,
    writable: 'never',
  })
  occupiedFrom!: string | null;

  @field.int({
    description: 'How many jobs of this sort the technician had completed when it was planned.',
    nullable: true,
    writable: 'never',
  })
  experience!: number | null;

  @field.int({
    description: 'How many jobs he had completed at this customer.',
    nullable: true,
    writable: 'never',
  })
  familiarity!: number | null;

  @field.int({
    description: 'How many of the needed parts his store lacked.',
    nullable: true,
    writable: 'never',
  })
  missingParts!: number | null;

  @field.embedded(
    { output: DeviceReport, input: DeviceReportInput, inputName: 'DeviceReportInput', list: false },
    {
      description: 'What the device says of a step. It is given with the step and kept in `steps`, never here.',
      nullable: true,
      writable: 'never',
    },
  )
  device!: DeviceReport | null;

  @field.instant({ description: 'When the technician set out.', nullable: true, writable: 'never' })
  departedAt!: string | null;

  @field.instant({ description: 'When he was there.', nullable: true, writable: 'never' })
  arrivedAt!: string | null;

  @field.instant({ description: 'When it ended, completed or not.', nullable: true, writable: 'never' })
  finishedAt!: string | null;

  @field.longText({ description: 'What was done and found.', maxLength: 20_000, nullable: true, writable: 'never' })
  report!: string | null;

  @field.text({
    description: 'Why it could not be done, or was called off.',
    maxLength: 500,
    nullable: true,
    writable: 'never',
  })
  endedBecause!: string | null;
}

/** What one must be able to do for one job, besides what its type asks for. */
@Record({
  prefix: 'fjs',
  description: 'What one must be able to do for one job, besides what its type asks for.',
  ownership: { through: 'job' },
  indexes: [
    ['jobId', '-createdAt', '-id'],
    ['skillId', '-createdAt', '-id'],
  ],
  unique: [['jobId', 'skillId']],
  commands: ['create', 'delete'],
  grants: {
    manager: { read: 'all', create: 'all', delete: 'all' },
    seller: { read: 'own' },
    service: { read: 'all', create: 'all', delete: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all' },
  },
})
export class FieldJobSkill extends RecordBase {
  @belongsTo(() => FieldJob, {
    description: 'The job.',
    writable: 'create',
    inverse: { name: 'skills', description: 'What one must be able to do for it, besides what its type asks for.' },
  })
  job!: Ref<FieldJob>;

  @belongsTo(() => Skill, { description: 'What one must be able to do.', writable: 'create' })
  skill!: Ref<Skill>;
}
