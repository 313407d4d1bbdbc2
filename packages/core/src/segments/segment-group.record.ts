import { belongsTo, field, Record, RecordBase, type Ref, Team } from '@rapport/sdk';
import { operationGrants } from './grants.ts';

/** Segments that are served as a business of their own: under one brand, from one catalogue, on one set of terms, by one team (E8). */
@Record({
  prefix: 'sgg',
  description:
    'Segments that are served as a business of their own: under one brand, from one catalogue, on one set of terms, by one team.',
  ownership: { team: 'team' },
  indexes: [['teamId', 'id']],
  unique: [['name'], ['brand']],
  search: { fields: { name: 'name' } },
  grants: operationGrants,
})
export class SegmentGroup extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 100 })
  name!: string;

  @field.int({
    description: 'Whoever belongs to segments of several groups is served by the one with the smallest number.',
    min: 0,
    default: 0,
    order: true,
  })
  position!: number;

  @field.text({ description: 'Its brand, which no other group has.', maxLength: 100, writable: 'create' })
  brand!: string;

  @field.longText({
    description: 'The terms that hold for whatever is in its catalogue, unless an item has terms of its own.',
    maxLength: 4_000,
  })
  terms!: string;

  @belongsTo(() => Team, {
    description: 'The team that serves its customers; whoever sees only what is of his team sees no other group.',
    nullable: true,
    inverse: { name: 'segmentGroups', description: 'Groups of segments that the team serves.' },
  })
  team!: Ref<Team> | null;
}
