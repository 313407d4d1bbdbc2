import { closeLookups } from '../access/tenant-table.ts';
import { SCHEDULER_ROLE } from '../tenancy/index.ts';

/**
 * Finds tenants in which records are due. The names of tables and columns come from what plugins declare; the role that
 * owns the function sees of them when rows are due, and of no other table anything.
 */
export const createAlarmLookup = [
  `
create function due_alarms(asked jsonb) returns table (tenant_id integer, plugin text, alarm text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare one record;
begin
  for one in select * from jsonb_to_recordset(asked) a(plugin text, alarm text, "table" text, "column" text) loop
    return query execute format('
      select t.tenant_id, $1, $2 from tenant t
      where exists (
        select from %1$I r where r.tenant_id = t.tenant_id and r.%2$I <= now() and r.deleted_at is null)
      and not exists (
        select from plugin_switch s
        where s.tenant_id = t.tenant_id and s.plugin = $1 and not s.enabled and s.deleted_at is null)',
      one."table", one."column") using one.plugin, one.alarm;
  end loop;
end $$;`,
  closeLookups(['due_alarms(jsonb)'], SCHEDULER_ROLE),
].join('\n');
