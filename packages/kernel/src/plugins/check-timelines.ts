import { PluginError } from '../errors/index.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import type { RecordType } from '../records/record-type.ts';
import { isServed } from '../records/timeline.ts';
import type { PluginDefinition } from './plugin.ts';

/** Every entry of a timeline is found by an index: one source without it would slow the timeline down for all of them. */
export function checkTimelines(plugins: readonly PluginDefinition[], catalogue: RecordCatalogue): void {
  const pluginOf = (type: RecordType) =>
    plugins.find(({ records = [] }) => records.some((record) => record === type.class))?.id;
  for (const parent of catalogue.types) {
    for (const source of catalogue.timelineOf(parent)) {
      if (isServed(source)) continue;
      const { target, field, at } = source;
      throw new PluginError(
        `The plugin "${pluginOf(target)}" puts ${target.name} into the timeline of ${parent.name} of the plugin "${pluginOf(parent)}" without an index for it.`,
        `Add \`['${field.name}', '-${at.name}', '-id']\` to \`indexes\` of its @Record, and to a migration.`,
      );
    }
  }
}
