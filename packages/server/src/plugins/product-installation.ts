import { corePlugins } from '@rapport/core';
import { Installation, type PluginDefinition, systemPlugin } from '@rapport/kernel';
import type { Config } from '../config.ts';
import { webhooksPlugin } from '../webhooks/index.ts';
import { loadPlugins } from './load-plugins.ts';

/** What is installed, without further plugins. */
export const productPlugins: readonly PluginDefinition[] = [systemPlugin, webhooksPlugin, ...corePlugins];

/** The product with the plugins that the configuration names, and with those that a program hands over. */
export async function installProduct(
  { pluginModules }: Config,
  plugins: readonly PluginDefinition[] = [],
): Promise<Installation> {
  const others = [...(await loadPlugins(pluginModules)), ...plugins];
  // The product alone fits together; most commands need no schema, and making it would be a third of their time.
  return new Installation([...productPlugins, ...others], { composed: others.length > 0 });
}
