import { belongsTo, field, type Ref } from '../records/field.decorators.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';
import { Role } from './role.record.ts';
import { User } from './user.record.ts';

/** The credential of a program. Its secret is shown once, when it is made, and kept only as a hash. */
@Record({
  prefix: 'key',
  description: 'The credential of a program. Its secret is shown once, when the key is made.',
  indexes: [['roleId'], ['userId']],
  grants: {},
  commands: ['update', 'delete'],
})
export class ApiKey extends RecordBase {
  @field.text({ description: 'What the key is for.', maxLength: 200, order: true })
  name!: string;

  @belongsTo(() => Role, { description: 'The role whose rights it has.' })
  role!: Ref<Role>;

  @belongsTo(() => User, {
    description: 'The user for whom it acts: the row scope `own` reaches his records.',
    nullable: true,
  })
  user!: Ref<User> | null;

  @field.text({
    description: 'Id of the record for which it acts: with such a key somebody outside serves himself.',
    maxLength: 60,
    nullable: true,
    writable: 'never',
  })
  recordId!: string | null;

  @field.instant({ description: 'From this instant on it is refused; null for never.', nullable: true })
  expiresAt!: string | null;

  @field.int({
    description: 'Cost points that it may spend per second; the limit of the installation when null.',
    min: 1,
    nullable: true,
  })
  budgetPerSecond!: number | null;

  @field.instant({ description: 'When it was last used, to the minute.', nullable: true, writable: 'never' })
  lastUsedAt!: string | null;
}
