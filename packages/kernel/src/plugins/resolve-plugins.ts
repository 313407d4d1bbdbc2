import { PluginError } from '../errors/index.ts';
import type { PluginDefinition } from './plugin.ts';

/** The plugins in an order in which each comes after what it requires. Absence, cycles and double names stop the boot. */
export function resolvePlugins(plugins: readonly PluginDefinition[]): PluginDefinition[] {
  const byId = new Map<string, PluginDefinition>();
  for (const plugin of plugins) {
    if (byId.has(plugin.id)) {
      throw new PluginError(
        `Two plugins have the id "${plugin.id}".`,
        'Name each plugin once; two plugins of one name cannot be installed together.',
      );
    }
    byId.set(plugin.id, plugin);
  }
  const ordered: PluginDefinition[] = [];
  const visit = (plugin: PluginDefinition, path: readonly string[]): void => {
    if (path.includes(plugin.id)) {
      throw new PluginError(
        `Plugins require each other in a circle: ${[...path, plugin.id].join(' -> ')}.`,
        'Move what both need into a plugin that both require.',
      );
    }
    if (ordered.includes(plugin)) return;
    for (const id of plugin.requires ?? []) {
      const required = byId.get(id);
      if (!required) {
        throw new PluginError(
          `The plugin "${plugin.id}" requires "${id}", which is not installed.`,
          `Install the plugin "${id}" too, or leave "${plugin.id}" out.`,
        );
      }
      visit(required, [...path, plugin.id]);
    }
    ordered.push(plugin);
  };
  for (const plugin of plugins) visit(plugin, []);
  return ordered;
}
