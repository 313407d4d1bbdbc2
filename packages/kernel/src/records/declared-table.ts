import { type CheckConstraint, checksOf } from './checks.ts';
import { columnsSql, createTableSql, foreignKeysOf, indexSql, type Part } from './ddl.ts';
import { type ExclusionConstraint, exclusionsOf } from './exclusions.ts';
import { createExtensionSql, extensionChecks, extensionIndexSql, extensionKeys } from './extensions/extension-ddl.ts';
import type { RecordType } from './record-type.ts';

/** A table as classes declare it. */
export interface DeclaredTable {
  readonly name: string;
  readonly create: string;
  readonly columns: readonly Part[];
  readonly checks: readonly CheckConstraint[];
  readonly exclusions: readonly ExclusionConstraint[];
  readonly indexes: readonly Part[];
  readonly foreignKeys: readonly Part[];
}

/** The table of a record type, and those of its extensions. */
export function declaredTables(type: RecordType): DeclaredTable[] {
  const { extensions, fields, references, indexes } = type;
  const isOwn = ({ extension }: { readonly extension?: unknown }) => extension === undefined;
  const ownFields = new Map([...fields].filter(([, field]) => isOwn(field)));
  const own: RecordType = {
    ...type,
    fields: ownFields,
    references: new Map([...references].filter(([, { field }]) => ownFields.has(field))),
    indexes: indexes.filter(isOwn),
  };
  return [
    {
      name: type.table,
      create: createTableSql(own),
      columns: columnsSql(own),
      checks: checksOf(own),
      exclusions: exclusionsOf(own),
      indexes: own.indexes.map((index) => ({ name: index.name, sql: indexSql(own, index) })),
      foreignKeys: foreignKeysOf(own),
    },
    ...[...extensions.values()]
      .filter(({ places, share }) => !places && !share)
      .map((extension) => ({
        name: extension.table,
        create: createExtensionSql(extension),
        columns: columnsSql(extension),
        checks: extensionChecks(extension),
        exclusions: [],
        indexes: extension.indexes.map((index) => ({ name: index.name, sql: extensionIndexSql(extension, index) })),
        foreignKeys: extensionKeys(type, extension),
      })),
  ];
}
