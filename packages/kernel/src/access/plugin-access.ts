import type { Composition } from '../plugins/composition.ts';
import type { Grant, RecordClass } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { Access } from './access.ts';
import type { Permission } from './permission.ts';
import { pluginRights } from './rights.ts';

/** What the code of a plugin may do, by name of the record type. With the plugin's own records it may do everything. */
export type PluginRights = Readonly<Record<string, Grant>>;

export interface ActingPlugin {
  readonly id: string;
  readonly records?: readonly RecordClass[];
  readonly rights?: PluginRights;
  readonly permissions?: readonly Permission[];
}

/** A plugin that acts by itself: nobody asked for what it does, so its own rights count. */
export function pluginAccess(
  { key, catalogue }: Pick<Composition, 'key' | 'catalogue'>,
  { id, records = [], rights = {}, permissions = [] }: ActingPlugin,
): Access {
  const names = permissions.map(({ name }) => name);
  const actorId = `plugin:${id}`;
  const own = new Set(records.map((record) => recordTypeOf(record).name));
  return new Access(
    { kind: 'PLUGIN', id: actorId, userId: undefined, teamIds: [], territoryIds: [], recordId: undefined },
    { id: actorId, key: actorId },
    pluginRights(catalogue, own, rights, names),
    key,
  );
}
