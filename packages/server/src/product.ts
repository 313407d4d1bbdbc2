import type { PluginDefinition } from '@rapport/kernel';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { writeDemoFile } from './demo/demo-credentials.ts';
import { layFoundation } from './foundation.ts';
import { installProduct } from './plugins/product-installation.ts';
import { serve } from './serve.ts';
import { Undo } from './undo.ts';

/** A running product. */
export interface RunningProduct {
  readonly url: string;
  /** Key of the demonstration; only with the embedded database. */
  readonly demoKey: string | undefined;
  /** Finishes what is running, then lets go of everything. */
  stop(): Promise<void>;
}

export interface ProductOptions {
  /** Plugins besides those that the configuration names. */
  readonly plugins?: readonly PluginDefinition[];
}

/** Starts everything in order, in this process; on a failure lets go of what was started. */
export async function startProduct(
  config: Config,
  logger: Logger,
  { plugins }: ProductOptions = {},
): Promise<RunningProduct> {
  const undo = new Undo();
  try {
    const installation = await installProduct(config, plugins);
    const foundation = await layFoundation(config, logger, installation, 1, undo);
    const { port } = await serve(config, logger, installation, foundation, undo);
    return announce(config, port, foundation.demoKey, undo);
  } catch (error) {
    await undo.run();
    throw error;
  }
}

/** Tells scripts where the product is. */
export function announce(
  { host, home }: Config,
  port: number,
  demoKey: string | undefined,
  undo: Undo,
): RunningProduct {
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (demoKey) writeDemoFile(home, url, demoKey);
  return { url, demoKey, stop: () => undo.run() };
}
