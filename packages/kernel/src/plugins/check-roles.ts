import { ADMIN_ROLE, EVERYONE } from '../access/rights.ts';
import { PluginError } from '../errors/index.ts';
import type { PluginDefinition } from './plugin.ts';
import { SYSTEM_PLUGIN } from './system-plugin.ts';

/** Every role is declared once, and none takes the name of what every installation has. */
export function checkRoles(plugins: readonly PluginDefinition[]): void {
  const declaredBy = new Map<string, string>();
  for (const { id, roles = [] } of plugins) {
    for (const { key } of roles) {
      if (key === EVERYONE || (key === ADMIN_ROLE && id !== SYSTEM_PLUGIN)) {
        throw new PluginError(
          `The plugin "${id}" declares the role "${key}", a key that every installation keeps for itself.`,
          'Give the role another key.',
        );
      }
      const other = declaredBy.get(key);
      if (other) {
        throw new PluginError(
          `The plugins "${other}" and "${id}" both declare the role "${key}".`,
          `Give one of the roles another key, or let one plugin require the other and grant rights to its role.`,
        );
      }
      declaredBy.set(key, id);
    }
  }
}
