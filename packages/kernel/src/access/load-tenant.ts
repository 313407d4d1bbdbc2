import type { StatementRunner } from '../tenancy/index.ts';
import type { Tenant } from './actor.ts';

/** The tenant with this number. */
export async function loadTenant(runner: StatementRunner, id: number): Promise<Tenant> {
  const [row] = await runner.run<{ slug: string; name: string; default_country: string | null }>({
    text: 'select slug, name, default_country from tenant where tenant_id = $1',
    values: [id],
  });
  if (!row) throw new Error(`There is no tenant ${id}.`);
  return { id, slug: row.slug, name: row.name, defaultCountry: row.default_country ?? undefined };
}
