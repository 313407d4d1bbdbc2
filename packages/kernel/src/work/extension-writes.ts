import { columnDefaults } from '../records/extensions/column-defaults.ts';
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
      const given = { extension, fields: givenFields(extension, type, rows), rows };
      return extension.places
        ? writeValues(statement, given, extension.places, written)
        : writeRow(statement, given, written);
    })
    .join('');
}

interface Given {
  readonly extension: Extension;
  readonly fields: readonly Field[];
  readonly rows: readonly WrittenRow[];
}

/** One row per record, with a column per field. */
function writeRow(statement: StatementBuilder, { extension, fields, rows }: Given, written: string): string {
  const given = rows.filter(({ values }) => fields.some((field) => values.has(field)));
  const columns = fields.flatMap((field) =>
    field.columns.map((name, position) => ({
      name: ownColumn(extension, name),
      type: columnType(field, position),
      values: given.map(({ values }) => values.get(field)?.[position] ?? null),
    })),
  );
  // A record may have no row yet, and a row needs what must not be missing.
  const needed = [...extension.fields.values()].filter(
    ({ name, nullable }) => !nullable && !fields.some((field) => field.extension?.name === name),
  );
  const defaults = columnDefaults(needed).map(({ value, ...column }) => ({
    ...column,
    values: given.map(() => value),
  }));
  const id = { name: 'id', type: 'uuid', values: given.map(({ uuid }) => uuid) };
  const names = [...columns, ...defaults].map(({ name }) => quoteIdentifier(name));
  const kept = columns.map(({ name }) => `${quoteIdentifier(name)} = excluded.${quoteIdentifier(name)}`).join(', ');
  return `,
${cteOf(extension, written)} as (
  insert into ${quoteIdentifier(extension.table)} (tenant_id, id, ${names.join(', ')})
  select ${written}.tenant_id, id, ${names.map((name) => `given.${name}`).join(', ')}
  from ${written} join ${inputRows(statement, 'given', [id, ...columns, ...defaults])} using (id)
  on conflict (tenant_id, id) do update set ${kept}
  returning *)`;
}

/** One row per record and field; none where the value is missing. */
function writeValues(
  statement: StatementBuilder,
  { extension, fields, rows }: Given,
  places: NonNullable<Extension['places']>,
  written: string,
): string {
  const entries = rows.flatMap(({ uuid, values }) =>
    fields.flatMap((field) => {
      const place = places.get(field.extension?.name ?? '');
      const value = values.get(field)?.[0];
      return place && value !== undefined ? [{ uuid, field, place, value }] : [];
    }),
  );
  const types = new Map(entries.map(({ field, place }) => [place.column, columnType(field)]));
  const given = inputRows(statement, 'given', [
    { name: 'id', type: 'uuid', values: entries.map(({ uuid }) => uuid) },
    { name: 'field_id', type: 'uuid', values: entries.map(({ place }) => place.fieldId) },
    ...[...types].map(([name, type]) => ({
      name,
      type,
      values: entries.map(({ place, value }) => (place.column === name ? value : null)),
    })),
  ]);
  const table = quoteIdentifier(extension.table);
  const names = [...types.keys()].map(quoteIdentifier);
  const list = names.join(', ');
  return `,
${quoteIdentifier(`${written}.${extension.key}.given`)} as not materialized (select ${written}.tenant_id, given.* from ${written} join ${given} using (id)),
${cteOf(extension, written)} as (
  insert into ${table} (tenant_id, record_id, field_id, ${list})
  select tenant_id, id, field_id, ${list} from ${quoteIdentifier(`${written}.${extension.key}.given`)} where num_nonnulls(${list}) = 1
  on conflict (tenant_id, record_id, field_id) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}),
${quoteIdentifier(`${written}.${extension.key}.emptied`)} as (
  delete from ${table} v using ${quoteIdentifier(`${written}.${extension.key}.given`)} g
  where v.tenant_id = g.tenant_id and v.record_id = g.id and v.field_id = g.field_id and num_nonnulls(${names.map((name) => `g.${name}`).join(', ')}) = 0)`;
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
