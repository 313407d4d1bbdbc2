import type { Installation } from '@rapport/kernel';
import type { Config } from '../config.ts';
import { bringUpToDate } from '../database/administration.ts';
import { openForAdministration } from '../database/administrator-access.ts';
import { type DatabaseAccess, withClient, withPool } from '../database/connection.ts';
import { assertMigrated } from '../database/migration-state.ts';
import { pausedEndpoints } from '../database/paused-endpoints.ts';
import { type Finding, runSafetyChecks } from '../database/safety-checks.ts';
import { installProduct } from '../plugins/product-installation.ts';
import { StartError } from '../start-error.ts';

/** Prints what every check found and how to mend it; returns the exit code. Changes nothing in a database of your own. */
export async function doctor(config: Config): Promise<number> {
  const installation = await installProduct(config);
  const { database, close } = await openForAdministration(config);
  try {
    if (database.embedded) await bringUpToDate(database, installation);
    const findings = await examine(config, installation, database);
    for (const finding of findings) print(finding);
    const failed = findings.filter(({ ok }) => !ok).length;
    console.log(failed === 0 ? 'Everything is in order.' : `${failed} of ${findings.length} checks failed.`);
    for (const line of consequence(config, failed)) console.log(line);
    if (findings.length > 1) await showPaused(database);
    return failed === 0 ? 0 : 1;
  } finally {
    await close();
  }
}

async function examine(config: Config, installation: Installation, database: DatabaseAccess): Promise<Finding[]> {
  // The login of the API may be missing until somebody migrates, so the owner is asked where he is known.
  const migrations = await withPool(database.owner ?? database.api, (pool, settings) =>
    migrationFinding(assertMigrated(pool, installation, settings)),
  );
  // Most of what the other checks look at comes with the migrations.
  if (!migrations.ok) return [migrations];
  await withClient(database.api, async () => undefined);
  return [migrations, ...(await withPool(database.api, (pool) => runSafetyChecks(pool, config)))];
}

async function migrationFinding(asserted: Promise<void>): Promise<Finding> {
  const what = 'The database has the migrations of the installed plugins';
  try {
    await asserted;
    return { code: 'MIGRATION_NEEDED', what, ok: true, found: 'all of them', mend: '' };
  } catch (error) {
    if (!(error instanceof StartError) || error.code !== 'MIGRATION_NEEDED') throw error;
    return { code: error.code, what, ok: false, found: error.message, mend: error.hint };
  }
}

function print({ ok, code, what, found, mend }: Finding): void {
  console.log(ok ? `ok   ${what}: ${found}` : `FAIL ${code}: expected: ${what}; found: ${found}\n     ${mend}`);
}

/** Endpoints that wait for somebody. Nothing is wrong with the installation, so it fails no check. */
async function showPaused({ owner }: DatabaseAccess): Promise<void> {
  // Only the owner may look at all tenants.
  if (!owner) return;
  for (const { tenant, id, reason, since } of await withPool(owner, pausedEndpoints))
    console.log(
      `note the webhook endpoint ${id} of ${tenant} is paused since ${since.toISOString()} (${reason}); resumeWebhookEndpoint goes on`,
    );
}

/** What a start would make of it. */
function consequence({ production, databaseUrl }: Config, failed: number): string[] {
  if (!databaseUrl)
    return ['This is the embedded Postgres of development; with NODE_ENV=production a start needs DATABASE_URL.'];
  if (failed === 0) return [];
  if (production) return ['A start would stop here.'];
  return ['With NODE_ENV=production a start would stop here; without it, a start only warns of what is UNSAFE.'];
}
