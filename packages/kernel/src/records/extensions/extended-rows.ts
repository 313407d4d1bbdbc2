import { quoteIdentifier } from '../../tenancy/index.ts';
import type { Extension, RecordType } from '../record-type.ts';

/**
 * A from item of the rows of a type with the columns of its extensions beside their own. A record without a row in an
 * extension is there all the same; Postgres leaves out the extensions of which nothing is asked.
 */
export function extendedTable(type: RecordType): string {
  const table = quoteIdentifier(type.table);
  if (type.extensions.size === 0) return table;
  return `(select r.*${extensionColumns(type)} from ${table} r${extensionJoins(type, 'r')})`;
}

/** Select list of the columns of all extensions, as `extensionJoins` brings them. */
export function extensionColumns({ extensions }: RecordType): string {
  return [...extensions.values()]
    .flatMap((extension, position) =>
      columnNames(extension).map((column) => {
        return `, x${position}.${quoteIdentifier(column)} as ${quoteIdentifier(`${extension.key}.${column}`)}`;
      }),
    )
    .join('');
}

/** Joins the rows of all extensions to those under an alias. */
export function extensionJoins({ extensions }: RecordType, alias: string): string {
  return [...extensions.values()]
    .map(({ table }, position) => {
      const x = `x${position}`;
      return ` left join ${quoteIdentifier(table)} ${x} on ${x}.tenant_id = ${alias}.tenant_id and ${x}.id = ${alias}.id`;
    })
    .join('');
}

export const columnNames = ({ fields }: Extension): string[] => [...fields.values()].flatMap(({ columns }) => columns);
