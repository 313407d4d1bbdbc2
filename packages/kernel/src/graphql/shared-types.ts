import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import { DateScalar, DateTimeScalar, DecimalScalar, JsonScalar } from '../records/kinds/index.ts';
import { timeBuckets } from '../records/plan/nodes.ts';
import { RECORD_TYPE } from '../records/reader.ts';
import { answerField } from './answer-field.ts';
import { COST } from './operation-size.ts';
import type { TypeBook } from './type-book.ts';

/** Types that every record type's lists and inputs use. */
export function defineSharedTypes(book: TypeBook): void {
  for (const scalar of [
    GraphQLID,
    GraphQLString,
    GraphQLInt,
    GraphQLFloat,
    GraphQLBoolean,
    DateTimeScalar,
    DateScalar,
    DecimalScalar,
    JsonScalar,
  ]) {
    book.define(scalar.name, () => scalar);
  }
  book.define('Node', () => {
    const field = (type: typeof GraphQLID | typeof DateTimeScalar | typeof GraphQLInt, description: string) => ({
      type: new GraphQLNonNull(type),
      description,
    });
    return new GraphQLInterfaceType({
      name: 'Node',
      description: 'What every record has.',
      fields: {
        id: field(GraphQLID, 'Opaque id; its prefix names the record type.'),
        version: field(GraphQLInt, 'Rises by one with every change; give it as `expectedVersion`.'),
        createdAt: field(DateTimeScalar, 'When the record was created.'),
        updatedAt: field(DateTimeScalar, 'When the record was last changed.'),
      },
      resolveType: recordTypeName,
    });
  });
  book.define('PageInfo', () => {
    return new GraphQLObjectType({
      name: 'PageInfo',
      description: 'Where a page lies in its list, by the Relay cursor connections specification.',
      extensions: { [COST]: 0 },
      fields: {
        hasNextPage: answerField(new GraphQLNonNull(GraphQLBoolean), 'Whether more records follow this page.'),
        hasPreviousPage: answerField(new GraphQLNonNull(GraphQLBoolean), 'Whether records stand before this page.'),
        startCursor: answerField(GraphQLString, 'Cursor of the first record; null on an empty page.'),
        endCursor: answerField(GraphQLString, 'Cursor of the last record; give it as `after` for the next page.'),
      },
    });
  });
  book.define(
    'OrderDirection',
    () =>
      new GraphQLEnumType({
        name: 'OrderDirection',
        description: 'Which way a list is sorted. Missing values come last when ascending and first when descending.',
        values: {
          ASC: { description: 'Smallest, oldest or first first.' },
          DESC: { description: 'Largest, newest or last first.' },
        },
      }),
  );
  book.define(
    'TimeBucket',
    () =>
      new GraphQLEnumType({
        name: 'TimeBucket',
        description: 'Length of the spans into which times are grouped. Weeks begin on Monday.',
        values: Object.fromEntries(
          timeBuckets.map((bucket) => [bucket, { description: `One ${bucket.toLowerCase()} of the calendar.` }]),
        ),
      }),
  );
  book.define(
    'BatchErrorPolicy',
    () =>
      new GraphQLEnumType({
        name: 'BatchErrorPolicy',
        description: 'What a batch does when a row fails.',
        values: {
          STOP: { description: 'Nothing is written unless every row succeeds.' },
          CONTINUE: { description: 'Rows that succeed are written; the others say why they failed.' },
        },
      }),
  );
  const term = book.define(
    'ScoreTerm',
    () =>
      new GraphQLObjectType({
        name: 'ScoreTerm',
        description: 'A part of a score.',
        fields: {
          name: { type: new GraphQLNonNull(GraphQLString), description: 'What it is for.' },
          points: { type: new GraphQLNonNull(GraphQLFloat), description: 'What it adds.' },
        },
      }),
  );
  const candidate = book.define(
    'WarningCandidate',
    () =>
      new GraphQLObjectType({
        name: 'WarningCandidate',
        description: 'A record at which a warning points.',
        fields: {
          id: { type: new GraphQLNonNull(GraphQLID), description: 'Its id.' },
          matchedOn: {
            type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))),
            description: 'What it has in common with the input.',
          },
          score: { type: new GraphQLNonNull(GraphQLFloat), description: 'Sum of the terms, from 0 to 1.' },
          terms: {
            type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(term))),
            description: 'What makes up the score.',
          },
        },
      }),
  );
  book.define(
    'BatchError',
    () =>
      new GraphQLObjectType({
        name: 'BatchError',
        description: 'Why a row of a batch failed.',
        fields: {
          code: { type: new GraphQLNonNull(GraphQLString), description: 'Stable error code; see the error catalogue.' },
          message: { type: new GraphQLNonNull(GraphQLString), description: 'What happened.' },
          field: { type: GraphQLString, description: 'Path of the offending input.' },
          hint: { type: new GraphQLNonNull(GraphQLString), description: 'How to mend it.' },
          candidates: {
            type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(candidate))),
            description: 'Records at which a warning points; none with any other error.',
          },
        },
      }),
  );
}

/** GraphQL type of a record that was read; undefined for other values. */
export function recordTypeName(value: { readonly [RECORD_TYPE]?: string }): string | undefined {
  return value[RECORD_TYPE];
}

/** A range with both ends; both belong to it. */
export function defineRange(book: TypeBook, valueType: string): GraphQLInputObjectType {
  return book.define(`${valueType}Range`, () => {
    const end = (description: string) => ({ type: book.parse(`${valueType}!`) as GraphQLNonNull<never>, description });
    return new GraphQLInputObjectType({
      name: `${valueType}Range`,
      description: 'A range; both ends belong to it.',
      fields: () => ({ from: end('Smallest value.'), to: end('Largest value.') }),
    });
  });
}
