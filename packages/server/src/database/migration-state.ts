import { type Installation, isDatabaseError, pendingMigrations } from '@rapport/kernel';
import type pg from 'pg';
import { StartError } from '../start-error.ts';
import { unreachable } from './connection.ts';
import type { ConnectionSettings } from './postgres-url.ts';

const LACKS_LEDGER = new Set(['42P01', '42501', '3D000']);

/** Refuses to serve a database that lacks migrations; it could not answer what the schema promises. */
export async function assertMigrated(
  pool: pg.Pool,
  installation: Installation,
  api: ConnectionSettings,
): Promise<void> {
  const reader = { query: async (text: string) => (await pool.query(text)).rows as never };
  const pending = await pendingMigrations(reader, installation).catch((error: unknown) => {
    if (isDatabaseError(error) && LACKS_LEDGER.has(error.code ?? ''))
      throw needed(`it has no ledger of migrations (${error.message})`);
    throw isDatabaseError(error) ? unreachable(api, error) : error;
  });
  if (pending.length > 0) throw needed(pending.map(({ plugin, migration }) => `${plugin}/${migration.id}`).join(', '));
}

function needed(what: string): StartError {
  return new StartError(
    'MIGRATION_NEEDED',
    `The database lacks migrations: ${what}.`,
    'Run `rapport migrate` with DATABASE_OWNER_URL.',
  );
}
