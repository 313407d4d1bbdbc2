import {
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLNonNull,
} from 'graphql';
import type { RecordType } from '../records/record-type.ts';
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

function inputType(
  book: TypeBook,
  type: RecordType,
  rules: FieldRules,
  mode: 'create' | 'update',
  description: string,
): GraphQLInputObjectType {
  const name = `${mode === 'create' ? 'Create' : 'Update'}${type.name}Input`;
  return book.define(
    name,
    () => new GraphQLInputObjectType({ name, description, fields: () => fieldsOf(book, type, rules, mode) }),
  );
}

function fieldsOf(
  book: TypeBook,
  type: RecordType,
  rules: FieldRules,
  mode: 'create' | 'update',
): GraphQLInputFieldConfigMap {
  const writable = inputFields(type, mode).filter((field) => rules.canWrite(type, field));
  return Object.fromEntries(
    writable.map((field) => {
      const value = book.parse(field.kind.inputType(field)) as GraphQLInputType;
      const required = mode === 'create' && isRequired(field);
      return [field.name, { type: required ? new GraphQLNonNull(value) : value, description: field.description }];
    }),
  );
}
