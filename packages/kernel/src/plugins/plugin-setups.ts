import type { Outbound } from '../outbound/index.ts';
import { Budget, type Limits } from '../work/budget.ts';
import type { PluginFailures } from './failures.ts';
import type { PluginDefinition } from './plugin.ts';

/** What a plugin knows when it makes itself ready in a process. */
export interface SetupContext {
  /** Where the server may send something. */
  readonly outbound: Outbound;
  /** Values that the operator gives this plugin. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Lets go of what a setup made. */
export type Dispose = () => void | Promise<void>;

export type Setup = (context: SetupContext) => Dispose | undefined | Promise<Dispose | undefined>;

const LIMITS: Limits = { milliseconds: 30_000, rows: 0 };

export interface SetupParts {
  readonly plugins: readonly PluginDefinition[];
  readonly contextOf: (plugin: string) => SetupContext;
  readonly failures: PluginFailures;
  readonly report: (error: unknown, message: string) => void;
}

/** Makes plugins ready in the order of their requirements, and lets go of them in the opposite one. */
export class PluginSetups {
  private readonly parts: SetupParts;
  private readonly made: { readonly plugin: string; readonly dispose: Dispose }[] = [];

  constructor(parts: SetupParts) {
    this.parts = parts;
  }

  /**
   * A plugin that fails is left out, and with it those that require it. One that nothing works without stops the start:
   * throws PLUGIN_FAILED or PLUGIN_OVER_BUDGET, and what was made by then is let go of by `dispose`.
   */
  async start(): Promise<void> {
    const { plugins, failures, report } = this.parts;
    for (const plugin of plugins) {
      try {
        for (const required of plugin.requires ?? []) failures.assertWorks(required);
        await this.make(plugin);
      } catch (error) {
        if (plugin.required) throw error;
        failures.note(plugin.id, error);
        report(error, `the plugin ${plugin.id} failed, and everything else goes on without it`);
      }
    }
  }

  private async make({ id: plugin, setup }: PluginDefinition): Promise<void> {
    if (!setup) return;
    const dispose = await new Budget({ plugin, part: 'its setup' }, LIMITS).run(() =>
      setup(this.parts.contextOf(plugin)),
    );
    if (dispose) this.made.push({ plugin, dispose });
  }

  /** Never fails: a plugin that does not let go holds up no other. */
  async dispose(): Promise<void> {
    for (const { plugin, dispose } of this.made.splice(0).reverse())
      await new Budget({ plugin, part: 'its disposal' }, LIMITS)
        .run(dispose)
        .catch((error: unknown) => this.parts.report(error, 'a plugin did not let go'));
  }
}
