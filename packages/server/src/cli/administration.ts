import { createTenant, disablePlugin, draftMigration, enablePlugin } from '@rapport/kernel';
import { createKey, listKeys, revokeKey } from '../database/api-keys.ts';
import { beginNewEpoch, eraseEventValues } from '../database/event-log.ts';
import { asOperator } from '../database/operator-work.ts';
import { purgePlugin } from '../database/purge-plugin.ts';
import { rebuildTenantSearch } from '../database/search-index.ts';
import { seedDemo } from '../demo/seed.ts';
import { StartError } from '../start-error.ts';
import { administer, withDatabase } from './with-database.ts';

/** What commands of operators do with the database. Each says on standard output what it did. */

export const migrateDatabase = () => withDatabase(async () => console.log('The database is up to date.'));

export const draft = () =>
  administer(async (queryRunner, installation) => {
    const sql = await draftMigration(queryRunner, installation);
    if (sql) console.log(sql);
    else console.error('The database lacks nothing that the record types declare.');
  });

export const seed = ({ customers, interactions }: { customers?: number; interactions?: number }) =>
  administer((queryRunner, installation) =>
    seedDemo(queryRunner, installation, {
      customers,
      interactionsPerCustomer: interactions,
      now: Date.now(),
      report: console.log,
    }),
  );

export const makeTenant = ({ slug, name, country }: { slug: string; name: string; country?: string }) =>
  administer(async (queryRunner, installation) => {
    await createTenant(queryRunner, installation, { slug, name, defaultCountry: country });
    console.log(`Made the tenant ${slug}. Next: rapport key create --tenant ${slug}`);
  });

export const rebuildSearch = (tenant: string) =>
  administer((queryRunner, installation) => rebuildTenantSearch(queryRunner, installation, tenant, console.log));

export const makeKey = (options: { tenant: string; role: string; name: string; user?: string }) =>
  administer(async (queryRunner, installation) => console.log(await createKey(queryRunner, installation, options)));

export const showKeys = (tenant: string) =>
  administer(async (queryRunner, installation) => console.table(await listKeys(queryRunner, installation, tenant)));

export const takeKeyBack = (tenant: string, id: string) =>
  administer(async (queryRunner, installation) => {
    await revokeKey(queryRunner, installation, tenant, id);
    console.log(`Revoked ${id}.`);
  });

export const newEpoch = () =>
  administer(async (queryRunner) => {
    await beginNewEpoch(queryRunner);
    console.log('Every subscriber is told to read anew.');
  });

export const eraseValues = (tenant: string, record: string, fields: readonly string[]) =>
  administer(async (queryRunner, installation) => {
    const count = await eraseEventValues(queryRunner, installation, { tenant, record, fields });
    console.log(`Erased values of ${count} events.`);
  });

export const switchPlugin = (verb: 'enable' | 'disable', id: string, tenant: string) =>
  administer(async (queryRunner, installation) => {
    const turn = verb === 'enable' ? enablePlugin : disablePlugin;
    await asOperator(queryRunner, installation, tenant, (work) => turn(work, installation, id));
    console.log(`${id} is ${verb}d for ${tenant}.`);
  });

export function purge(id: string, { confirm, file = `${id}.jsonl` }: { confirm: string; file?: string }) {
  if (confirm !== id)
    throw new StartError('CONFIGURATION_INVALID', `--confirm says "${confirm}", not "${id}".`, `--confirm ${id}`);
  return administer(async (queryRunner, installation) => {
    const { tables, rows } = await purgePlugin(queryRunner, installation, { plugin: id, file });
    console.log(`Wrote ${rows} rows to ${file}, and dropped ${tables.join(', ') || 'nothing'}.`);
    console.log(`Take ${id} out of RAPPORT_PLUGINS: a migration would make its tables anew.`);
  });
}
