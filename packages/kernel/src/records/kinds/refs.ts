import { ID } from 'type-graphql';
import type { FieldKind } from '../field-kind.ts';
import { decodeId, encodeId } from '../record-id.ts';
import type { Field } from '../record-type.ts';
import { targetOf } from './id.ts';
import { reject } from './reject.ts';

/** A list is read with its record, so it is short. */
export const MAX_REFS = 100;

/**
 * Ids of records of one type, in an order, each at most once. They stand in one column, which is never compared by an
 * index: the token index leads from a record to those that refer to it.
 */
export const refs: FieldKind = {
  name: 'refs',
  columns: [{ suffix: '', type: 'jsonb' }],
  output: () => () => [ID],
  isAlwaysShown: true,
  inputType: () => '[ID!]',
  operators: ['containsAny', 'isNull'],
  orderable: false,
  grouping: 'none',
  measures: [],
  accept: (value, field, path) => {
    if (!Array.isArray(value)) reject(path, 'must be a list.');
    const { max = MAX_REFS } = field;
    if (value.length > max) reject(path, `has ${value.length} items; at most ${max} are allowed.`);
    const uuids = value.map((each, index) => decodeId(targetOf(field), each, `${path}[${index}]`));
    if (new Set(uuids).size < uuids.length) reject(path, 'names a record twice.');
    return [uuids.length > 0 ? JSON.stringify(uuids) : null];
  },
  comparable: (value, field, path) => [JSON.stringify(uuidsOf(value, field, path))],
  compare: (_operator, [column], [wanted]) => `${column} ?| array(select jsonb_array_elements_text(${wanted}))`,
  show: ([value], field) => storedRefs(value).map((uuid) => encodeId(targetOf(field), uuid)),
  json: {
    shape: 'scalar',
    // As JSON.stringify writes it: the database itself would put blanks between the items.
    sql: ([column], field) =>
      `(select '['||coalesce(string_agg('"${targetOf(field).prefix}_'||item||'"', ',' order by place), '')||']' from jsonb_array_elements_text(${column}) with ordinality listed(item, place))`,
  },
};

/** What the column holds, in the database's form of ids. */
export const storedRefs = (value: unknown): string[] =>
  ((typeof value === 'string' ? JSON.parse(value) : value) ?? []) as string[];

/** Ids of a filter in the database's form. */
export const uuidsOf = (value: unknown, field: Field, path: string): string[] =>
  (value as unknown[]).map((each, index) => decodeId(targetOf(field), each, `${path}[${index}]`));
