import { PluginError, RapportError } from '../errors/index.ts';
import type { EventCatalogue } from '../events/own-event.ts';
import { partNames } from './part-id.ts';
import type { PluginDefinition } from './plugin.ts';

/** Handlers have names of their own within their plugin, and follow events that there are. */
export function checkAfterHandlers(plugins: readonly PluginDefinition[], events: EventCatalogue): void {
  for (const { id: plugin, after = [] } of plugins) {
    const take = partNames(plugin, 'handler');
    for (const { id, events: patterns } of after) {
      const what = take(id);
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
