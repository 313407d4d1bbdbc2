import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { newUuid } from '../records/record-id.ts';
import { API_ROLE, isDatabaseError, TENANT_SETTING } from '../tenancy/index.ts';
import { defaultFillings } from './extension-defaults.ts';
import type { Installation } from './installation.ts';
import type { Migration } from './plugin.ts';

/** Any number; all processes that migrate one database must agree on it. */
const MIGRATION_LOCK = 7_262_514;

/** While a migration waits for a table, requests wait behind it, and they give up after a second. */
const LOCK_TIMEOUT = '300ms';
const LOCK_PAUSE_MS = 500;
const LOCK_PATIENCE_MS = 120_000;
const LOCK_NOT_AVAILABLE = '55P03';

const createLedger = `
create table if not exists migration (
  plugin text not null,
  id text not null,
  checksum text not null,
  applied_at timestamptz(3) not null default now(),
  primary key (plugin, id)
)`;

export interface AppliedMigration {
  readonly plugin: string;
  readonly id: string;
}

/**
 * Brings the database to where the installed plugins expect it, each step in a transaction of its own.
 * Two processes that start at once take turns. A step that was edited after it ran stops everything.
 */
export async function migrate(queryRunner: QueryRunner, installation: Installation): Promise<AppliedMigration[]> {
  await queryRunner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    await queryRunner.query(createLedger);
    const applied: AppliedMigration[] = [];
    for (const { plugin, migration } of await pendingMigrations(queryRunner, installation)) {
      await apply(queryRunner, plugin, migration);
      applied.push({ plugin, id: migration.id });
    }
    await queryRunner.query(`grant select on migration to ${API_ROLE}`);
    await addMissingRoles(queryRunner, installation);
    await fillDefaults(queryRunner, installation, [...new Set(applied.map(({ plugin }) => plugin))]);
    return applied;
  } finally {
    await queryRunner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  }
}

/** Steps that the ledger does not have yet, plugin by plugin in the order of their requirements. */
export async function pendingMigrations(queryRunner: Pick<QueryRunner, 'query'>, installation: Installation) {
  const rows = (await queryRunner.query('select plugin, id, checksum from migration')) as {
    plugin: string;
    id: string;
    checksum: string;
  }[];
  const ledger = new Map(rows.map(({ plugin, id, checksum }) => [`${plugin} ${id}`, checksum]));
  return installation.plugins.flatMap(({ id: plugin, migrations = [] }) =>
    [...migrations]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .flatMap((migration) => {
        const known = ledger.get(`${plugin} ${migration.id}`);
        if (known === undefined) return [{ plugin, migration }];
        if (known === checksumOf(migration)) return [];
        throw new Error(
          `The migration ${migration.id} of the plugin "${plugin}" was edited after it ran here. Restore it, and put the change into a migration of its own.`,
        );
      }),
  );
}

/** Runs a step; whoever holds a table that it needs is left to finish, and it begins anew. */
async function apply(queryRunner: QueryRunner, plugin: string, migration: Migration): Promise<void> {
  const patience = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      return await attempt(queryRunner, plugin, migration);
    } catch (error) {
      const { cause } = error as Error;
      if (!isDatabaseError(cause) || cause.code !== LOCK_NOT_AVAILABLE || Date.now() > patience) throw error;
      await sleep(LOCK_PAUSE_MS);
    }
  }
}

async function attempt(queryRunner: QueryRunner, plugin: string, migration: Migration): Promise<void> {
  await queryRunner.startTransaction();
  try {
    await queryRunner.query("select set_config('lock_timeout', $1, true)", [LOCK_TIMEOUT]);
    await queryRunner.query(migration.sql);
    await queryRunner.query('insert into migration (plugin, id, checksum) values ($1, $2, $3)', [
      plugin,
      migration.id,
      checksumOf(migration),
    ]);
    await queryRunner.commitTransaction();
  } catch (error) {
    await queryRunner.rollbackTransaction();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The migration ${migration.id} of the plugin "${plugin}" failed and was undone: ${reason}`, {
      cause: error,
    });
  }
}

/** What the ledger keeps of a step, so that one that was edited is found out. */
export function checksumOf({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex');
}

/** Roles of plugins that came after a tenant was made. */
async function addMissingRoles(queryRunner: QueryRunner, installation: Installation): Promise<void> {
  const tenants = (await queryRunner.query('select tenant_id from tenant')) as { tenant_id: number }[];
  for (const { tenant_id } of tenants) await insertBuiltInRoles(queryRunner, installation, tenant_id);
}

/** Records that are older than a plugin get the defaults of the fields that it adds. */
async function fillDefaults(queryRunner: QueryRunner, installation: Installation, plugins: string[]): Promise<void> {
  if (defaultFillings(installation, plugins, 0).length === 0) return;
  const tenants = (await queryRunner.query('select tenant_id from tenant')) as { tenant_id: number }[];
  for (const { tenant_id } of tenants)
    for (const { text, values } of defaultFillings(installation, plugins, tenant_id))
      await queryInTenant(queryRunner, tenant_id, text, [...values]);
}

/** Gives a tenant the built-in roles that it lacks. */
export async function insertBuiltInRoles(
  queryRunner: Pick<QueryRunner, 'query'>,
  { roles }: Installation,
  tenantId: number,
): Promise<void> {
  await queryInTenant(
    queryRunner,
    tenantId,
    `insert into role (tenant_id, id, key, name, built_in, grants)
     select $1, id, key, name, true, '[]' from unnest($2::uuid[], $3::text[], $4::text[]) as input(id, key, name)
     on conflict (tenant_id, key) where deleted_at is null do nothing`,
    [tenantId, roles.map(() => newUuid()), roles.map(({ key }) => key), roles.map(({ name }) => name)],
  );
}

/** Runs a statement on rows of a tenant, which row-level security shows to nobody outside of it. */
export async function queryInTenant(
  queryRunner: Pick<QueryRunner, 'query'>,
  tenantId: number,
  text: string,
  values: unknown[],
): Promise<void> {
  await queryRunner.query(`select set_config('${TENANT_SETTING}', $1, false)`, [String(tenantId)]);
  await queryRunner.query(text, values);
  await queryRunner.query(`select set_config('${TENANT_SETTING}', '', false)`);
}
