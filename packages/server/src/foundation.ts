import path from 'node:path';
import { type Installation, JOB_CONNECTIONS } from '@rapport/kernel';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { asOwner, bringUpToDate } from './database/administration.ts';
import { type DatabaseAccess, openDatabase, withPool } from './database/connection.ts';
import { assertMigrated } from './database/migration-state.ts';
import type { ConnectionSettings } from './database/postgres-url.ts';
import { assertSafe, runSafetyChecks } from './database/safety-checks.ts';
import { demoKey } from './demo/demo-credentials.ts';
import { isEmpty, seedDemo } from './demo/seed.ts';
import { secretIn } from './embedded/data-directory.ts';
import { startEmbeddedPostgres } from './embedded/index.ts';
import { readTrustedDocuments, type TrustedDocuments, warnOfMisfits } from './graphql/trusted-documents.ts';
import { lockHome } from './home-lock.ts';
import type { Undo } from './undo.ts';

/** What processes that answer requests stand on: one makes it, any number share it. */
export interface Foundation {
  /** What the API connects with. */
  readonly api: ConnectionSettings;
  /** Key of the demonstration; only with the embedded database. */
  readonly demoKey: string | undefined;
  readonly documents: TrustedDocuments;
  /** Keys that secrets in the database are encrypted with; a demonstration makes one of its own. */
  readonly secretKeys: readonly string[];
  /** How many processes share it. */
  readonly processes: number;
}

/** Each process puts events in order on one connection, and hears of those of others on another. */
const EVENT_CONNECTIONS = 2;
/** Connections besides those of requests: administration, checks, and those that Postgres keeps for itself. */
const OTHER_CONNECTIONS = 20;
/** What Postgres allows when nobody says otherwise. */
const USUAL_CONNECTIONS = 100;

/** Reads what is read once, and brings the database to where requests can be answered. */
export async function layFoundation(
  config: Config,
  logger: Logger,
  installation: Installation,
  processes: number,
  undo: Undo,
): Promise<Foundation> {
  const documents = readTrustedDocuments(config);
  warnOfMisfits(documents, installation, logger);
  if (!config.databaseUrl) undo.add(lockHome(config.home));
  const connections =
    processes * (config.poolSize + config.readConnections + EVENT_CONNECTIONS + JOB_CONNECTIONS) + OTHER_CONNECTIONS;
  const settings = { max_connections: String(Math.max(connections, USUAL_CONNECTIONS)) };
  const database = await openDatabase(config, (options) => startEmbeddedPostgres({ ...options, settings }));
  undo.add(async () => database.embedded?.stop());
  const applied = await bringUpToDate(database, installation);
  for (const { plugin, id } of applied) logger.info({ plugin, id }, 'migrated');
  const key = database.embedded ? await prepareDemo(config, database, installation, logger) : undefined;
  await withPool(database.api, async (pool, api) => {
    await assertMigrated(pool, installation, api);
    const findings = await runSafetyChecks(pool, config);
    if (config.production) assertSafe(findings);
    for (const { ok, code, what, found } of findings)
      if (!ok) logger.warn({ code, found }, `unsafe outside development: ${what}`);
  });
  return { api: database.api, demoKey: key, documents, secretKeys: secretKeysOf(config), processes };
}

function secretKeysOf({ secretKeys, databaseUrl, home }: Config): readonly string[] {
  if (secretKeys.length > 0 || databaseUrl) return secretKeys;
  return [secretIn(path.join(home, 'secrets.key'))];
}

async function prepareDemo(
  config: Config,
  { owner }: DatabaseAccess,
  installation: Installation,
  logger: Logger,
): Promise<string | undefined> {
  if (!owner) return undefined;
  return asOwner(owner, async (queryRunner) => {
    if (await isEmpty(queryRunner)) {
      await seedDemo(queryRunner, installation, { now: Date.now(), report: (message) => logger.info(message) });
    }
    return demoKey(queryRunner, installation, config.home);
  });
}
