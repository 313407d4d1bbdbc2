import type { Installation, PluginDefinition } from '@rapport/kernel';
import type { Logger } from 'pino';
import { App } from './app.ts';
import type { Config } from './config.ts';
import { asOwner, bringUpToDate } from './database/administration.ts';
import { type DatabaseAccess, openDatabase } from './database/connection.ts';
import { assertMigrated } from './database/migration-state.ts';
import { assertSafe, runSafetyChecks } from './database/safety-checks.ts';
import { demoKey, writeDemoFile } from './demo/demo-credentials.ts';
import { isEmpty, seedDemo } from './demo/seed.ts';
import { lockHome } from './home-lock.ts';
import { HttpServer } from './http/http-server.ts';
import { installProduct } from './plugins/product-installation.ts';
import { startTracing } from './tracing.ts';

/** A running product. */
export interface RunningProduct {
  readonly url: string;
  /** Key of the demonstration; only with the embedded database. */
  readonly demoKey: string | undefined;
  /** Finishes what is running, then lets go of everything. */
  stop(): Promise<void>;
}

/** A query to begin with. */
export const FIRST_QUERY = `# Ten customers by name, with the last three things that happened.
{
  customers(first: 10, orderBy: [{ field: NAME }]) {
    totalCount
    nodes {
      id
      name
      phone
      owner { name }
      interactions(first: 3, orderBy: [{ field: OCCURRED_AT, direction: DESC }]) {
        nodes { occurredAt channel subject outcome }
      }
    }
  }
}
`;

export interface ProductOptions {
  /** Plugins besides those that the configuration names. */
  readonly plugins?: readonly PluginDefinition[];
}

/** Starts everything in order; on a failure lets go of what was started. */
export async function startProduct(
  config: Config,
  logger: Logger,
  { plugins }: ProductOptions = {},
): Promise<RunningProduct> {
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    undo.push(await startTracing(config.traceEndpoint));
    const installation = await installProduct(config, plugins);
    if (!config.databaseUrl) undo.push(lockHome(config.home));
    const database = await openDatabase(config);
    undo.push(async () => database.embedded?.stop());
    const applied = await bringUpToDate(database, installation);
    for (const { plugin, id } of applied) logger.info({ plugin, id }, 'migrated');
    const key = database.embedded ? await prepareDemo(config, database, installation, logger) : undefined;

    const app = new App(config, logger, installation, database.api);
    undo.push(() => app.close());
    await assertMigrated(app.pool, installation, database.api);
    await checkSafety(app, config, logger);
    const server = new HttpServer(app, { demoKey: key, firstQuery: FIRST_QUERY });
    undo.push(() => server.close());
    const port = await server.listen(config.host, config.port);
    const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
    if (key) writeDemoFile(config.home, url, key);
    return { url, demoKey: key, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepareDemo(
  config: Config,
  { owner }: DatabaseAccess,
  installation: Installation,
  logger: Logger,
): Promise<string | undefined> {
  if (!owner) return undefined;
  return asOwner(owner, installation, async (queryRunner) => {
    if (await isEmpty(queryRunner)) {
      await seedDemo(queryRunner, installation, { now: Date.now(), report: (message) => logger.info(message) });
    }
    return demoKey(queryRunner, installation, config.home);
  });
}

async function checkSafety(app: App, config: Config, logger: Logger): Promise<void> {
  const findings = await runSafetyChecks(app.pool, config);
  if (config.production) assertSafe(findings);
  for (const { ok, code, what, found } of findings)
    if (!ok) logger.warn({ code, found }, `unsafe outside development: ${what}`);
}
