import type { FieldKind } from '../field-kind.ts';
import type { Field } from '../record-type.ts';
import { enumerated, enumerationTypeOf } from './enumeration.ts';
import { reject } from './reject.ts';
import { text } from './text.ts';

const MAX_ITEMS = 100;

/** A short list of values that are texts in the database. It is read and written whole, never filtered or sorted. */
function listOf(
  name: string,
  item: FieldKind,
  types: Pick<FieldKind, 'output' | 'inputType'>,
  assertSound: (items: readonly unknown[], path: string) => void = () => undefined,
): FieldKind {
  return {
    name,
    columns: [{ suffix: '', type: 'jsonb' }],
    ...types,
    operators: [],
    orderable: false,
    grouping: 'none',
    measures: [],
    accept: (value, field, path, context) => {
      if (!Array.isArray(value)) reject(path, 'must be a list.');
      if (value.length > MAX_ITEMS) reject(path, `has ${value.length} items; at most ${MAX_ITEMS} are allowed.`);
      const required: Field = { ...field, nullable: false };
      const items = value.flatMap((each, index) => item.accept(each, required, `${path}[${index}]`, context));
      assertSound(items, path);
      return [JSON.stringify(items)];
    },
    comparable: () => [],
    show: ([value]) => (typeof value === 'string' ? JSON.parse(value) : value),
    json: {
      shape: 'scalar',
      // As JSON.stringify writes it: the database itself would put blanks between the items.
      sql: ([column]) =>
        `(select '['||coalesce(string_agg(to_json(item)::text, ',' order by place), '')||']' from jsonb_array_elements_text(${column}) with ordinality listed(item, place))`,
    },
  };
}

/** Texts of one line. */
export const texts = listOf('texts', text, { output: () => () => [String], inputType: () => '[String!]' });

/** Several values of an enumeration, each at most once. */
export function enums(values: object): FieldKind {
  const enumeration = enumerationTypeOf(values);
  const one = enumerated(values);
  const item: FieldKind = {
    ...one,
    accept: (value, field, ...rest) => one.accept(value, { ...field, enumeration }, ...rest),
  };
  const types = { output: () => () => [values], inputType: () => `[${enumeration.name}!]` };
  return listOf('enums', item, types, (items, path) => {
    if (new Set(items).size < items.length) reject(path, 'names a value twice.');
  });
}
