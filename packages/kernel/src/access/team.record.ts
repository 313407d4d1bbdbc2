import { belongsTo, field, type Ref } from '../records/field.decorators.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';

/** A group of users. The row scope `team` reaches over a team and all below it. */
@Record({
  prefix: 'tem',
  description: "A group of users, in a tree: whoever sees a team's records sees those of the teams below it.",
  unique: [['name']],
  indexes: [['parentId']],
  grants: { everyone: { read: 'all' } },
})
export class Team extends RecordBase {
  @field.text({ description: 'Name of the team; unique among the teams of the tenant.', maxLength: 200, order: true })
  name!: string;

  @belongsTo(() => Team, {
    description: 'The team above it.',
    nullable: true,
    inverse: { name: 'children', description: 'The teams directly below it.' },
  })
  parent!: Ref<Team> | null;
}
