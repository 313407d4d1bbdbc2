import {
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLNonNull,
} from 'graphql';
import { pascalCase } from '../records/naming.ts';
import type { Field, RecordType, Transition } from '../records/record-type.ts';
import { inputFields, isRequired } from '../records/write/input.ts';
import type { FieldRules } from './field-rules.ts';
import type { TypeBook } from './type-book.ts';

/** Input of a record's creation; required fields without a default must be given. */
export const createInputType = (book: TypeBook, type: RecordType, rules: FieldRules) =>
  inputType(book, type, rules, 'create', `Values of a new ${type.name}.`);

/** Input of a record's change; what is not given stays as it is. */
export const updateInputType = (book: TypeBook, type: RecordType, rules: FieldRules) =>
  inputType(
    book,
    type,
    rules,
    'update',
    `New values of a ${type.name}. What is not given stays; null empties a field that may be missing.`,
  );

/** Input of a step of a life cycle; undefined when nothing goes with it. */
export function transitionInputType(
  book: TypeBook,
  type: RecordType,
  { name, takes, requires }: Transition,
  rules: FieldRules,
): GraphQLInputType | undefined {
  const writable = [...requires, ...takes].filter((field) => rules.canWrite(type, field));
  if (writable.length === 0) return undefined;
  const input = `${pascalCase(name)}${type.name}Input`;
  const fields = () => inputConfig(book, writable, () => false);
  return book.define(
    input,
    () => new GraphQLInputObjectType({ name: input, description: `What goes with ${name} of a ${type.name}.`, fields }),
  );
}

function inputType(
  book: TypeBook,
  type: RecordType,
  rules: FieldRules,
  mode: 'create' | 'update',
  description: string,
): GraphQLInputObjectType {
  const name = `${mode === 'create' ? 'Create' : 'Update'}${type.name}Input`;
  const writable = inputFields(type, mode).filter((field) => rules.canWrite(type, field));
  const own = writable.filter((field) => !field.extension);
  const fields = () => ({
    ...inputConfig(book, own, (field) => mode === 'create' && isRequired(field)),
    ...extensionInputs(book, type, writable, mode),
  });
  return book.define(name, () => new GraphQLInputObjectType({ name, description, fields }));
}

/** What plugins added, each in an object under its key. */
function extensionInputs(
  book: TypeBook,
  { name: typeName, extensions }: RecordType,
  writable: readonly Field[],
  mode: 'create' | 'update',
): GraphQLInputFieldConfigMap {
  const inputs: GraphQLInputFieldConfigMap = {};
  for (const { key, name: extended, description } of extensions.values()) {
    const fields = writable.filter(({ extension }) => extension?.key === key);
    if (fields.length === 0) continue;
    const name = `${mode === 'create' ? 'Create' : 'Update'}${extended}Input`;
    const config = {
      name,
      description: `Values of ${key} of a ${typeName}.`,
      fields: () => inputConfig(book, fields, () => false),
    };
    inputs[key] = { type: book.define(name, () => new GraphQLInputObjectType(config)), description };
  }
  return inputs;
}

function inputConfig(
  book: TypeBook,
  fields: readonly Field[],
  required: (field: Field) => boolean,
): GraphQLInputFieldConfigMap {
  return Object.fromEntries(
    fields.map((field) => {
      const value = book.parse(field.kind.inputType(field)) as GraphQLInputType;
      return [
        field.extension?.name ?? field.name,
        { type: required(field) ? new GraphQLNonNull(value) : value, description: field.description },
      ];
    }),
  );
}
