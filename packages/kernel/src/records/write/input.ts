import { RapportError } from '../../errors/index.ts';
import type { InputContext } from '../field-kind.ts';
import { reject } from '../kinds/index.ts';
import type { ReadAccess } from '../read-access.ts';
import type { Field, RecordType } from '../record-type.ts';
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

/** Validates and normalises an input. Unknown and forbidden keys are refused alike. */
export function readInput(
  type: RecordType,
  input: RecordInput,
  mode: 'create' | 'update',
  access: ReadAccess,
  context: InputContext,
  path: string,
): ColumnValues {
  const allowed = new Map(inputFields(type, mode).map((field) => [field.name, field]));
  const values = new Map<Field, readonly unknown[]>();
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    const field = allowed.get(name);
    const at = `${path}.${name}`;
    if (!field || !access.canWrite(type, field))
      throw new RapportError('INPUT_INVALID', `${at}: no such field.`, { field: at });
    values.set(field, readValue(field, value, at, context));
  }
  return values;
}

function readValue(field: Field, value: unknown, path: string, context: InputContext): readonly unknown[] {
  if (value === null) {
    if (!field.nullable) reject(path, 'must not be null.');
    return field.columns.map(() => null);
  }
  return field.kind.accept(value, field, path, context);
}

/** Adds defaults to the values of a new record, and refuses it when a required field is missing. */
export function completeValues(
  type: RecordType,
  values: ColumnValues,
  context: InputContext,
  path: string,
): ColumnValues {
  const complete = new Map(values);
  for (const field of type.fields.values()) {
    if (complete.has(field) || isSystemField(field)) continue;
    if (field.default !== undefined) complete.set(field, field.kind.accept(field.default, field, field.name, context));
    else if (!field.nullable) reject(`${path}.${field.name}`, 'is required.');
  }
  return complete;
}
