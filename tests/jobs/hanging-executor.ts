import { AsyncLocalStorage } from 'node:async_hooks';
import os from 'node:os';
import {
  createPool,
  Executor,
  Files,
  GraphileQueue,
  Installation,
  Outbound,
  PluginRunner,
  RUN_TASK,
  SecretBox,
  Settings,
  TenantDatabase,
} from '@rapport/kernel';
import { productPlugins } from '@rapport/server';
import { DiskFileStore } from '../../packages/server/src/files/disk-file-store.ts';
import { postboxPlugin, withoutMessages } from '../fixtures/postbox.ts';

/**
 * A process that runs automations and stops in the middle of each: right before or right after the commit of the
 * transaction that its argument says. It tells of each stop, and waits to be killed.
 */
const { connection, points } = JSON.parse(process.argv[2] ?? '{}') as {
  connection: object;
  /** `before 2` by the uuid of a run. */
  points: Readonly<Record<string, string>>;
};

const here = new AsyncLocalStorage<{ readonly point: string | undefined; commits: number }>();
const stopAt = async (moment: 'before' | 'after') => {
  const run = here.getStore();
  if (run?.point !== `${moment} ${run?.commits}`) return;
  console.log(`stopped ${run.point}`);
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
};

class StoppingDatabase extends TenantDatabase {
  override async transaction<Result>(...[tenantId, work, signal]: Parameters<TenantDatabase['transaction']>) {
    const run = here.getStore();
    if (run) run.commits++;
    const result = await super.transaction(
      tenantId,
      async (transaction) => {
        const done = await work(transaction);
        await stopAt('before');
        return done;
      },
      signal,
    );
    await stopAt('after');
    return result as Result;
  }
}

const installation = new Installation([...withoutMessages(productPlugins), postboxPlugin]);
const database = new StoppingDatabase(createPool({ ...connection, max: 30 }));
const outbound = new Outbound({ allowedNetworks: ['127.0.0.0/8'], plainHttp: true });
const secrets = new SecretBox([]);
const settings = new Settings([], {}, secrets);
const onCommit = () => undefined;
const files = new Files(new DiskFileStore(os.tmpdir()));
const plugins = new PluginRunner({ installation, database, outbound, settings, secrets, files, onCommit });
const executor = new Executor({ installation, database, plugins, outbound, settings, onCommit });
const queue = new GraphileQueue({
  connection,
  concurrency: Object.keys(points).length,
  named: true,
  report: (error, message) => console.log(message, error),
});
await queue.start(
  new Map([
    [
      RUN_TASK,
      (payload, job) => here.run({ point: points[String(payload.run)], commits: 0 }, () => executor.run(payload, job)),
    ],
  ]),
);
