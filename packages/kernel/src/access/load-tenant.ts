import type { CustomFieldDefinition } from '../custom-fields/custom-extension.ts';
import type { Composition } from '../plugins/composition.ts';
import type { StatementRunner } from '../tenancy/index.ts';
import type { Tenant } from './actor.ts';
import type { Compositions } from './principal.ts';

interface TenantRow {
  readonly slug: string;
  readonly name: string;
  readonly default_country: string | null;
  readonly setup: TenantSetup;
}

/** What a tenant has made of the installation. */
export interface TenantSetup {
  readonly disabledPlugins: readonly string[];
  readonly customFields: readonly CustomFieldDefinition[];
}

/** Ids of the plugins that the tenant `$1` has switched off. */
export const DISABLED_PLUGINS =
  'array(select plugin from plugin_switch where tenant_id = $1 and not enabled and deleted_at is null)';

/** The setup of the tenant `$1`. */
export const TENANT_SETUP = `jsonb_build_object(
  'disabledPlugins', ${DISABLED_PLUGINS},
  'customFields', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'recordType', record_type, 'name', name, 'kind', kind,
    'description', description, 'choices', choices) order by id), '[]')
    from custom_field where tenant_id = $1 and deleted_at is null))`;

/** The tenant with this number, and the plugins that it has switched on. */
export async function loadTenant(
  runner: StatementRunner,
  compositions: Compositions,
  id: number,
): Promise<{ readonly tenant: Tenant; readonly composition: Composition }> {
  const [row] = await runner.run<TenantRow>({
    text: `select slug, name, default_country, ${TENANT_SETUP} as setup from tenant where tenant_id = $1`,
    values: [id],
  });
  if (!row) throw new Error(`There is no tenant ${id}.`);
  const { slug, name, default_country: defaultCountry } = row;
  return {
    tenant: { id, slug, name, defaultCountry: defaultCountry ?? undefined },
    composition: compositions.of(row.setup),
  };
}
