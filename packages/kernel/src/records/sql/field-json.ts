import type { Field } from '../record-type.ts';
import { jsonObject } from './json.ts';

/** Expression that yields the JSON of a field's value from its columns; SQL null where they are. */
export function fieldJson(field: Field, columns: readonly string[]): string {
  const { json } = field.kind;
  switch (json.shape) {
    case 'scalar':
      return json.sql(columns, field);
    case 'composite':
      return jsonObject(Object.entries(json.parts).map(([key, part]) => ({ key, sql: part(columns) })));
    case 'embedded':
      return `${columns[0]}::text`;
  }
}
