import type { FieldKind } from '../field-kind.ts';
import type { EmbeddedTypes, Field } from '../record-type.ts';

/** A small JSON document of a declared type. It is read and written whole, never filtered or sorted. */
export const embedded: FieldKind = {
  name: 'embedded',
  columns: [{ suffix: '', type: 'jsonb' }],
  output: (field) => () => (typesOf(field).list ? [typesOf(field).output] : typesOf(field).output),
  inputType: (field) => (typesOf(field).list ? `[${typesOf(field).inputName}!]` : typesOf(field).inputName),
  inputClass: (field) => typesOf(field).input,
  operators: [],
  orderable: false,
  grouping: 'none',
  measures: [],
  // GraphQL checked the shape; `before` handlers state the rest.
  accept: (value) => [JSON.stringify(value)],
  comparable: () => [],
  show: ([value]) => (typeof value === 'string' ? JSON.parse(value) : value),
  json: { shape: 'embedded' },
};

function typesOf(field: Field): EmbeddedTypes {
  if (!field.embedded) throw new Error(`Field ${field.name} has no embedded type.`);
  return field.embedded;
}
