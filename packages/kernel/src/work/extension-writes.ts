import type { Extension, Field, RecordType } from '../records/record-type.ts';
import { columnType } from '../records/sql/column-type.ts';
import { inputRows } from '../records/sql/input-rows.ts';
import type { StatementBuilder } from '../records/sql/statement-builder.ts';
import type { ColumnValues } from '../records/write/input.ts';
import { quoteIdentifier } from '../tenancy/index.ts';

interface WrittenRow {
  readonly uuid: string;
  readonly values: ColumnValues;
}

/** Common table expressions that write what plugins keep of the rows of `written`: only what was given for each extension. */
export function extensionWrites(
  statement: StatementBuilder,
  type: RecordType,
  rows: readonly WrittenRow[],
  written: string,
): string {
  return givenExtensions(type, rows)
    .map((extension) => {
      const fields = givenFields(extension, type, rows);
      const given = rows.filter(({ values }) => fields.some((field) => values.has(field)));
      const columns = fields.flatMap((field) =>
        field.columns.map((name, position) => ({
          name: ownColumn(extension, name),
          type: columnType(field, position),
          values: given.map(({ values }) => values.get(field)?.[position] ?? null),
        })),
      );
      const id = { name: 'id', type: 'uuid', values: given.map(({ uuid }) => uuid) };
      const names = columns.map(({ name }) => quoteIdentifier(name));
      const kept = names.map((name) => `${name} = excluded.${name}`).join(', ');
      return `,
${cteOf(extension, written)} as (
  insert into ${quoteIdentifier(extension.table)} (tenant_id, id, ${names.join(', ')})
  select ${written}.tenant_id, id, ${names.map((name) => `given.${name}`).join(', ')}
  from ${written} join ${inputRows(statement, 'given', [id, ...columns])} using (id)
  on conflict (tenant_id, id) do update set ${kept}
  returning *)`;
    })
    .join('');
}

/** A from item of the rows of `written` as they stand with what plugins were given for them. */
export function writtenRows(type: RecordType, rows: readonly WrittenRow[], written: string): string {
  if (type.extensions.size === 0) return written;
  const given = new Set(givenExtensions(type, rows));
  const columns = [...type.extensions.values()].flatMap((extension) =>
    extensionFields(extension, type).flatMap((field) =>
      field.columns.map((name, position) => {
        const isGiven = given.has(extension) && rows.some(({ values }) => values.has(field));
        const value = isGiven
          ? `${cteOf(extension, written)}.${quoteIdentifier(ownColumn(extension, name))}`
          : `null::${columnType(field, position)}`;
        return `, ${value} as ${quoteIdentifier(name)}`;
      }),
    ),
  );
  const joins = [...given].map((extension) => ` left join ${cteOf(extension, written)} using (tenant_id, id)`);
  return `(select ${written}.*${columns.join('')} from ${written}${joins.join('')}) ${written}`;
}

const extensionFields = ({ key }: Extension, { fields }: RecordType): Field[] =>
  [...fields.values()].filter(({ extension }) => extension?.key === key);

const givenFields = (extension: Extension, type: RecordType, rows: readonly WrittenRow[]): Field[] =>
  extensionFields(extension, type).filter((field) => rows.some(({ values }) => values.has(field)));

const givenExtensions = (type: RecordType, rows: readonly WrittenRow[]): Extension[] =>
  [...type.extensions.values()].filter((extension) => givenFields(extension, type, rows).length > 0);

const cteOf = ({ key }: Extension, written: string): string => quoteIdentifier(`${written}.${key}`);

const ownColumn = ({ key }: Extension, column: string): string => column.slice(key.length + 1);
