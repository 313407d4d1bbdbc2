import type { Migration } from '../../plugins/plugin.ts';

/**
 * A time during which only one record may hold something, as a range of numbers that an exclusion constraint compares:
 * keys lie so far apart that ranges of different keys never meet. GiST on uuids needs an extension that not every Postgres has.
 */
export const exclusiveWindows: Migration = {
  id: '0003-exclusive-windows',
  sql: `
create function exclusive_window(key text, begins timestamptz, ends timestamptz) returns numrange
language sql immutable parallel safe as $$
  select numrange(
    k.base + coalesce(extract(epoch from begins - timestamptz '1970-01-01 00:00:00+00') * 1000 + 5e15, 0),
    k.base + coalesce(extract(epoch from ends - timestamptz '1970-01-01 00:00:00+00') * 1000 + 5e15, 99999999999999999))
  from (select (hashtextextended(key collate "C", 1)::numeric * 18446744073709551616 + hashtextextended(key collate "C", 2)) * 1e17 as base) k
  where key is not null
$$;`,
};
