import type { Outbound } from '../outbound/index.ts';
import { Budget, type Limits } from '../work/budget.ts';
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
  readonly report: (error: unknown, message: string) => void;
}

/** Makes plugins ready in the order of their requirements, and lets go of them in the opposite one. */
export class PluginSetups {
  private readonly parts: SetupParts;
  private readonly made: { readonly plugin: string; readonly dispose: Dispose }[] = [];

  constructor(parts: SetupParts) {
    this.parts = parts;
  }

  /** Throws PLUGIN_FAILED or PLUGIN_OVER_BUDGET; what was made by then is let go of by `dispose`. */
  async start(): Promise<void> {
    for (const { id: plugin, setup } of this.parts.plugins) {
      if (!setup) continue;
      const dispose = await new Budget({ plugin, part: 'its setup' }, LIMITS).run(() =>
        setup(this.parts.contextOf(plugin)),
      );
      if (dispose) this.made.push({ plugin, dispose });
    }
  }

  /** Never fails: a plugin that does not let go holds up no other. */
  async dispose(): Promise<void> {
    for (const { plugin, dispose } of this.made.splice(0).reverse())
      await new Budget({ plugin, part: 'its disposal' }, LIMITS)
        .run(dispose)
        .catch((error: unknown) => this.parts.report(error, 'a plugin did not let go'));
  }
}
