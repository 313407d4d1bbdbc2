import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { planningGrants } from './grants.ts';
import { Segment } from './segment.record.ts';

/** A moment of a segment that is kept by name (E1). Who belonged to it then, its memberships tell for ever. */
@Record({
  prefix: 'sgs',
  description: 'A segment as it was at a moment. `segmentMembersAt` lists who belonged to it then.',
  indexes: [['segmentId', '-takenAt', '-id']],
  commands: ['create', 'delete'],
  grants: planningGrants,
})
export class SegmentSnapshot extends RecordBase {
  @belongsTo(() => Segment, {
    description: 'The segment.',
    writable: 'create',
    inverse: { name: 'snapshots', description: 'Moments of it that are kept.' },
  })
  segment!: Ref<Segment>;

  @field.text({ description: 'What it was taken for.', maxLength: 200, nullable: true })
  purpose!: string | null;

  @field.instant({ description: 'When it was taken.', writable: 'never' })
  takenAt!: string;

  @field.int({ description: 'How many belonged to it.', writable: 'never' })
  size!: number;
}
