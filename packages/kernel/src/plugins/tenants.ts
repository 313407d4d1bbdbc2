import { isSupportedCountry } from 'libphonenumber-js/max';
import type { QueryRunner } from 'typeorm';
import { AUTOMATIONS } from '../automation/triggers.ts';
import { introduceConsumers } from '../consumers/progress.ts';
import { RapportError } from '../errors/index.ts';
import { reject } from '../records/kinds/index.ts';
import { scoringConsumerNames } from '../scoring/scoring-consumers.ts';
import type { Installation } from './installation.ts';
import { insertBuiltInRoles, queryInTenant } from './migrate.ts';

export interface NewTenant {
  /** Short name by which tokens and commands refer to it. */
  readonly slug: string;
  readonly name: string;
  /** ISO 3166 code of the country of phone numbers written without one. */
  readonly defaultCountry?: string | undefined;
}

const SLUG = /^[a-z][a-z0-9-]{1,62}$/;

/** Makes a tenant with its built-in roles, as the owner of the database. Returns its number. */
export async function createTenant(
  queryRunner: QueryRunner,
  installation: Installation,
  { slug, name, defaultCountry }: NewTenant,
): Promise<number> {
  if (!SLUG.test(slug))
    reject('slug', 'must be 2 to 63 lower-case letters, digits or hyphens, beginning with a letter.');
  if (defaultCountry !== undefined && !isSupportedCountry(defaultCountry))
    reject('country', `"${defaultCountry}" is not the ISO 3166 code of a country with telephone numbers; TW is one.`);
  const [row] = (await queryRunner.query(
    'insert into tenant (slug, name, default_country) values ($1, $2, $3) on conflict (slug) do nothing returning tenant_id',
    [slug, name, defaultCountry ?? null],
  )) as { tenant_id: number }[];
  if (!row) throw new RapportError('DUPLICATE', `There is already a tenant "${slug}".`, { field: 'slug' });
  await insertBuiltInRoles(queryRunner, installation, row.tenant_id);
  await introduceHandlers(queryRunner, installation, row.tenant_id);
  return row.tenant_id;
}

/** Handlers follow a new tenant from its first event. */
async function introduceHandlers(queryRunner: QueryRunner, { plugins }: Installation, tenantId: number): Promise<void> {
  const names = [
    AUTOMATIONS,
    ...plugins.flatMap(({ id: plugin, after = [] }) => after.map(({ id: handler }) => ({ plugin, handler }))),
    ...scoringConsumerNames(plugins),
  ];
  const { text, values } = introduceConsumers(tenantId, names, 'begin');
  await queryInTenant(queryRunner, tenantId, text, [...values]);
}
