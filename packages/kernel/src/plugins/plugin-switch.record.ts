import { field } from '../records/field.decorators.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';

/** Whether a tenant uses a plugin. A plugin of which nothing is said is in use. */
@Record({
  prefix: 'plg',
  plural: 'pluginSwitches',
  description: 'Whether the tenant uses a plugin. A plugin of which nothing was ever said is in use.',
  unique: [['plugin']],
  commands: [],
  grants: {},
})
export class PluginSwitch extends RecordBase {
  @field.text({ description: 'Id of the plugin.', maxLength: 31, writable: 'create' })
  plugin!: string;

  @field.boolean({ description: 'Whether it is in use.' })
  enabled!: boolean;
}
