import { PluginError, RapportError } from '../errors/index.ts';
import type { EventCatalogue } from '../events/own-event.ts';
import { PART_ID } from './part-id.ts';
import type { PluginDefinition } from './plugin.ts';

/** Handlers have names of their own within their plugin, and follow events that there are. */
export function checkAfterHandlers(plugins: readonly PluginDefinition[], events: EventCatalogue): void {
  for (const { id: plugin, after = [] } of plugins) {
    const names = new Set<string>();
    for (const { id, events: patterns } of after) {
      const what = `The plugin "${plugin}": the handler "${id}"`;
      if (!PART_ID.test(id))
        throw new PluginError(
          `${what} must have a name of up to 60 lower-case letters, digits or hyphens.`,
          'Correct its `id`.',
        );
      if (names.has(id)) throw new PluginError(`${what} is declared twice.`, 'Rename one of them.');
      names.add(id);
      try {
        events.matcher(patterns, 'events');
      } catch (error) {
        if (!(error instanceof RapportError)) throw error;
        throw new PluginError(
          `${what} follows ${error.message}`,
          'Name types of events; `schema/events.md` lists them.',
        );
      }
    }
  }
}
