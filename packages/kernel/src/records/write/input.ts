import { RapportError } from '../../errors/index.ts';
import type { InputContext } from '../field-kind.ts';
import { reject } from '../kinds/index.ts';
import type { ReadAccess } from '../read-access.ts';
import type { Field, RecordType } from '../record-type.ts';
import { fieldOf } from '../relations.ts';
import { isSystemField } from '../system-fields.ts';

/** Values of a create or update input, by field name. */
export type RecordInput = Readonly<Record<string, unknown>>;

/** Database values of fields, one per column. */
export type ColumnValues = ReadonlyMap<Field, readonly unknown[]>;

/** Fields that an input of this sort may name. */
export function inputFields(type: RecordType, mode: 'create' | 'update'): Field[] {
  return [...type.fields.values()].filter(
    ({ writable }) => writable === 'always' || (writable === 'create' && mode === 'create'),
  );
}

export const isRequired = (field: Field): boolean => !field.nullable && field.default === undefined;

/** Validates and normalises an input that may name these fields. Unknown and forbidden keys are refused alike. */
export function readInput(
  type: RecordType,
  input: RecordInput,
  fields: readonly Field[],
  access: ReadAccess,
  context: InputContext,
  path: string,
): ColumnValues {
  const allowed = new Map(fields.map((field) => [field.name, field]));
  const values = new Map<Field, readonly unknown[]>();
  for (const [name, value] of namedValues(type, input, path)) {
    if (value === undefined) continue;
    const field = allowed.get(name);
    const at = `${path}.${name}`;
    if (!field || !access.canWrite(type, field))
      throw new RapportError('INPUT_INVALID', `${at}: no such field.`, { field: at });
    values.set(field, readValue(field, value, at, context));
  }
  return values;
}

/** Values that code gives: also of fields that no input may name. */
export function readKeptValues(
  type: RecordType,
  values: RecordInput,
  context: InputContext,
  path: string,
): ColumnValues {
  return new Map(
    namedValues(type, values, path).map(([name, value]) => {
      const field = fieldOf(type, name);
      return [field, readValue(field, value, `${path}.${name}`, context)];
    }),
  );
}

/** Values by the full names of their fields: those of a plugin may also stand in an object under its key. */
function namedValues({ extensions }: RecordType, input: RecordInput, path: string): [string, unknown][] {
  return Object.entries(input).flatMap(([name, value]): [string, unknown][] => {
    if (!extensions.has(name) || value === undefined) return [[name, value]];
    if (value === null) reject(`${path}.${name}`, 'must not be null. Give null for the fields in it.');
    return Object.entries(value as RecordInput).map(([own, inner]) => [`${name}.${own}`, inner]);
  });
}

/** Refuses a time that ends before it begins. `held` gives what the record will hold. */
export function checkWindows(type: RecordType, held: (field: Field) => unknown, path: string): void {
  for (const { from, until } of type.windows) {
    const [begins, ends] = [held(from), held(until)];
    if (begins == null || ends == null || instant(ends) > instant(begins)) continue;
    reject(`${path}.${until.name}`, `must be later than ${from.name}.`);
  }
}

const instant = (value: unknown): number => new Date(value as string | Date).getTime();

function readValue(field: Field, value: unknown, path: string, context: InputContext): readonly unknown[] {
  if (value === null) {
    if (!field.nullable) reject(path, 'must not be null.');
    return field.columns.map(() => null);
  }
  return field.kind.accept(value, field, path, context);
}

/** Adds defaults to the values of a new record. */
export function withDefaults(type: RecordType, values: ColumnValues, context: InputContext): ColumnValues {
  const complete = new Map(values);
  for (const field of type.fields.values()) {
    if (complete.has(field) || isSystemField(field) || field.default === undefined) continue;
    complete.set(field, field.kind.accept(field.default, field, field.name, context));
  }
  return complete;
}

/** Refuses a new record that lacks a required field. */
export function assertComplete(type: RecordType, values: ColumnValues, path: string): void {
  for (const field of type.fields.values()) {
    if (field.nullable || isSystemField(field) || values.has(field)) continue;
    reject(`${path}.${field.name}`, 'is required.');
  }
}
