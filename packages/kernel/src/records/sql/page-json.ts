import { type Page, type PagedNode, type PageInfoOutput, rowsToRead } from '../plan/nodes.ts';
import { type JsonEntry, jsonConstant } from './json.ts';

/** The rows' JSON: one text where all rows are shown, an array where one more was read than is shown. */
export function rowsOfJson(node: PagedNode, element: string, order: string): string {
  return rowsToRead(node) === node.page.size
    ? `coalesce(string_agg(${element}, ','${order}), '')`
    : `coalesce(array_agg(${element}${order}), '{}')`;
}

export function jsonArray(name: string, node: PagedNode): string {
  const { size, backward } = node.page;
  if (rowsToRead(node) === size) return `'['||page.${name}||']'`;
  const asked = backward
    ? `page.${name}[greatest(cardinality(page.${name}) - ${size - 1}, 1):]`
    : `page.${name}[1:${size}]`;
  return `'['||array_to_string(${asked}, ',')||']'`;
}

export function pageInfoEntry(
  output: PageInfoOutput,
  { size, backward, cursor }: Page,
  cursors: () => string,
  mayEndEarly: boolean,
): JsonEntry {
  const { key } = output;
  const full = `page.met > ${size}`;
  const more = `(${full}${mayEndEarly ? ' or page.cut is not null' : ''})::text`;
  // Whoever pages from a cursor came from the other side of it.
  const came = `'${cursor !== undefined}'::text`;
  const edge = (cursorAt: string): JsonEntry => ({ key, sql: `'"'||${cursorAt}||'"'`, nullable: true });
  const near = () => `${cursors()}[${backward ? 'page.met' : '1'}]`;
  const far = () => {
    const last = `${cursors()}[${backward ? `greatest(page.met - ${size - 1}, 1)` : `least(page.met, ${size})`}]`;
    // A page that was cut short goes on behind the last row that was looked at.
    return mayEndEarly ? `(case when ${full} then ${last} else coalesce(page.cut, ${last}) end)` : last;
  };
  switch (output.kind) {
    case 'typename':
      return { key, sql: jsonConstant(output.name) };
    case 'hasNextPage':
      return { key, sql: backward ? came : more };
    case 'hasPreviousPage':
      return { key, sql: backward ? more : came };
    case 'startCursor':
      return edge(backward ? far() : near());
    case 'endCursor':
      return edge(backward ? near() : far());
  }
}
