import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer, readGrants } from '../customers/index.ts';
import { Segment } from './segment.record.ts';

export const MembershipCause = enumeration('MembershipCause', 'How a customer came into a segment.', {
  FOUNDING: 'He met the rule when it was made.',
  RULE: 'He began to meet the rule.',
  HAND: 'Somebody put him in.',
});
export type MembershipCause = EnumerationValue<typeof MembershipCause>;

/** That a customer belongs, or belonged, to a segment (E1). They are the history of the segment: none is ever removed. */
@Record({
  prefix: 'sgm',
  description:
    'That a customer belongs, or belonged, to a segment. It is kept by the product; when he comes back there is another one.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-enteredAt', '-id'],
    ['segmentId', 'current', '-enteredAt', '-id'],
    ['segmentId', 'leftAt', 'id'],
  ],
  unique: [{ fields: ['segmentId', 'customerId'], when: { current: [true] } }],
  timelines: [{ of: 'customer', at: 'enteredAt' }],
  commands: [],
  grants: readGrants,
})
export class SegmentMembership extends RecordBase {
  @belongsTo(() => Segment, {
    description: 'The segment.',
    writable: 'never',
    inverse: { name: 'memberships', description: 'Who belongs and belonged to it.' },
  })
  segment!: Ref<Segment>;

  @belongsTo(() => Customer, {
    description: 'The customer.',
    writable: 'never',
    staysOnMerge: true,
    inverse: { name: 'segmentMemberships', description: 'Segments that the customer belongs and belonged to.' },
  })
  customer!: Ref<Customer>;

  @field.boolean({ description: 'He belongs to it now.', writable: 'never' })
  current!: boolean;

  @field.enum(MembershipCause, { description: 'How he came into it.', writable: 'never' })
  cause!: MembershipCause;

  @field.instant({ description: 'When he came.', order: true, writable: 'never' })
  enteredAt!: string;

  @field.instant({ description: 'When he left.', nullable: true, writable: 'never' })
  leftAt!: string | null;
}
