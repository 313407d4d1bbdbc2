import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { FieldJob } from './field-job.record.ts';

const keepers = {
  manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  seller: { read: 'all' },
  service: { read: 'all', create: 'all', update: 'all' },
  analyst: { read: 'all' },
  automation: { read: 'all', create: 'all', update: 'all' },
} as const;

/** Something that is built in or used up at work (O3). */
@Record({
  prefix: 'prt',
  description: 'Something that is built in or used up at work.',
  unique: [['number']],
  search: { fields: { number: 'beginning', name: 'name' } },
  grants: keepers,
})
export class Part extends RecordBase {
  @field.text({ description: 'Its number.', maxLength: 100, order: true })
  number!: string;

  @field.text({ description: 'What it is.', maxLength: 300 })
  name!: string;

  @field.text({ description: 'In what it is counted, for example `pc` or `m`.', maxLength: 20, default: 'pc' })
  unit!: string;
}

/** How much of a part a store holds. It never holds less than nothing. */
@Record({
  prefix: 'psk',
  description: 'How much of a part a store holds.',
  indexes: [['partId', '-createdAt', '-id']],
  unique: [['store', 'partId']],
  grants: keepers,
})
export class PartStock extends RecordBase {
  @belongsTo(() => Part, {
    description: 'The part.',
    writable: 'create',
    inverse: { name: 'stocks', description: 'Which store holds how much of it.' },
  })
  part!: Ref<Part>;

  @field.text({ description: 'The store: a van, or a shelf.', maxLength: 100, default: 'main', writable: 'create' })
  store!: string;

  @field.int({ description: 'How much it holds.', min: 0, default: 0 })
  quantity!: number;
}

const ofJob = {
  manager: { read: 'all', create: 'all', delete: 'all' },
  seller: { read: 'own' },
  service: { read: 'all', create: 'all', delete: 'all' },
  analyst: { read: 'all' },
  automation: { read: 'all', create: 'all' },
} as const;

/** A part that will be needed at a job. */
@Record({
  prefix: 'ptn',
  description: 'A part that will be needed at a job.',
  ownership: { through: 'job' },
  indexes: [
    ['jobId', '-createdAt', '-id'],
    ['partId', '-createdAt', '-id'],
  ],
  unique: [['jobId', 'partId']],
  commands: ['create', 'delete'],
  grants: ofJob,
})
export class PartNeed extends RecordBase {
  @belongsTo(() => FieldJob, {
    description: 'The job.',
    writable: 'create',
    inverse: { name: 'partNeeds', description: 'Parts that will be needed.' },
  })
  job!: Ref<FieldJob>;

  @belongsTo(() => Part, { description: 'The part.', writable: 'create' })
  part!: Ref<Part>;

  @field.int({ description: 'How much of it.', min: 1, default: 1, writable: 'create' })
  quantity!: number;
}

/** A part that was used at a job: the store of the technician has that much less. Deleting it puts the part back. */
@Record({
  prefix: 'ptu',
  description:
    'A part that was used at a job: the store of the technician has that much less. Deleting it puts it back.',
  ownership: { through: 'job' },
  indexes: [
    ['jobId', '-createdAt', '-id'],
    ['partId', '-createdAt', '-id'],
  ],
  commands: ['create', 'delete'],
  grants: ofJob,
})
export class PartUse extends RecordBase {
  @belongsTo(() => FieldJob, {
    description: 'The job; somebody goes there.',
    writable: 'create',
    inverse: { name: 'partUses', description: 'Parts that were used.' },
  })
  job!: Ref<FieldJob>;

  @belongsTo(() => Part, {
    description: 'The part.',
    writable: 'create',
    inverse: { name: 'uses', description: 'Where it was used.' },
  })
  part!: Ref<Part>;

  @field.int({ description: 'How much of it.', min: 1, default: 1, writable: 'create' })
  quantity!: number;

  @field.text({ description: 'The store from which it was taken.', maxLength: 100, writable: 'never' })
  store!: string;
}
