import { createHmac } from 'node:crypto';
import path from 'node:path';
import { createPool, isDatabaseError } from '@rapport/kernel';
import pg from 'pg';
import type { Config } from '../config.ts';
import { secretIn } from '../embedded/data-directory.ts';
import { type EmbeddedOptions, type EmbeddedPostgres, SUPERUSER, startEmbeddedPostgres } from '../embedded/index.ts';
import { StartError } from '../start-error.ts';
import { type ConnectionSettings, parseUrl } from './postgres-url.ts';

/** Where the data is, and who may do what with it. */
export interface DatabaseAccess {
  /** What the API connects with. */
  readonly api: ConnectionSettings;
  /** What migrations and administration connect with; absent when this process may not. */
  readonly owner: ConnectionSettings | undefined;
  readonly embedded: EmbeddedPostgres | undefined;
}

const LOGIN_REFUSED = /^28/;
const OWNER = 'rapport_owner';
const DATABASE = 'rapport';
/** Any number; all processes that prepare one server must agree on it. */
export const PREPARATION_LOCK = 7_262_516;
/** Login of the API where the product makes it itself. */
export const API_LOGIN = 'rapport_app';

type Embed = (options: EmbeddedOptions) => Promise<EmbeddedPostgres>;

/** Finds the database that the configuration names, or embeds one. */
export async function openDatabase(config: Config, embed: Embed = startEmbeddedPostgres): Promise<DatabaseAccess> {
  if (!config.databaseUrl) return openEmbedded(config, embed);
  const given = { ...parseUrl(config.databaseUrl), variable: 'DATABASE_URL' };
  if (config.ownerUrl) {
    const owner = { ...parseUrl(config.ownerUrl), variable: 'DATABASE_OWNER_URL' };
    return { api: given, owner, embedded: undefined };
  }
  // In production the API must not hold the owner's password; elsewhere one address is enough.
  if (config.production || !(await mayAdminister(given))) return { api: given, owner: undefined, embedded: undefined };
  return { api: apiLoginOf(given), owner: given, embedded: undefined };
}

async function openEmbedded(config: Config, embed: Embed): Promise<DatabaseAccess> {
  if (config.production) {
    throw new StartError(
      'EMBEDDED_IN_PRODUCTION',
      'NODE_ENV is production and DATABASE_URL is not set.',
      'Set DATABASE_URL to a Postgres of version 15 or later.',
    );
  }
  const embedded = await embed({ home: config.home });
  try {
    const ownerPassword = secretIn(path.join(config.home, 'owner.secret'));
    const owner = await prepareEmbeddedDatabase(embedded, DATABASE, ownerPassword);
    return { api: apiLoginOf(owner), owner, embedded };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

/** Makes the owner and his database in a new cluster. */
export async function prepareEmbeddedDatabase(
  embedded: Pick<EmbeddedPostgres, 'host' | 'port' | 'password'>,
  database: string,
  ownerPassword: string,
): Promise<ConnectionSettings> {
  const { host, port, password } = embedded;
  const superuser = { host, port, user: SUPERUSER, password, database: 'postgres', ssl: false };
  await withClient(superuser, async (client) => {
    // A command may come while the product starts; the lock ends with the connection.
    await client.query('select pg_advisory_lock($1)', [PREPARATION_LOCK]);
    const known = async (text: string, name: string) => ((await client.query(text, [name])).rowCount ?? 0) > 0;
    if (!(await known('select 1 from pg_roles where rolname = $1', OWNER))) {
      await client.query(
        `create role ${OWNER} login createrole nosuperuser nobypassrls password ${pg.escapeLiteral(ownerPassword)}`,
      );
    }
    if (!(await known('select 1 from pg_database where datname = $1', database))) {
      await client.query(`create database ${pg.escapeIdentifier(database)} owner ${OWNER}`);
    }
  });
  return { host, port, user: OWNER, password: ownerPassword, database, ssl: false };
}

/** The API's login where the product makes it: its password follows from the owner's, so all nodes agree on it. */
export function apiLoginOf(owner: ConnectionSettings): ConnectionSettings {
  const password = owner.password && createHmac('sha256', owner.password).update(API_LOGIN).digest('base64url');
  return { ...owner, user: API_LOGIN, password: password || undefined };
}

/** Runs `use` with one connection of its own. */
export async function withClient<Result>(
  settings: ConnectionSettings,
  use: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ ...settings, connectionTimeoutMillis: 10_000 } as pg.ClientConfig);
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw unreachable(settings, error);
  }
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Runs `use` with a pool that needs one connection only. */
export async function withPool<Result>(
  settings: ConnectionSettings,
  use: (pool: pg.Pool, settings: ConnectionSettings) => Promise<Result>,
): Promise<Result> {
  const pool = createPool({ ...settings, password: settings.password ?? '', max: 1 });
  try {
    return await use(pool, settings);
  } finally {
    await pool.end();
  }
}

export function unreachable({ host, port, user, database, variable }: ConnectionSettings, error: unknown): StartError {
  const reason = error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code : String(error);
  const named = variable ?? 'DATABASE_URL';
  const refused = isDatabaseError(error) && LOGIN_REFUSED.test(error.code ?? '');
  return new StartError(
    'DATABASE_UNREACHABLE',
    `Postgres at ${host}:${port}, database ${database}, does not let ${user} in: ${reason}`,
    refused
      ? `Check user and password in ${named}. Special characters of a password must be percent-encoded there.`
      : `Check ${named}, and that the server runs and accepts this user.`,
    { cause: error },
  );
}

async function mayAdminister(settings: ConnectionSettings): Promise<boolean> {
  return withClient(settings, async (client) => {
    const { rows } = await client.query<{ may: boolean }>(
      'select rolsuper or rolcreaterole as may from pg_roles where rolname = current_user',
    );
    return rows[0]?.may ?? false;
  });
}
