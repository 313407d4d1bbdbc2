import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { planningGrants, Segment } from '../segments/index.ts';

/** What is to be reached with the members of a segment in a time: how many, and how good it is (F9). */
@Record({
  prefix: 'mbt',
  description:
    'What is to be reached with the members of a segment in a time. A number of members never stands alone: what they are worth, do and complain of stands beside it.',
  indexes: [
    ['segmentId', '-startsOn', '-id'],
    ['ownerId', '-startsOn', '-id'],
    ['endsOn', 'id'],
  ],
  windows: [{ from: 'startsOn', until: 'endsOn', exclusive: { by: ['segmentId', 'name'] } }],
  search: { fields: { name: 'name' } },
  grants: planningGrants,
})
export class MemberTarget extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 200 })
  name!: string;

  @belongsTo(() => Segment, {
    description: 'The segment; its customers are the members.',
    writable: 'create',
    inverse: { name: 'memberTargets', description: 'What is to be reached with its customers.' },
  })
  segment!: Ref<Segment>;

  @field.date({ description: 'The first day.', order: true })
  startsOn!: string;

  @field.date({ description: 'The first day after it.' })
  endsOn!: string;

  @field.int({
    description: 'So many members at least; with all of the other three.',
    min: 1,
    max: 100_000_000,
    nullable: true,
  })
  memberCount!: number | null;

  @field.decimal({
    description: 'So many of a hundred members at least buy something or come to us in the time.',
    scale: 2,
    min: 0,
    max: 100,
    nullable: true,
  })
  activePercent!: string | null;

  @field.money({ description: 'So much at least a member buys for in the time, on average.', nullable: true })
  valuePerMember!: { amount: string; currency: string } | null;

  @field.decimal({
    description: 'So many of a hundred members at most complain in the time.',
    scale: 2,
    min: 0,
    max: 100,
    nullable: true,
  })
  complaintPercent!: string | null;

  @belongsTo(() => User, {
    description: 'Who is accountable for it.',
    nullable: true,
    orActor: true,
    inverse: { name: 'memberTargets', description: 'Targets for which the user is accountable.' },
  })
  owner!: Ref<User> | null;
}
