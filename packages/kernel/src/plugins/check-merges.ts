import { PluginError } from '../errors/index.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import type { RecordType } from '../records/record-type.ts';
import type { PluginDefinition } from './plugin.ts';

/** A merge finds by an index what it moves, and has where to write down what it did. */
export function checkMerges(plugins: readonly PluginDefinition[], catalogue: RecordCatalogue): void {
  const pluginOf = (type: RecordType) =>
    plugins.find(({ records = [] }) => records.some((record) => record === type.class))?.id;
  for (const type of catalogue.types) {
    if (!type.merging) continue;
    const log = catalogue.mergeLogOf(type);
    const refersToBoth = ['survivor', 'merged'].every((name) => {
      const reference = log?.references.get(name);
      return reference?.staysOnMerge && reference.target() === type.class;
    });
    if (!refersToBoth || !log?.fields.get('unmergedAt')?.nullable)
      throw new PluginError(
        `The plugin "${pluginOf(type)}": ${type.name} records can be merged, but no record type holds their merges.`,
        `Declare one with \`mergesOf: () => ${type.name}\`, the relations \`survivor\` and \`merged\` with \`staysOnMerge\`, and the instant \`unmergedAt\` that may be missing.`,
      );
    for (const { source, field } of catalogue.movedReferences(type)) {
      const isIndexed = source.indexes.some(
        ({ of, columns }) => of === 'living' && columns[0]?.column === field.columns[0],
      );
      if (isIndexed) continue;
      const extension = field.extension && source.extensions.get(field.extension.key);
      const [example, decorator] = extension
        ? [`['${field.extension?.name}', 'id']`, '@ExtensionOf']
        : [`['${field.name}', '-createdAt']`, '@Record'];
      throw new PluginError(
        `The plugin "${extension?.plugin ?? pluginOf(source)}": ${source.name}.${field.name} refers to ${type.name} of the plugin "${pluginOf(type)}", whose records can be merged, without an index that begins with it.`,
        `Add \`${example}\` or another to \`indexes\` of its ${decorator} and to a migration, or say \`staysOnMerge\` where it tells what was.`,
      );
    }
  }
}
