import type { QueryRunner } from 'typeorm';
import type { Installation } from './installation.ts';
import { insertBuiltInRoles } from './migrate.ts';

export interface NewTenant {
  /** Short name by which tokens and commands refer to it. */
  readonly slug: string;
  readonly name: string;
  /** ISO 3166 code of the country of phone numbers written without one. */
  readonly defaultCountry?: string | undefined;
}

/** Makes a tenant with its built-in roles, as the owner of the database. Returns its number. */
export async function createTenant(
  queryRunner: QueryRunner,
  installation: Installation,
  { slug, name, defaultCountry }: NewTenant,
): Promise<number> {
  const [row] = (await queryRunner.query(
    'insert into tenant (slug, name, default_country) values ($1, $2, $3) returning tenant_id',
    [slug, name, defaultCountry ?? null],
  )) as { tenant_id: number }[];
  if (!row) throw new Error(`The tenant ${slug} was not made.`);
  await insertBuiltInRoles(queryRunner, installation, row.tenant_id);
  return row.tenant_id;
}
