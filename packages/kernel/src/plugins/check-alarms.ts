import { PluginError } from '../errors/index.ts';
import { recordTypeOf } from '../records/registry.ts';
import { partNames } from './part-id.ts';
import type { PluginDefinition } from './plugin.ts';

/** Alarms have names of their own within their plugin, and ring for own records by an index. */
export function checkAlarms(plugins: readonly PluginDefinition[]): void {
  for (const { id: plugin, alarms = [], records = [] } of plugins) {
    const take = partNames(plugin, 'alarm');
    for (const { id, record, at } of alarms) {
      const what = take(id);
      if (!records.includes(record))
        throw new PluginError(`${what} rings for records of another plugin.`, 'Name a record type of its own.');
      const { name, fields, indexes } = recordTypeOf(record);
      if (fields.get(at)?.kind.name !== 'instant')
        throw new PluginError(`${what} rings at "${at}", which is no instant of ${name}.`, 'Name such a field.');
      const [column] = fields.get(at)?.columns ?? [];
      if (!indexes.some(({ columns: [first], of }) => first?.column === column && of !== 'deleted'))
        throw new PluginError(
          `${what} rings at "${at}", and no index of ${name} begins with it.`,
          `Add \`['${at}', 'id']\` to its indexes.`,
        );
    }
  }
}
