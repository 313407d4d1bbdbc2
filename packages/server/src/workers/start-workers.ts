import net from 'node:net';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { layFoundation } from '../foundation.ts';
import { installProduct } from '../plugins/product-installation.ts';
import { announce, type RunningProduct } from '../product.ts';
import { Undo } from '../undo.ts';
import { Crew } from './crew.ts';

/** The product whose requests several processes answer. */
export interface WorkingProduct extends RunningProduct {
  /** Rejected when the workers cannot go on. */
  readonly failed: Promise<never>;
}

/** Does in this process what is done once, and leaves the requests to workers; on a failure lets go of everything. */
export async function startWorkers(config: Config, logger: Logger, processes: number): Promise<WorkingProduct> {
  const undo = new Undo();
  try {
    const installation = await installProduct(config);
    const foundation = await layFoundation(config, logger, installation, processes, undo);
    const port = config.port || (await freePort(config.host));
    const crew = new Crew({ foundation, port }, logger);
    undo.add(() => crew.stop());
    await crew.ready();
    return { ...announce(config, port, foundation.demoKey, undo), failed: crew.failed };
  } catch (error) {
    await undo.run();
    throw error;
  }
}

/** A worker that comes later must find the port again, so it cannot be left to the first one. */
async function freePort(host: string): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
