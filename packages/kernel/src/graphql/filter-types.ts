import {
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
} from 'graphql';
import type { LeafOperator } from '../records/field-kind.ts';
import { SEARCH } from '../records/filter.ts';
import type { Extension, Field, RecordType, Reference } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import { searchedFields } from '../records/search/search-reader.ts';
import { shownName } from '../records/search/searched-field.ts';
import {
  type SchemaView,
  visibleCollections,
  visibleExtensionFields,
  visibleExtensionReferences,
  visibleExtensions,
  visibleFields,
  visibleReferences,
} from './field-rules.ts';
import { COST } from './operation-size.ts';
import { defineRange } from './shared-types.ts';
import type { TypeBook } from './type-book.ts';

/** Records of a relation that are looked at before the condition is decided, about. */
const LOOKED_AT = 5;

const operatorDescriptions: Record<LeafOperator, string> = {
  eq: 'Equal to the value.',
  ne: 'Not equal to the value; a missing value is not equal.',
  in: 'Equal to one of the values. An empty list matches nothing.',
  gt: 'Greater than, or after, the value.',
  gte: 'Greater than, after or equal to the value.',
  lt: 'Less than, or before, the value.',
  lte: 'Less than, before or equal to the value.',
  between: 'Within the range.',
  isNull: 'True: the value is missing. False: it is there.',
  contains: 'Contains the text, whatever the case of its letters.',
  startsWith: 'Begins with the text, whatever the case of its letters.',
  endsWith: 'Ends with the text, whatever the case of its letters.',
  containsAny: 'At least one of these is in the list. An empty list matches nothing.',
};

/** Filter input of a record type: leaves, relations, `and`, `or`, `not`. */
export function filterType(book: TypeBook, type: RecordType, view: SchemaView): GraphQLInputObjectType {
  const name = `${type.name}Filter`;
  return book.define(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `A condition on ${type.name} records. All keys given must hold; an empty filter matches everything.`,
        fields: () => filterFields(book, type, view),
      }),
  );
}

function filterFields(book: TypeBook, type: RecordType, view: SchemaView): GraphQLInputFieldConfigMap {
  const self = filterType(book, type, view);
  const fields: GraphQLInputFieldConfigMap = {
    and: { type: listOf(self), description: 'All of these hold. An empty list holds.' },
    or: { type: listOf(self), description: 'At least one of these holds. An empty list does not.' },
    not: { type: self, description: 'This does not hold.' },
  };
  const searched = searchedFields(type, view.catalogue, view.rules);
  if (searched.length > 0) {
    fields[SEARCH] = {
      type: book.get('String'),
      description: `Found by what people type: all words of it, each in any of ${searched.map(shownName).join(', ')}.`,
      extensions: { [COST]: LOOKED_AT },
    };
  }
  const extensions = visibleExtensions(view.rules, type);
  const own = (field: Field) => field.extension === undefined;
  Object.assign(fields, leafFields(book, visibleFields(view.rules, type).filter(own)));
  Object.assign(
    fields,
    referenceFields(
      book,
      visibleReferences(view.rules, type).filter(({ field }) => own(fieldOf(type, field))),
      view,
    ),
  );
  for (const extension of extensions) {
    fields[extension.key] = {
      type: extensionFilterType(book, type, extension, view),
      description: extension.description,
    };
  }
  for (const { name, target, description } of visibleCollections(view, type)) {
    fields[name] = { type: listFilterType(book, target, view), description };
  }
  return fields;
}

/** Conditions on values, by their names in the input. */
function leafFields(book: TypeBook, fields: readonly Field[]): GraphQLInputFieldConfigMap {
  return Object.fromEntries(
    fields
      .filter(({ filterable }) => filterable)
      .map((field) => [
        field.extension?.name ?? field.name,
        { type: leafFilterType(book, field), description: field.description },
      ]),
  );
}

function referenceFields(
  book: TypeBook,
  references: readonly Reference[],
  view: SchemaView,
): GraphQLInputFieldConfigMap {
  return Object.fromEntries(
    references.map(({ name, target, description }) => [
      name.split('.').at(-1),
      {
        type: filterType(book, view.catalogue.typeOf(target()), view),
        description: `The related record is there and matches. ${description}`,
        extensions: { [COST]: 1 },
      },
    ]),
  );
}

/** Condition on what a plugin added. */
function extensionFilterType(
  book: TypeBook,
  type: RecordType,
  extension: Extension,
  view: SchemaView,
): GraphQLInputObjectType {
  const name = `${extension.name}Filter`;
  return book.define(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `A condition on ${extension.key} of ${type.name} records. All keys given must hold.`,
        fields: () => ({
          ...leafFields(book, visibleExtensionFields(view.rules, type, extension)),
          ...referenceFields(book, visibleExtensionReferences(view.rules, type, extension), view),
        }),
      }),
  );
}

/** Condition on a to-many relation. */
function listFilterType(book: TypeBook, type: RecordType, view: SchemaView): GraphQLInputObjectType {
  const name = `${type.name}ListFilter`;
  const extensions = { [COST]: LOOKED_AT };
  return book.define(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `A condition on the ${type.name} records that belong to one record.`,
        fields: () => ({
          some: { type: filterType(book, type, view), description: 'At least one of them matches.', extensions },
          none: { type: filterType(book, type, view), description: 'None of them matches.', extensions },
          every: {
            type: filterType(book, type, view),
            description: 'All of them match; also when there are none.',
            extensions,
          },
        }),
      }),
  );
}

/** Filter inputs are shared by all fields with the same values and operators. */
function leafFilterType(book: TypeBook, field: Field): GraphQLInputObjectType {
  const valueName = field.kind.inputType(field);
  const name = `${leafName(field, valueName)}Filter`;
  return book.define(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description:
          'A condition on one value. All operators given must hold. An explicit null is refused; ask `isNull` instead.',
        fields: () =>
          Object.fromEntries(
            field.kind.operators.map((operator) => [
              operator,
              { type: operandType(book, operator, valueName), description: operatorDescriptions[operator] },
            ]),
          ),
      }),
  );
}

function leafName(field: Field, valueName: string): string {
  if (valueName === 'String') return 'Text';
  if (valueName === 'ID') return 'Id';
  if (valueName === '[ID!]') return 'Ids';
  return field.kind.name === 'money' ? 'Money' : valueName;
}

function operandType(book: TypeBook, operator: LeafOperator, valueName: string): GraphQLInputType {
  switch (operator) {
    case 'isNull':
      return book.get('Boolean');
    case 'containsAny':
      return book.parse(valueName) as GraphQLInputType;
    case 'in':
      return book.parse(`[${valueName}!]`) as GraphQLInputType;
    case 'between':
      return defineRange(book, valueName);
    default:
      return book.get(valueName);
  }
}

function listOf(type: GraphQLInputObjectType): GraphQLList<GraphQLNonNull<GraphQLInputObjectType>> {
  return new GraphQLList(new GraphQLNonNull(type));
}
