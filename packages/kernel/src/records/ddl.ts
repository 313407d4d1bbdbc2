import { quoteIdentifier } from '../tenancy/index.ts';
import { checksOf } from './checks.ts';
import { conditionsOf, exclusionsOf } from './exclusions.ts';
import { foreignKeyName } from './field.decorators.ts';
import type { Index, RecordType } from './record-type.ts';
import { recordTypeOf } from './registry.ts';
import { successorColumn } from './relations.ts';

/** SQL that creates a record type's table as its class declares it. */
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
export interface Part {
  readonly name: string;
  readonly sql: string;
}

/** A record type or an extension: what has a table, a class and fields. */
type Tabled = Pick<RecordType, 'table' | 'class' | 'fields' | 'references'>;

/** Foreign keys; they come after all tables, because record types may refer to each other. */
export function foreignKeysOf(type: Tabled): Part[] {
  return [...type.references.values()].map(({ field, target }) => {
    const column = type.fields.get(field)?.columns[0] ?? '';
    const name = foreignKeyName(type.class.prototype as object, field);
    const other = recordTypeOf(target()).table;
    const sql = `alter table ${quoteIdentifier(type.table)} add constraint ${quoteIdentifier(name)} foreign key ("tenant_id", ${quoteIdentifier(column)}) references ${quoteIdentifier(other)} ("tenant_id", "id");`;
    return { name, sql };
  });
}

export function columnsSql(type: Pick<RecordType, 'fields'>): Part[] {
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

export function indexSql(type: RecordType, index: Index): string {
  const { name, unique, of, when = {} } = index;
  const successor = successorColumn(type);
  const rows = [
    `"deleted_at" is ${of === 'deleted' ? 'not ' : ''}null`,
    ...(successor && of !== 'deleted'
      ? [`${quoteIdentifier(successor)} is ${of === 'superseded' ? 'not ' : ''}null`]
      : []),
    ...conditionsOf(type, when),
  ].join(' and ');
  return `create ${unique ? 'unique ' : ''}index ${quoteIdentifier(name)} on ${quoteIdentifier(type.table)} (${indexKeysSql(index)}) where ${rows};`;
}

export function indexKeysSql({ columns }: Index): string {
  const keys = columns.map(({ column, descending, collation }) =>
    [quoteIdentifier(column), collation ? `collate ${quoteIdentifier(collation)}` : '', descending ? 'desc' : '']
      .filter(Boolean)
      .join(' '),
  );
  return ['"tenant_id"', ...keys].join(', ');
}
