import { quoteIdentifier } from '../../tenancy/index.ts';
import { checksOf } from '../checks.ts';
import { columnsSql, foreignKeysOf, indexKeysSql, type Part } from '../ddl.ts';
import type { Extension, Index, RecordType } from '../record-type.ts';

/** The table of an extension as its class declares it. */
export function createExtensionSql(extension: Extension): string {
  const parts = [
    '"tenant_id" integer not null',
    '"id" uuid not null',
    ...columnsSql(extension).map(({ sql }) => sql),
    'primary key ("tenant_id", "id")',
    ...extensionChecks(extension).map(
      ({ name, expression }) => `constraint ${quoteIdentifier(name)} check (${expression})`,
    ),
  ];
  return [
    `create table ${quoteIdentifier(extension.table)} (\n  ${parts.join(',\n  ')}\n) with (fillfactor = 85);`,
    ...extension.indexes.map((index) => extensionIndexSql(extension, index)),
  ].join('\n');
}

export const extensionChecks = (extension: Extension) => checksOf({ ...extension, windows: [] });

/** Foreign keys: of the record that is extended, whose row goes with it, and of those that the fields name. */
export function extensionKeys(type: RecordType, extension: Extension): Part[] {
  const name = `${extension.table}_id_fkey`;
  const sql = `alter table ${quoteIdentifier(extension.table)} add constraint ${quoteIdentifier(name)} foreign key ("tenant_id", "id") references ${quoteIdentifier(type.table)} ("tenant_id", "id") on delete cascade;`;
  return [{ name, sql }, ...foreignKeysOf(extension)];
}

export function extensionIndexSql({ table }: Extension, index: Index): string {
  return `create ${index.unique ? 'unique ' : ''}index ${quoteIdentifier(index.name)} on ${quoteIdentifier(table)} (${indexKeysSql(index)});`;
}
