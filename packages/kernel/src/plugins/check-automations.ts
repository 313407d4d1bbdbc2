import { pluginAccess } from '../access/plugin-access.ts';
import { checkAutomation } from '../automation/check-automation.ts';
import { readDefinition } from '../automation/definition.ts';
import { checkPluginSteps } from '../automation/plugin-step.ts';
import { PluginError, RapportError } from '../errors/index.ts';
import type { Composition } from './composition.ts';
import { partNames } from './part-id.ts';

/** Automations and steps of plugins are sound, and refer to what is there and may be done. */
export function checkAutomations(whole: Composition): void {
  for (const plugin of whole.plugins) {
    checkPluginSteps(plugin.id, plugin.automationSteps ?? []);
    const take = partNames(plugin.id, 'automation', 'key');
    for (const { key, name: _name, description: _description, ...definition } of plugin.automations ?? []) {
      const what = take(key);
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
