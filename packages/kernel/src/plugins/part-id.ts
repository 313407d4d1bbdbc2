import { PluginError } from '../errors/index.ts';

/** Names of what a plugin has several of: jobs, handlers, steps, automations. */
export const PART_ID = /^[a-z][a-z0-9-]{0,59}$/;

/**
 * Takes the names of a plugin's parts of one kind, one after the other, and refuses what is no name or taken.
 * What it returns is how an error about the part begins.
 */
export function partNames(plugin: string, kind: string, member: 'id' | 'key' = 'id'): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    const what = `The plugin "${plugin}": the ${kind} "${name}"`;
    if (!PART_ID.test(name))
      throw new PluginError(
        `${what} must have a ${member === 'id' ? 'name' : member} of up to 60 lower-case letters, digits or hyphens.`,
        `Correct its \`${member}\`.`,
      );
    if (taken.has(name)) throw new PluginError(`${what} is declared twice.`, 'Rename one of them.');
    taken.add(name);
    return what;
  };
}
