import { registerEnumType } from 'type-graphql';
import type { FieldKind } from '../field-kind.ts';
import type { EnumerationType, Field } from '../record-type.ts';
import { reject } from './reject.ts';

const enumerations = new WeakMap<object, EnumerationType>();

/**
 * Declares an enumeration once: values with their descriptions, for TypeScript, GraphQL and the database's CHECK.
 * @example
 *   export const Channel = enumeration('Channel', 'How the parties met.', { PHONE: 'By telephone.' });
 *   export type Channel = EnumerationValue<typeof Channel>;
 */
export function enumeration<const Values extends Record<string, string>>(
  name: string,
  description: string,
  values: Values,
): { readonly [Value in keyof Values & string]: Value } {
  const keys = Object.keys(values);
  const object = Object.fromEntries(keys.map((key) => [key, key])) as { [Value in keyof Values & string]: Value };
  registerEnumType(object, {
    name,
    description,
    valuesConfig: Object.fromEntries(keys.map((key) => [key, { description: values[key] }])) as never,
  });
  enumerations.set(object, { name, values: keys });
  return object;
}

export type EnumerationValue<Values extends object> = keyof Values & string;

export function enumerationTypeOf(values: object): EnumerationType {
  const type = enumerations.get(values);
  if (!type) throw new Error('An enum field takes what `enumeration()` returned.');
  return type;
}

/** One of a fixed list of values. Stored as text with a CHECK: comparisons of database enum types are not leakproof. */
export const enumerated = (values: object): FieldKind => ({
  name: 'enum',
  columns: [{ suffix: '', type: 'text', collation: 'C' }],
  output: () => () => values,
  inputType: (field) => enumOf(field).name,
  operators: ['eq', 'ne', 'in', 'isNull'],
  orderable: true,
  grouping: 'value',
  measures: ['countDistinct'],
  accept: (value, field, path) => {
    const { values: allowed } = enumOf(field);
    if (typeof value !== 'string' || !allowed.includes(value)) reject(path, `must be one of ${allowed.join(', ')}.`);
    return [value];
  },
  comparable: (value) => [value],
  show: ([value]) => value,
  json: { shape: 'scalar', sql: ([column]) => `'"'||${column}||'"'` },
});

function enumOf(field: Field): EnumerationType {
  if (!field.enumeration) throw new Error(`Field ${field.name} has no enumeration.`);
  return field.enumeration;
}
