import { type Installation, pendingMigrations } from '@rapport/kernel';
import type pg from 'pg';
import { StartError } from '../start-error.ts';

/** Refuses to serve a database that lacks migrations; it could not answer what the schema promises. */
export async function assertMigrated(pool: pg.Pool, installation: Installation): Promise<void> {
  const reader = { query: async (text: string) => (await pool.query(text)).rows as never };
  const hint = 'Run `rapport migrate` with DATABASE_OWNER_URL.';
  const pending = await pendingMigrations(reader, installation).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError('MIGRATION_NEEDED', `The state of the database cannot be read: ${reason}`, hint, {
      cause: error,
    });
  });
  if (pending.length === 0) return;
  const names = pending.map(({ plugin, migration }) => `${plugin}/${migration.id}`).join(', ');
  throw new StartError('MIGRATION_NEEDED', `The database lacks ${names}.`, hint);
}
