import { RapportError } from '../errors/index.ts';

/** Plugins that did not get ready in this process, and why. Everything else works without them. */
export class PluginFailures {
  private readonly messages = new Map<string, string>();

  note(plugin: string, error: unknown): void {
    this.messages.set(plugin, error instanceof Error ? error.message : String(error));
  }

  /** Why it failed; undefined for a plugin that works. */
  of(plugin: string): string | undefined {
    return this.messages.get(plugin);
  }

  get plugins(): string[] {
    return [...this.messages.keys()];
  }

  /** Throws PLUGIN_UNAVAILABLE. */
  assertWorks(plugin: string): void {
    if (this.messages.has(plugin))
      throw new RapportError('PLUGIN_UNAVAILABLE', `The plugin "${plugin}" failed when it was started.`, { plugin });
  }
}
