import { quoteIdentifier } from '../tenancy/index.ts';
import { checksOf } from './checks.ts';
import { foreignKeyName } from './field.decorators.ts';
import type { Field, Index, RecordType } from './record-type.ts';
import { recordTypeOf } from './registry.ts';

/**
 * SQL that creates a record type's table as its class declares it. Migrations are written once and never change;
 * a test compares what they leave behind with this.
 */
export function createTableSql(type: RecordType): string {
  const columns = ['  "tenant_id" integer not null', ...[...type.fields.values()].flatMap(columnSql)];
  const constraints = [
    '  primary key ("tenant_id", "id")',
    ...checksOf(type).map(({ name, expression }) => `  constraint ${quoteIdentifier(name)} check (${expression})`),
  ];
  const indexes = type.indexes.map((index) => indexSql(type, index));
  return [
    // Room on every page lets an update stay on it, and then it touches no index.
    `create table ${quoteIdentifier(type.table)} (\n${[...columns, ...constraints].join(',\n')}\n) with (fillfactor = 85);`,
    ...indexes,
  ].join('\n');
}

/** Foreign keys of a record type; they come after all tables, because record types may refer to each other. */
export function foreignKeysSql(type: RecordType): string {
  return [...type.references.values()]
    .map(({ field, target }) => {
      const column = type.fields.get(field)?.columns[0] ?? '';
      const name = foreignKeyName(type.class.prototype as object, field);
      const other = recordTypeOf(target()).table;
      return `alter table ${quoteIdentifier(type.table)} add constraint ${quoteIdentifier(name)} foreign key ("tenant_id", ${quoteIdentifier(column)}) references ${quoteIdentifier(other)} ("tenant_id", "id");`;
    })
    .join('\n');
}

function columnSql(field: Field): string[] {
  return field.kind.columns.map(({ type, collation }, position) => {
    const parts = [
      `  ${quoteIdentifier(field.columns[position] ?? '')} ${type}`,
      collation ? `collate ${quoteIdentifier(collation)}` : '',
      field.nullable ? '' : 'not null',
      field.databaseDefault ? `default ${field.databaseDefault}` : '',
    ];
    return parts.filter(Boolean).join(' ');
  });
}

function indexSql(type: RecordType, { name, columns, unique, of }: Index): string {
  const keys = columns.map(({ column, descending, collation }) =>
    [quoteIdentifier(column), collation ? `collate ${quoteIdentifier(collation)}` : '', descending ? 'desc' : '']
      .filter(Boolean)
      .join(' '),
  );
  return `create ${unique ? 'unique ' : ''}index ${quoteIdentifier(name)} on ${quoteIdentifier(type.table)} ("tenant_id", ${keys.join(', ')}) where "deleted_at" is ${of === 'deleted' ? 'not ' : ''}null;`;
}
