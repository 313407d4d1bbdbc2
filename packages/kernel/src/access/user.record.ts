import { belongsTo, field, type Ref } from '../records/field.decorators.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';
import { Role } from './role.record.ts';
import { Team } from './team.record.ts';
import { Territory } from './territory.record.ts';

/** A person who works with the CRM. */
@Record({
  prefix: 'usr',
  table: 'user_account',
  description: 'A person who works with the CRM: owns records, belongs to a team, acts with the rights of a role.',
  unique: [['email'], ['subject']],
  indexes: [['teamId'], ['roleId'], ['territoryId']],
  grants: { everyone: { read: 'all' } },
})
export class User extends RecordBase {
  @field.text({ description: 'Name shown to colleagues.', maxLength: 200, order: true })
  name!: string;

  @field.email({ description: 'Work e-mail address; unique among the users of the tenant.' })
  email!: string;

  @field.boolean({ description: 'False bars the user and the keys that act for him.', default: true })
  active!: boolean;

  @field.text({
    description: 'Subject claim (`sub`) of the access tokens; without it the user cannot sign in.',
    maxLength: 255,
    nullable: true,
  })
  subject!: string | null;

  @belongsTo(() => Role, {
    description: 'The role whose rights the user has.',
    inverse: { name: 'users', description: 'The users who have it.' },
  })
  role!: Ref<Role>;

  @belongsTo(() => Team, {
    description: 'The team the user belongs to.',
    nullable: true,
    inverse: { name: 'members', description: 'The users who belong to it.' },
  })
  team!: Ref<Team> | null;

  @belongsTo(() => Territory, {
    description: 'The territory the user looks after, with all below it.',
    nullable: true,
    inverse: { name: 'users', description: 'The users who look after it.' },
  })
  territory!: Ref<Territory> | null;
}
