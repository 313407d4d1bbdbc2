import { pluginAccess } from '../access/plugin-access.ts';
import { checkAutomation } from '../automation/check-automation.ts';
import { readDefinition } from '../automation/definition.ts';
import { checkPluginSteps } from '../automation/plugin-step.ts';
import { PluginError, RapportError } from '../errors/index.ts';
import type { Composition } from './composition.ts';
import { PART_ID } from './part-id.ts';

/** Automations and steps of plugins are sound, and refer to what is there and may be done. */
export function checkAutomations(whole: Composition): void {
  for (const plugin of whole.plugins) {
    checkPluginSteps(plugin.id, plugin.automationSteps ?? []);
    const keys = new Set<string>();
    for (const { key, name: _name, description: _description, ...definition } of plugin.automations ?? []) {
      const what = `The plugin "${plugin.id}": the automation "${key}"`;
      if (!PART_ID.test(key))
        throw new PluginError(
          `${what} must have a key of up to 60 lower-case letters, digits or hyphens.`,
          'Correct its `key`.',
        );
      if (keys.has(key)) throw new PluginError(`${what} is declared twice.`, 'Rename one of them.');
      keys.add(key);
      const access = pluginAccess(whole, plugin);
      try {
        checkAutomation(readDefinition(definition), { composition: whole, access, schema: whole.schemaFor(access) });
      } catch (error) {
        if (!(error instanceof RapportError)) throw error;
        throw new PluginError(`${what}: ${error.message}`, error.extensions.hint ?? 'Correct the automation.');
      }
    }
  }
}
