import { API_ROLE, AUTHENTICATOR_ROLE, isolateTenants, quoteIdentifier } from '../tenancy/index.ts';

/**
 * The tenants. The owner of the database sees all of them, to migrate and to administer;
 * the API sees the current one, and finds one by its slug when a token names it.
 */
export const createTenants = `
create table tenant (
  tenant_id integer generated always as identity primary key,
  slug text collate "C" not null unique check (slug ~ '^[a-z][a-z0-9-]{1,62}$'),
  name text not null,
  default_country text check (default_country ~ '^[A-Z]{2}$'),
  created_at timestamptz(3) not null default now()
);
${isolateTenants('tenant', ['select'])}
create policy administration on tenant to current_user using (true) with check (true);
create policy authentication on tenant for select to ${quoteIdentifier(AUTHENTICATOR_ROLE)} using (true);
grant select on tenant to ${quoteIdentifier(AUTHENTICATOR_ROLE)};

create function find_tenant(tenant_slug text) returns integer
language sql stable security definer set search_path = pg_catalog, public as
$$ select t.tenant_id from public.tenant t where t.slug = tenant_slug $$;`;

/**
 * Hands functions to the role that may reach across tenants in them, and lets only the API call them.
 * Whoever migrates need not be a superuser: he joins that role for the moment of handing over.
 */
export function closeLookups(functions: readonly string[], owner = AUTHENTICATOR_ROLE): string {
  const role = quoteIdentifier(owner);
  const handOver = functions.map(
    (signature) => `
revoke all on function ${signature} from public;
grant execute on function ${signature} to ${quoteIdentifier(API_ROLE)};
alter function ${signature} owner to ${role};`,
  );
  return `
grant ${role} to current_user;
grant usage, create on schema public to ${role};${handOver.join('')}
revoke create on schema public from ${role};
revoke ${role} from current_user;`;
}
