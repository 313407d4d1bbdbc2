import type { FieldOutput } from '../plan/nodes.ts';
import type { Field } from '../record-type.ts';
import { jsonConstant, jsonObject } from './json.ts';

/**
 * `answer`: the JSON goes to the client as it is, so a value's parts stand under the keys under which they were selected.
 * `source`: resolvers walk it, and find the parts by their names.
 */
export type JsonForm = 'answer' | 'source';

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

/** The same for a field as it was selected. */
export function outputJson({ field, parts }: FieldOutput, columns: readonly string[], form: JsonForm): string {
  const { json } = field.kind;
  if (json.shape !== 'composite' || form === 'source') return fieldJson(field, columns);
  const selected = parts.map((part) => ({
    key: part.key,
    sql: part.kind === 'typename' ? jsonConstant(part.name) : (json.parts[part.name]?.(columns) ?? 'null'),
  }));
  if (field.kind.isAlwaysShown) return jsonObject(selected);
  // A constant alone would not be null where the value is missing.
  return `case when ${columns[0]} is not null then ${jsonObject(selected)} end`;
}
