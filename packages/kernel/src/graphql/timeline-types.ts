import {
  GraphQLEnumType,
  type GraphQLFieldConfigMap,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  GraphQLUnionType,
} from 'graphql';
import { DateTimeScalar } from '../records/kinds/index.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../records/plan/page.ts';
import { timelineTypeOf } from '../records/plan/planner.ts';
import type { RecordType } from '../records/record-type.ts';
import { TYPE_KEY } from '../records/sql/record-sql.ts';
import { TIMELINE, type TimelineSource } from '../records/timeline.ts';
import { answerField } from './answer-field.ts';
import { type SchemaView, visibleTimeline } from './field-rules.ts';
import { COST } from './operation-size.ts';
import type { TypeBook } from './type-book.ts';

type Sources = readonly TimelineSource[];

/** The timeline of a record type, as a field of its GraphQL type; none where nothing in it may be read. */
export function timelineFields(
  book: TypeBook,
  type: RecordType,
  view: SchemaView,
): GraphQLFieldConfigMap<Record<string, unknown>, unknown> {
  const sources = visibleTimeline(view, type);
  if (sources.length === 0) return {};
  return {
    [TIMELINE]: answerField(
      new GraphQLNonNull(connectionType(book, type, sources)),
      `What happened with the ${type.name}, newest first: records of several types in one list.`,
      {
        types: {
          type: new GraphQLList(new GraphQLNonNull(entryEnum(book, type, sources))),
          description: 'Only entries of these types.',
        },
        first: {
          type: GraphQLInt,
          description: `Size of the page: 1 to ${MAX_PAGE_SIZE}, or ${DEFAULT_PAGE_SIZE} when not given.`,
        },
        after: { type: GraphQLString, description: 'Begin after this cursor, whatever types it was got with.' },
      },
    ),
  };
}

function connectionType(book: TypeBook, type: RecordType, sources: Sources): GraphQLObjectType {
  const name = `${type.name}TimelineConnection`;
  const listOf = (item: GraphQLObjectType | GraphQLUnionType) =>
    new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(item)));
  return book.define(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description: `A page of the timeline of a ${type.name}.`,
        // One look into an index per source.
        extensions: { [COST]: sources.length },
        fields: () => ({
          nodes: answerField(listOf(entryType(book, type, sources)), 'The records of the page.'),
          edges: answerField(listOf(edgeType(book, type, sources)), 'The records of the page with their moments.'),
          pageInfo: answerField(
            new GraphQLNonNull(book.get<GraphQLObjectType>('PageInfo')),
            'Where the page lies in the timeline.',
          ),
        }),
      }),
  );
}

function edgeType(book: TypeBook, type: RecordType, sources: Sources): GraphQLObjectType {
  const name = `${type.name}TimelineEdge`;
  return book.define(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description: `An entry in the timeline of a ${type.name}.`,
        fields: () => ({
          at: answerField(new GraphQLNonNull(DateTimeScalar), 'The moment at which it stands in the timeline.'),
          cursor: answerField(new GraphQLNonNull(GraphQLString), 'Its place in the timeline.'),
          node: answerField(new GraphQLNonNull(entryType(book, type, sources)), 'The record.'),
        }),
      }),
  );
}

function entryType(book: TypeBook, type: RecordType, sources: Sources): GraphQLUnionType {
  const name = `${type.name}TimelineEntry`;
  return book.define(
    name,
    () =>
      new GraphQLUnionType({
        name,
        description: `What can stand in the timeline of a ${type.name}.`,
        types: () => sources.map(({ target }) => book.get<GraphQLObjectType>(target.name)),
        resolveType: (record: Readonly<Record<string, string>>) => record[TYPE_KEY],
      }),
  );
}

function entryEnum(book: TypeBook, type: RecordType, sources: Sources): GraphQLEnumType {
  const name = `${type.name}TimelineType`;
  return book.define(
    name,
    () =>
      new GraphQLEnumType({
        name,
        description: `Types of the entries in the timeline of a ${type.name}.`,
        values: Object.fromEntries(
          sources.map(({ target }) => [timelineTypeOf(target), { description: target.description }]),
        ),
      }),
  );
}
