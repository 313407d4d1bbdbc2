import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { planningGrants } from './grants.ts';
import { SegmentGroup } from './segment-group.record.ts';

export const SegmentKind = enumeration('SegmentKind', 'How it is decided who belongs to a segment.', {
  RULE: 'By a rule; whoever meets it belongs.',
  STATIC: 'By hand; somebody puts customers in and takes them out.',
});
export type SegmentKind = EnumerationValue<typeof SegmentKind>;

export const SegmentState = enumeration('SegmentState', 'Whether a segment is in use.', {
  ACTIVE: 'It is kept fresh.',
  BROKEN: 'Its rule names something that is not there any more. Who belongs to it stays as it was.',
  RETIRED: 'It is no longer kept; its history stays.',
});
export type SegmentState = EnumerationValue<typeof SegmentState>;

/** Customers who have something in common, and how they are treated (E1, E6, E7). */
@Record({
  prefix: 'seg',
  description:
    'Customers who have something in common: those who meet a rule, or those whom somebody chose. With the playbook for them.',
  extensible: true,
  indexes: [
    ['ownerId', '-createdAt', '-id'],
    ['state', 'kind', 'id'],
    ['reviewDueOn', 'id'],
    ['groupId', '-createdAt', '-id'],
  ],
  unique: [['name']],
  search: { fields: { name: 'name' } },
  grants: planningGrants,
  lifeCycle: {
    field: 'state',
    transitions: {
      retire: { description: 'Keeps it no longer.', from: ['ACTIVE', 'BROKEN'], to: 'RETIRED' },
      revive: { description: 'Keeps it fresh again.', from: ['BROKEN', 'RETIRED'], to: 'ACTIVE' },
    },
  },
})
export class Segment extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 100, order: true })
  name!: string;

  @field.text({ description: 'Who they are, in a line.', maxLength: 500, nullable: true })
  description!: string | null;

  @field.enum(SegmentKind, { description: 'How it is decided who belongs to it.', writable: 'create' })
  kind!: SegmentKind;

  @field.json({
    description:
      'The rule, in the form of the filter of `customers`. Needed with the kind RULE, and only there. `previewSegment` tries one.',
    nullable: true,
  })
  rule!: unknown;

  @field.enum(SegmentState, { description: 'Whether it is in use.', default: 'ACTIVE', writable: 'never' })
  state!: SegmentState;

  @field.text({ description: 'What is wrong with its rule.', maxLength: 1_000, nullable: true, writable: 'never' })
  fault!: string | null;

  @field.instant({ description: 'When all customers were last looked at.', nullable: true, writable: 'never' })
  refreshedAt!: string | null;

  @field.longText({ description: 'How they are received.', maxLength: 4_000, nullable: true })
  reception!: string | null;

  @field.longText({ description: 'How one stays in touch with them.', maxLength: 4_000, nullable: true })
  followUp!: string | null;

  @field.longText({ description: 'What matters to them when they buy.', maxLength: 4_000, nullable: true })
  sellingPoints!: string | null;

  @field.longText({ description: 'What is promoted to them, and how.', maxLength: 4_000, nullable: true })
  promotion!: string | null;

  @field.longText({ description: 'What service they get.', maxLength: 4_000, nullable: true })
  service!: string | null;

  @field.int({
    description: 'In how many days it is looked at again.',
    min: 1,
    max: 3_650,
    nullable: true,
  })
  reviewEveryDays!: number | null;

  @field.date({ description: 'When it is to be looked at next.', nullable: true })
  reviewDueOn!: string | null;

  @belongsTo(() => SegmentGroup, {
    description: 'The group of segments under whose brand, from whose catalogue and on whose terms it is served.',
    nullable: true,
    inverse: { name: 'segments', description: 'Its segments.' },
  })
  group!: Ref<SegmentGroup> | null;

  @belongsTo(() => User, {
    description: 'Who is accountable for it.',
    nullable: true,
    orActor: true,
    inverse: { name: 'segments', description: 'Segments for which the user is accountable.' },
  })
  owner!: Ref<User> | null;
}
