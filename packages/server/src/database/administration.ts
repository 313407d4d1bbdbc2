import {
  API_ROLE,
  type AppliedMigration,
  AUTHENTICATOR_ROLE,
  type Installation,
  isDatabaseError,
  migrate,
  prepareApiLogin,
  prepareJobQueue,
  quoteIdentifier,
  SCHEDULER_ROLE,
  SEQUENCER_ROLE,
} from '@rapport/kernel';
import { DataSource, type QueryRunner } from 'typeorm';
import { StartError } from '../start-error.ts';
import { COURIER_ROLE } from '../webhooks/courier-role.ts';
import { API_LOGIN, type DatabaseAccess, PREPARATION_LOCK, unreachable, withClient, withPool } from './connection.ts';
import type { ConnectionSettings } from './postgres-url.ts';

const MIN_VERSION = 150_000;
const INSUFFICIENT_PRIVILEGE = '42501';

/** Runs `use` as the owner of the database, on one connection. */
export async function asOwner<Result>(
  owner: ConnectionSettings,
  use: (queryRunner: QueryRunner) => Promise<Result>,
): Promise<Result> {
  const source = new DataSource({
    type: 'postgres',
    host: owner.host,
    port: owner.port,
    username: owner.user,
    password: owner.password ?? '',
    database: owner.database,
    ssl: owner.ssl,
    poolSize: 1,
  });
  try {
    await source.initialize();
  } catch (error) {
    throw unreachable(owner, error);
  }
  const queryRunner = source.createQueryRunner();
  try {
    return await use(queryRunner);
  } finally {
    await queryRunner.release();
    await source.destroy();
  }
}

/** Migrates and lets the API in, when this process may; otherwise leaves the database as it is. */
export async function bringUpToDate(
  { owner, api }: DatabaseAccess,
  installation: Installation,
): Promise<AppliedMigration[]> {
  if (!owner) return [];
  const managed = api.user === API_LOGIN;
  const applied = await asOwner(owner, async (queryRunner) => {
    await assertVersion(queryRunner);
    await assertMayCreateRoles(queryRunner, owner);
    // Two that change one role at once would meet an error.
    await queryRunner.query('select pg_advisory_lock($1)', [PREPARATION_LOCK]);
    try {
      const steps = await migrate(queryRunner, installation);
      await withPool(owner, prepareJobQueue);
      await prepareApiLogin(clientOf(queryRunner), { ...api, managed });
      return steps;
    } catch (error) {
      throw explainRights(error, owner, api);
    }
  });
  if (!managed) await assertLogin(api);
  return applied;
}

/** A login that was there before keeps its password, so the one given may be another. */
async function assertLogin(api: ConnectionSettings): Promise<void> {
  try {
    await withClient(api, async () => undefined);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (!isDatabaseError(cause) || cause.code !== '28P01') throw error;
    throw new StartError(
      'API_LOGIN_REFUSED',
      `The role "${api.user}" exists already, and its password is not the one in DATABASE_URL.`,
      `Put its password into DATABASE_URL, or give it that one in psql: \\password ${api.user}`,
      { cause: error },
    );
  }
}

async function assertMayCreateRoles(queryRunner: QueryRunner, owner: ConnectionSettings): Promise<void> {
  const [role] = (await queryRunner.query(
    'select rolcreaterole or rolsuper as may from pg_roles where rolname = current_user',
  )) as { may: boolean }[];
  if (!role?.may)
    throw lacksRights(owner, 'it may not create roles', `alter role ${quoteIdentifier(owner.user)} createrole;`);
}

function explainRights(error: unknown, owner: ConnectionSettings, api: ConnectionSettings): unknown {
  const reason = error instanceof Error && error.cause ? error.cause : error;
  if (!isDatabaseError(reason) || reason.code !== INSUFFICIENT_PRIVILEGE) return error;
  // Roles belong to the whole server: those that somebody else made are his to grant.
  const mend = /\brole\b/.test(reason.message)
    ? `grant ${[API_ROLE, SEQUENCER_ROLE, AUTHENTICATOR_ROLE, COURIER_ROLE, SCHEDULER_ROLE, api.user].map(quoteIdentifier).join(', ')} to ${quoteIdentifier(owner.user)} with admin option;`
    : `alter database ${quoteIdentifier(owner.database)} owner to ${quoteIdentifier(owner.user)};`;
  return lacksRights(owner, reason.message, mend);
}

function lacksRights({ user, variable }: ConnectionSettings, what: string, mend: string): StartError {
  return new StartError(
    'OWNER_LACKS_RIGHTS',
    `The role "${user}" of ${variable ?? 'the owner'} cannot migrate: ${what}.`,
    `It must own the database and have CREATEROLE. A superuser can give it that: ${mend}`,
  );
}

async function assertVersion(queryRunner: QueryRunner): Promise<void> {
  const [row] = (await queryRunner.query("select current_setting('server_version_num')::int as number, version()")) as {
    number: number;
    version: string;
  }[];
  if ((row?.number ?? 0) >= MIN_VERSION) return;
  throw new StartError('DATABASE_TOO_OLD', `The server is ${row?.version}.`, 'Rapport needs Postgres 15 or later.');
}

/** A query runner as a plain client. */
export function clientOf(queryRunner: QueryRunner) {
  return {
    query: async (text: string, values?: unknown[]) => ({ rows: (await queryRunner.query(text, values)) as unknown[] }),
  };
}
