import { type AppliedMigration, type Installation, migrate, prepareApiLogin } from '@rapport/kernel';
import { DataSource, type QueryRunner } from 'typeorm';
import { StartError } from '../start-error.ts';
import { API_LOGIN, type ConnectionSettings, type DatabaseAccess, unreachable } from './connection.ts';

const MIN_VERSION = 150_000;

/** Runs `use` as the owner of the database, on one connection. */
export async function asOwner<Result>(
  owner: ConnectionSettings,
  installation: Installation,
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
    entities: installation.catalogue.types.map((type) => type.class),
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
  return asOwner(owner, installation, async (queryRunner) => {
    await assertVersion(queryRunner);
    const applied = await migrate(queryRunner, installation);
    await prepareApiLogin(clientOf(queryRunner), { ...api, managed: api.user === API_LOGIN });
    return applied;
  });
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
