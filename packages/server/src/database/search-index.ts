import { type Installation, rebuildSearchIndex } from '@rapport/kernel';
import type { QueryRunner } from 'typeorm';
import { asOperator } from './operator-work.ts';

/** Makes the search index of a tenant anew, one transaction per record type; tells how many records of each are in it. */
export async function rebuildTenantSearch(
  queryRunner: QueryRunner,
  installation: Installation,
  slug: string,
  report: (message: string) => void,
): Promise<void> {
  for (const type of installation.catalogue.types.filter(({ search }) => search)) {
    const records = await asOperator(queryRunner, installation, slug, ({ transaction, context }) =>
      rebuildSearchIndex(transaction, context.tenant.id, type),
    );
    report(`${type.name}: ${records.toLocaleString('en')} records`);
  }
  await queryRunner.query('vacuum (analyze) search_token');
}
