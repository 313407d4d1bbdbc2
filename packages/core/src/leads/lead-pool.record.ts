import {
  belongsTo,
  type EnumerationValue,
  enumeration,
  field,
  Record,
  RecordBase,
  type Ref,
  Territory,
  User,
} from '@rapport/sdk';
import { LeadSource } from './lead-states.ts';

export const LeadDistribution = enumeration('LeadDistribution', 'How leads of a pool find somebody.', {
  TURNS: 'Each member in his turn, as often as his weight says.',
  LEAST_LOAD: 'Whoever has the fewest leads in hand for his weight.',
  CLAIM: 'Members take the one that waits longest when they have time.',
});
export type LeadDistribution = EnumerationValue<typeof LeadDistribution>;

/** What pools and their members grant: managers keep them, everybody who works with leads reads them. */
const poolGrants = {
  manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  seller: { read: 'all' },
  service: { read: 'all' },
  marketer: { read: 'all' },
  analyst: { read: 'all' },
  automation: { read: 'all' },
} as const;

/** Leads of one sort, and how they are shared out among those who work on them (L6). */
@Record({
  prefix: 'lpo',
  description: 'Leads of one sort, and how they are shared out. A lead goes to the first active pool that takes it.',
  grants: poolGrants,
})
export class LeadPool extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 200 })
  name!: string;

  @field.int({ description: 'Its place; the pool with the smallest is asked first.', min: 0, order: true })
  position!: number;

  @field.boolean({ description: 'It takes leads.', default: true })
  active!: boolean;

  @field.enum(LeadSource, { description: 'It takes only leads that came like this.', nullable: true })
  source!: LeadSource | null;

  @field.text({ description: 'It takes only leads about this topic.', maxLength: 100, nullable: true })
  topic!: string | null;

  @belongsTo(() => Territory, {
    description: 'It takes only leads in this territory, or below it.',
    nullable: true,
  })
  territory!: Ref<Territory> | null;

  @field.enum(LeadDistribution, { description: 'How its leads find somebody.', default: 'TURNS' })
  distribution!: LeadDistribution;

  @field.boolean({ description: 'Only members whose skills hold the topic of the lead get it.', default: false })
  bySkill!: boolean;

  @field.int({
    description: 'Minutes within which a lead must be accepted before another one gets it.',
    min: 1,
    max: 10_080,
    default: 60,
  })
  acceptMinutes!: number;
}

/** Somebody who gets leads of a pool. */
@Record({
  prefix: 'lpm',
  description: 'Somebody who gets leads of a pool.',
  unique: [['poolId', 'userId']],
  indexes: [['userId', 'id']],
  grants: poolGrants,
})
export class LeadPoolMember extends RecordBase {
  @belongsTo(() => LeadPool, {
    description: 'The pool.',
    writable: 'create',
    inverse: { name: 'members', description: 'Who gets its leads.' },
  })
  pool!: Ref<LeadPool>;

  @belongsTo(() => User, {
    description: 'Who.',
    writable: 'create',
    inverse: { name: 'leadPools', description: 'Pools whose leads the user gets.' },
  })
  user!: Ref<User>;

  @field.boolean({ description: 'He gets leads at the moment.', default: true })
  active!: boolean;

  @field.int({
    description: 'How many he gets for those of others: with 3 three times as many as with 1.',
    min: 1,
    max: 100,
    default: 1,
  })
  weight!: number;

  @field.texts({ description: 'Topics that he knows.', maxLength: 100, default: [] })
  skills!: string[];

  @field.int({ description: 'Leads that he has in hand at most; any number when missing.', min: 1, nullable: true })
  capacity!: number | null;

  @field.int({
    description: 'Where he stands in the turn: whoever has most, with his weight, is next.',
    default: 0,
    filter: false,
    writable: 'never',
  })
  credit!: number;
}
