import { API_ROLE } from './database-roles.ts';
import { quoteIdentifier } from './statement.ts';
import { TENANT_SETTING } from './tenant-setting.ts';

/** The tenant of the running query. A sub-select, so that it is read once; without a tenant the cast fails. */
const CURRENT_TENANT = `(select current_setting('${TENANT_SETTING}')::int)`;

export type TablePrivilege = 'select' | 'insert' | 'update' | 'delete';

/**
 * SQL that closes a tenant table to everything but the current tenant, also for its owner,
 * and grants the API what it needs. Records are deleted softly, so `delete` is for tables that say so.
 */
export function isolateTenants(
  table: string,
  privileges: readonly TablePrivilege[] = ['select', 'insert', 'update'],
): string {
  const name = quoteIdentifier(table);
  return `
alter table ${name} enable row level security;
alter table ${name} force row level security;
create policy tenant_isolation on ${name} to ${quoteIdentifier(API_ROLE)}, current_user
  using (tenant_id = ${CURRENT_TENANT}) with check (tenant_id = ${CURRENT_TENANT});
grant ${privileges.join(', ')} on ${name} to ${quoteIdentifier(API_ROLE)};`;
}
