import type { PluginDefinition } from './plugin.ts';

/** The plugins in an order in which each comes after what it requires. Absence, cycles and double names stop the boot. */
export function resolvePlugins(plugins: readonly PluginDefinition[]): PluginDefinition[] {
  const byId = new Map<string, PluginDefinition>();
  for (const plugin of plugins) {
    if (byId.has(plugin.id)) throw new Error(`Two plugins have the id "${plugin.id}".`);
    byId.set(plugin.id, plugin);
  }
  const ordered: PluginDefinition[] = [];
  const visit = (plugin: PluginDefinition, path: readonly string[]): void => {
    if (path.includes(plugin.id))
      throw new Error(`Plugins require each other in a circle: ${[...path, plugin.id].join(' -> ')}.`);
    if (ordered.includes(plugin)) return;
    for (const id of plugin.requires ?? []) {
      const required = byId.get(id);
      if (!required) throw new Error(`The plugin "${plugin.id}" requires "${id}", which is not installed.`);
      visit(required, [...path, plugin.id]);
    }
    ordered.push(plugin);
  };
  for (const plugin of plugins) visit(plugin, []);
  return ordered;
}
