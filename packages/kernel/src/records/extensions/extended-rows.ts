import { quoteIdentifier, quoteLiteral } from '../../tenancy/index.ts';
import type { Extension, RecordType } from '../record-type.ts';

/**
 * A from item of the rows of a type, with those columns of its extensions that are asked for beside their own. A record
 * without a row in an extension is there all the same.
 */
export function extendedTable(type: RecordType, asked: ReadonlySet<string>): string {
  const table = quoteIdentifier(type.table);
  const { columns, joins } = extensionParts(type, 'r', (column) => asked.has(column));
  return joins === '' ? table : `(select r.*${columns} from ${table} r${joins})`;
}

/** The same with the columns of all extensions. */
export const fullTable = (type: RecordType): string => extendedTable(type, new Set(extensionColumnNames(type)));

/** What must stand in the select list and behind the from item `alias` to have columns of extensions beside the record's own. */
export function extensionParts(
  { extensions }: RecordType,
  alias: string,
  isAsked: (column: string) => boolean = () => true,
): { readonly columns: string; readonly joins: string } {
  const columns: string[] = [];
  const joins: string[] = [];
  for (const [position, extension] of [...extensions.values()].entries()) {
    const asked = columnNames(extension).filter((column) => isAsked(`${extension.key}.${column}`));
    if (asked.length === 0) continue;
    const x = `x${position}`;
    if (extension.places) {
      for (const [index, column] of asked.entries()) {
        const place = extension.places.get(column);
        if (!place) throw new Error(`${extension.key}.${column} has no place.`);
        const v = `${x}_${index}`;
        columns.push(`, ${v}.${quoteIdentifier(place.column)} as ${quoteIdentifier(`${extension.key}.${column}`)}`);
        joins.push(
          ` left join ${quoteIdentifier(extension.table)} ${v} on ${v}.tenant_id = ${alias}.tenant_id and ${v}.record_id = ${alias}.id and ${v}.field_id = ${quoteLiteral(place.fieldId)}::uuid`,
        );
      }
      continue;
    }
    columns.push(
      ...asked.map((column) => `, ${x}.${quoteIdentifier(column)} as ${quoteIdentifier(`${extension.key}.${column}`)}`),
    );
    const { table, share } = extension;
    const own = share ? ` and ${x}.${quoteIdentifier(share.column)} = ${quoteLiteral(share.value)}` : '';
    joins.push(
      ` left join ${quoteIdentifier(table)} ${x} on ${x}.tenant_id = ${alias}.tenant_id and ${x}.id = ${alias}.id${own}`,
    );
  }
  return { columns: columns.join(''), joins: joins.join('') };
}

const extensionColumnNames = ({ extensions }: RecordType): string[] =>
  [...extensions.values()].flatMap((extension) => columnNames(extension).map((column) => `${extension.key}.${column}`));

const columnNames = ({ fields }: Extension): string[] => [...fields.values()].flatMap(({ columns }) => columns);
