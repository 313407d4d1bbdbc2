import { field } from '../records/field.decorators.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';

/** What a plugin was told in one tenant. Secrets are beside it, encrypted, and in no answer. */
@Record({
  prefix: 'pst',
  description:
    'What an administrator told a plugin. What is not there has its default: `settingDefinitions` shows that too.',
  plural: 'pluginSettings',
  unique: [['plugin', 'name']],
  grants: {},
  commands: [],
})
export class PluginSetting extends RecordBase {
  @field.text({ description: 'Id of the plugin.', maxLength: 31, writable: 'never' })
  plugin!: string;

  @field.text({ description: 'Name of the setting.', maxLength: 60, writable: 'never' })
  name!: string;

  @field.text({
    description: 'The value as JSON; null for one that has its default, and for a secret, which nobody can read.',
    maxLength: 10_000,
    nullable: true,
    filter: false,
    writable: 'never',
  })
  value!: string | null;

  @field.instant({
    description: 'Since when there is a value that nobody can read; null for everything else.',
    nullable: true,
    writable: 'never',
  })
  concealedSince!: string | null;
}
