import { PluginError } from '../errors/index.ts';
import type { PluginDefinition } from './plugin.ts';

/** Messages go one way: otherwise nobody would know which rules a message was held against. */
export function checkMessagePort(plugins: readonly PluginDefinition[]): void {
  const [first, second] = plugins.filter(({ messagePort }) => messagePort);
  if (first && second)
    throw new PluginError(
      `The plugins "${first.id}" and "${second.id}" both have a message port.`,
      'Install one of them, or leave `messagePort` out of one.',
    );
}
