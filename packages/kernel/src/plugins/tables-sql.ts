import { declaredTables } from '../records/declared-table.ts';
import { extendRecordType, extensionsByTarget } from '../records/extensions/extend-record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { isolateTenants } from '../tenancy/index.ts';
import type { PluginDefinition } from './plugin.ts';

/**
 * SQL that creates the tables of a plugin as its classes declare them at the moment. Good for tests and for what is not
 * released yet: a migration must never change, so a released one holds what `rapport migration` printed.
 */
export function tablesSql({
  id,
  records = [],
  extensions = [],
}: Pick<PluginDefinition, 'id' | 'records' | 'extensions'>): string {
  const added = extensionsByTarget(extensions.map((each) => ({ plugin: id, class: each })));
  const tables = [
    ...records.flatMap((each) => declaredTables(recordTypeOf(each))),
    ...[...added].flatMap(([type, each]) => declaredTables(extendRecordType(type, each)).slice(1)),
  ];
  return [
    ...tables.map(({ create }) => create),
    ...tables.flatMap(({ foreignKeys }) => foreignKeys.map(({ sql }) => sql)),
    ...tables.map(({ name }) => isolateTenants(name)),
  ].join('\n');
}
