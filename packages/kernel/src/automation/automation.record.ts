import { User } from '../access/user.record.ts';
import { belongsTo, field, type Ref } from '../records/field.decorators.ts';
import { type EnumerationValue, enumeration } from '../records/kinds/index.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';

export const AutomationState = enumeration('AutomationState', 'Whether an automation begins by itself.', {
  DRAFT: 'It was never in force.',
  ACTIVE: 'It begins when its trigger says so.',
  PAUSED: 'It does not begin; what has begun goes on.',
});
export type AutomationState = EnumerationValue<typeof AutomationState>;

/** What is done by itself: when something happens, at certain times, or when somebody asks. */
@Record({
  prefix: 'aut',
  description: 'What is done by itself: when something happens, at certain times, or when somebody asks for it.',
  unique: [['key']],
  indexes: [['state', 'triggerEvent'], ['ownerId']],
  grants: {},
  commands: ['delete'],
})
export class Automation extends RecordBase {
  @field.text({
    description: 'Its short name; that of a plugin begins with the id of the plugin.',
    maxLength: 100,
    writable: 'never',
  })
  key!: string;

  @field.text({ description: 'Name shown to people.', maxLength: 200, order: true, writable: 'never' })
  name!: string;

  @field.longText({ description: 'What it is for.', maxLength: 2_000, nullable: true, writable: 'never' })
  description!: string | null;

  @field.text({
    description: 'Id of the plugin that brought it, and with whose rights it acts.',
    maxLength: 31,
    nullable: true,
    writable: 'never',
  })
  plugin!: string | null;

  @belongsTo(() => User, {
    description: 'The user with whose rights it acts: whoever wrote it last.',
    nullable: true,
    writable: 'never',
  })
  owner!: Ref<User> | null;

  @field.enum(AutomationState, { description: 'Whether it begins by itself.', writable: 'never' })
  state!: AutomationState;

  @field.int({
    description: 'Number of the version in force; null before the first.',
    nullable: true,
    writable: 'never',
  })
  currentVersion!: number | null;

  @field.text({
    description: 'The event that lets it begin, when that is one.',
    maxLength: 100,
    nullable: true,
    writable: 'never',
  })
  triggerEvent!: string | null;
}
