import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { planningGrants } from './grants.ts';
import { Segment } from './segment.record.ts';

/** That somebody looked at a segment again, and what had changed since it was looked at before (E7). */
@Record({
  prefix: 'sgr',
  description: 'That somebody looked at a segment again: what had changed since, and what was decided.',
  indexes: [['segmentId', '-createdAt', '-id']],
  commands: [],
  grants: planningGrants,
})
export class SegmentReview extends RecordBase {
  @belongsTo(() => Segment, {
    description: 'The segment.',
    writable: 'never',
    inverse: { name: 'reviews', description: 'When it was looked at again.' },
  })
  segment!: Ref<Segment>;

  @belongsTo(() => User, { description: 'Who looked.', nullable: true, orActor: true, writable: 'never' })
  reviewer!: Ref<User> | null;

  @field.instant({ description: 'Since when changes are counted.', writable: 'never' })
  since!: string;

  @field.int({ description: 'How many belonged to it then.', writable: 'never' })
  sizeBefore!: number;

  @field.int({ description: 'How many came.', writable: 'never' })
  entered!: number;

  @field.int({ description: 'How many left. Whoever came and left again is among both.', writable: 'never' })
  left!: number;

  @field.int({ description: 'How many belong to it now.', writable: 'never' })
  sizeAfter!: number;

  @field.longText({ description: 'What was decided.', maxLength: 4_000, writable: 'never' })
  decision!: string;
}
