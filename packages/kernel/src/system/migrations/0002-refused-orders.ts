import type { Migration } from '../../plugins/plugin.ts';

/** Only the database learns whether a list without an index for its order is long; this is how it says so. */
export const refusedOrders: Migration = {
  id: '0002-refused-orders',
  sql: `
create function refuse_sort(fields text) returns boolean
language plpgsql volatile as $$
begin
  raise exception using errcode = 'RP001', message = fields;
end $$;`,
};
