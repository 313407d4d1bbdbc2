import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Skill } from '../service/index.ts';

export const ProofKind = enumeration('ProofKind', 'What shows that work was done.', {
  PHOTO: 'A picture of it.',
  SIGNATURE: 'The signature of the customer.',
  CHECKLIST: 'A list of what was gone through.',
  READING: 'What a counter or an instrument showed.',
});
export type ProofKind = EnumerationValue<typeof ProofKind>;

/** A sort of work in the field: how long it takes, what one must be able to do for it, and what proves it (iS4). */
@Record({
  prefix: 'jty',
  description:
    'A sort of work in the field: how long it takes, what one must be able to do for it, and what proves it.',
  unique: [['name']],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'all' },
    service: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class JobType extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 100, order: true })
  name!: string;

  @field.int({ description: 'How long it usually takes, in minutes.', min: 5, max: 1_440 })
  minutes!: number;

  @field.enums(ProofKind, {
    description: 'What must be there before such a job counts as completed.',
    default: [],
  })
  proof!: ProofKind[];
}

/** What one must be able to do for a sort of work. */
@Record({
  prefix: 'jts',
  description: 'What one must be able to do for a sort of work.',
  indexes: [
    ['typeId', '-createdAt', '-id'],
    ['skillId', '-createdAt', '-id'],
  ],
  unique: [['typeId', 'skillId']],
  commands: ['create', 'delete'],
  grants: {
    manager: { read: 'all', create: 'all', delete: 'all' },
    seller: { read: 'all' },
    service: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class JobTypeSkill extends RecordBase {
  @belongsTo(() => JobType, {
    description: 'The sort of work.',
    writable: 'create',
    inverse: { name: 'skills', description: 'What one must be able to do for it.' },
  })
  type!: Ref<JobType>;

  @belongsTo(() => Skill, { description: 'What one must be able to do.', writable: 'create' })
  skill!: Ref<Skill>;
}
