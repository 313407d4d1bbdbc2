import { type Installation, rebuildSearchIndex, transactionOn } from '@rapport/kernel';
import type pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { tenantNamed } from './operator-work.ts';

/** Makes the search index of a tenant anew, one transaction per record type, on the connection of the database's owner. */
export async function rebuildTenantSearch(
  queryRunner: QueryRunner,
  { catalogue }: Installation,
  slug: string,
  report: (message: string) => void,
): Promise<void> {
  const client = (await queryRunner.connect()) as pg.ClientBase;
  const { id } = await tenantNamed(client, slug);
  for (const type of catalogue.types.filter(({ search }) => search)) {
    const started = performance.now();
    const records = await transactionOn(client, id, (transaction) => rebuildSearchIndex(transaction, id, type));
    const seconds = (performance.now() - started) / 1_000;
    report(`${slug}: ${records} ${type.name} records in the search index in ${seconds.toFixed(1)} s`);
  }
  await client.query('vacuum (analyze) search_token');
}
