import { PluginError } from '../errors/index.ts';
import { pluginKey } from '../records/naming.ts';

/** A right that is not about records of a type: what a plugin lets only some roles do. */
export interface Permission {
  /** Camel-case id of the plugin, a point, and what may be done: `loyalty.adjustPoints`. */
  readonly name: string;
  readonly description: string;
  /** Built-in roles that have it; administrators always do. Roles of a tenant get it by `permissions` of the role. */
  readonly roles: readonly string[];
}

/** Declares a permission; list it in `permissions` of definePlugin, and ask for it with `access.requirePermission`. */
export function definePermission(permission: Permission): Permission {
  return Object.freeze({ ...permission });
}

const NAME = /^[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]{0,59}$/;

/** Permissions have names of their plugin, once each, and are given to roles that there are. */
export function checkPermissions(plugin: string, permissions: readonly Permission[], roles: ReadonlySet<string>): void {
  const names = new Set<string>();
  const prefix = `${pluginKey(plugin)}.`;
  for (const { name, roles: given } of permissions) {
    const what = `The plugin "${plugin}": the permission "${name}"`;
    if (!NAME.test(name) || !name.startsWith(prefix))
      throw new PluginError(`${what} has a name that is not its own.`, `Begin it with "${prefix}".`);
    if (names.has(name)) throw new PluginError(`${what} is declared twice.`, 'Rename one of them.');
    names.add(name);
    const unknown = given.find((role) => !roles.has(role));
    if (unknown !== undefined)
      throw new PluginError(
        `${what} is given to the role "${unknown}", which no plugin declares.`,
        'Correct the key, or declare the role in `roles` of a plugin.',
      );
  }
}
