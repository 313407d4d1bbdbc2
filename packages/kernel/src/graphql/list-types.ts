import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import { orderChoices } from '../records/order.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../records/plan/page.ts';
import type { RecordType } from '../records/record-type.ts';
import { COUNT_CAP } from '../records/sql/list-sql.ts';
import { answerField } from './answer-field.ts';
import { type SchemaView } from './field-rules.ts';
import { filterType } from './filter-types.ts';
import { COST } from './operation-size.ts';
import type { TypeBook } from './type-book.ts';

const listOf = (type: GraphQLObjectType) => new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));

/** The list of a record type as a Relay connection, with `nodes` for those who need no cursors. */
export function connectionType(book: TypeBook, type: RecordType): GraphQLObjectType {
  const name = `${type.name}Connection`;
  return book.define(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description: `A page of ${type.name} records.`,
        // Only a way to its records.
        extensions: { [COST]: 0 },
        fields: () => ({
          nodes: answerField(listOf(book.get(type.name)), 'The records of the page.'),
          edges: answerField(listOf(edgeType(book, type)), 'The records of the page with their cursors.'),
          pageInfo: answerField(
            new GraphQLNonNull(book.get<GraphQLObjectType>('PageInfo')),
            'Where the page lies in the list.',
          ),
          totalCount: answerField(
            new GraphQLNonNull(GraphQLInt),
            `How many records the whole list has, counted up to ${COUNT_CAP.toLocaleString('en')}; one more means: or more.`,
          ),
          totalCountIsExact: answerField(
            new GraphQLNonNull(GraphQLBoolean),
            'Whether `totalCount` is the true number.',
          ),
          exactCount: answerField(
            new GraphQLNonNull(GraphQLInt),
            'How many records the whole list has, counted to the end. Costly on long lists.',
          ),
        }),
      }),
  );
}

function edgeType(book: TypeBook, type: RecordType): GraphQLObjectType {
  const name = `${type.name}Edge`;
  return book.define(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description: `A ${type.name} in a list.`,
        fields: () => ({
          cursor: answerField(new GraphQLNonNull(GraphQLString), 'Its place in the list; good for this ordering only.'),
          node: answerField(new GraphQLNonNull(book.get<GraphQLObjectType>(type.name)), 'The record.'),
        }),
      }),
  );
}

/** Arguments of every list of this type, at the root and nested alike. */
export function listArguments(book: TypeBook, type: RecordType, view: SchemaView): GraphQLFieldConfigArgumentMap {
  return {
    filter: { type: filterType(book, type, view), description: 'Only records that match.' },
    orderBy: {
      type: new GraphQLList(new GraphQLNonNull(orderType(book, type, view))),
      description: 'How the list is sorted; the newest come first when not given. Equal records follow their ids.',
    },
    first: {
      type: GraphQLInt,
      description: `Size of the page, counted from the beginning: 1 to ${MAX_PAGE_SIZE}, or ${DEFAULT_PAGE_SIZE} when not given.`,
    },
    after: { type: GraphQLString, description: 'Begin after this cursor.' },
    last: { type: GraphQLInt, description: `Size of the page, counted from the end: 1 to ${MAX_PAGE_SIZE}.` },
    before: { type: GraphQLString, description: 'End before this cursor.' },
    deleted: { type: GraphQLBoolean, description: 'True: list the soft-deleted records instead of the living ones.' },
  };
}

function orderType(book: TypeBook, type: RecordType, view: SchemaView): GraphQLInputObjectType {
  const name = `${type.name}Order`;
  return book.define(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `One criterion by which ${type.name} records are sorted.`,
        fields: () => ({
          field: { type: new GraphQLNonNull(orderFieldType(book, type, view)), description: 'What to sort by.' },
          direction: {
            type: new GraphQLNonNull(book.get<GraphQLEnumType>('OrderDirection')),
            defaultValue: 'ASC',
            description: 'Which way.',
          },
        }),
      }),
  );
}

function orderFieldType(book: TypeBook, type: RecordType, view: SchemaView): GraphQLEnumType {
  const name = `${type.name}OrderField`;
  return book.define(
    name,
    () =>
      new GraphQLEnumType({
        name,
        description: `What ${type.name} records can be sorted by.`,
        values: Object.fromEntries(
          orderChoices(type)
            .filter(({ field }) => view.rules.canRead(type, field))
            .map((choice) => [choice.name, { description: orderDescription(choice) }]),
        ),
      }),
  );
}

function orderDescription({ field, collation }: ReturnType<typeof orderChoices>[number]): string {
  return collation ? `${field.description} Sorted by the collation ${collation}.` : field.description;
}
