import { quoteIdentifier } from '../tenancy/index.ts';
import { checksOf } from './checks.ts';
import { conditionsOf, exclusionsOf } from './exclusions.ts';
import { foreignKeyName } from './field.decorators.ts';
import type { Index, RecordType } from './record-type.ts';
import { recordTypeOf } from './registry.ts';
import { successorColumn } from './relations.ts';

/**
 * SQL that creates a record type's table as its class declares it. Migrations hold what it printed and never change;
 * a test compares what they leave behind with this.
 */
export function createTableSql(type: RecordType): string {
  const columns = ['  "tenant_id" integer not null', ...columnsSql(type).map(({ sql }) => `  ${sql}`)];
  const constraints = [
    '  primary key ("tenant_id", "id")',
    ...checksOf(type).map(({ name, expression }) => `  constraint ${quoteIdentifier(name)} check (${expression})`),
    ...exclusionsOf(type).map(({ name, expression }) => `  constraint ${quoteIdentifier(name)} exclude ${expression}`),
  ];
  const indexes = type.indexes.map((index) => indexSql(type, index));
  return [
    // Room on every page lets an update stay on it, and then it touches no index.
    `create table ${quoteIdentifier(type.table)} (\n${[...columns, ...constraints].join(',\n')}\n) with (fillfactor = 85);`,
    ...indexes,
  ].join('\n');
}

/** A part of a table by its name. */
interface Part {
  readonly name: string;
  readonly sql: string;
}

/** Foreign keys of a record type; they come after all tables, because record types may refer to each other. */
export function foreignKeysSql(type: RecordType): string {
  return foreignKeys(type)
    .map(({ sql }) => sql)
    .join('\n');
}

export function foreignKeys(type: RecordType): Part[] {
  return [...type.references.values()].map(({ field, target }) => {
    const column = type.fields.get(field)?.columns[0] ?? '';
    const name = foreignKeyName(type.class.prototype as object, field);
    const other = recordTypeOf(target()).table;
    const sql = `alter table ${quoteIdentifier(type.table)} add constraint ${quoteIdentifier(name)} foreign key ("tenant_id", ${quoteIdentifier(column)}) references ${quoteIdentifier(other)} ("tenant_id", "id");`;
    return { name, sql };
  });
}

export function columnsSql(type: RecordType): Part[] {
  return [...type.fields.values()].flatMap(({ kind, columns, nullable, databaseDefault }) =>
    kind.columns.map(({ type: columnType, collation }, position) => {
      const name = columns[position] ?? '';
      const parts = [
        `${quoteIdentifier(name)} ${columnType}`,
        collation ? `collate ${quoteIdentifier(collation)}` : '',
        nullable ? '' : 'not null',
        databaseDefault ? `default ${databaseDefault}` : '',
      ];
      return { name, sql: parts.filter(Boolean).join(' ') };
    }),
  );
}

export function indexSql(type: RecordType, { name, columns, unique, of, when = {} }: Index): string {
  const keys = columns.map(({ column, descending, collation }) =>
    [quoteIdentifier(column), collation ? `collate ${quoteIdentifier(collation)}` : '', descending ? 'desc' : '']
      .filter(Boolean)
      .join(' '),
  );
  const successor = successorColumn(type);
  const rows = [
    `"deleted_at" is ${of === 'deleted' ? 'not ' : ''}null`,
    ...(successor && of !== 'deleted'
      ? [`${quoteIdentifier(successor)} is ${of === 'superseded' ? 'not ' : ''}null`]
      : []),
    ...conditionsOf(type, when),
  ].join(' and ');
  return `create ${unique ? 'unique ' : ''}index ${quoteIdentifier(name)} on ${quoteIdentifier(type.table)} ("tenant_id", ${keys.join(', ')}) where ${rows};`;
}
