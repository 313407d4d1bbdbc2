import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import { type Measure, measures } from '../records/field-kind.ts';
import { flatName } from '../records/naming.ts';
import { groupableFields } from '../records/plan/groupings.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../records/plan/page.ts';
import { measureTypeName } from '../records/plan/planner.ts';
import type { Field, RecordType } from '../records/record-type.ts';
import { answerField } from './answer-field.ts';
import { type SchemaView, visibleFields } from './field-rules.ts';
import { filterType } from './filter-types.ts';
import { COST } from './operation-size.ts';
import type { TypeBook } from './type-book.ts';

const measureDescriptions: Record<Measure, string> = {
  countDistinct: 'Number of different values.',
  sum: 'Sum of the values; amounts are summed per currency.',
  avg: 'Mean of the values; amounts per currency, rounded to the minor unit.',
  min: 'Smallest or earliest value; amounts per currency.',
  max: 'Largest or latest value; amounts per currency.',
};

/** Aggregates read many records for few groups. */
const STATS_COST = 50;

/** Aggregates over a record type. */
export function statsType(book: TypeBook, type: RecordType, view: SchemaView): GraphQLObjectType {
  const name = `${type.name}Stats`;
  return book.define(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description: `Aggregates over ${type.name} records.`,
        extensions: { [COST]: STATS_COST },
        fields: () => ({
          groups: answerField(
            new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(groupType(book, type, view)))),
            'One entry per group, in the order of the group keys; a single one when nothing is grouped.',
          ),
          hasMoreGroups: answerField(
            new GraphQLNonNull(GraphQLBoolean),
            'Whether there are more groups than `first` let through.',
          ),
        }),
      }),
  );
}

export function statsArguments(book: TypeBook, type: RecordType, view: SchemaView): GraphQLFieldConfigArgumentMap {
  return {
    filter: { type: filterType(book, type, view), description: 'Only records that match.' },
    groupBy: {
      type: new GraphQLList(new GraphQLNonNull(groupByType(book, type, view))),
      description: 'What to group by; everything is one group when not given.',
    },
    first: {
      type: GraphQLInt,
      description: `Number of groups: 1 to ${MAX_PAGE_SIZE}, or ${DEFAULT_PAGE_SIZE} when not given.`,
    },
    deleted: { type: GraphQLBoolean, description: 'True: over the soft-deleted records instead of the living ones.' },
  };
}

function groupType(book: TypeBook, type: RecordType, view: SchemaView): GraphQLObjectType {
  const name = `${type.name}StatsGroup`;
  return book.define(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description: `Aggregates over one group of ${type.name} records.`,
        fields: () => ({
          key: answerField(
            new GraphQLNonNull(keyType(book, type, view)),
            'What the records of the group have in common.',
          ),
          count: answerField(new GraphQLNonNull(GraphQLInt), 'Number of records.'),
          ...Object.fromEntries(
            measures
              .filter((measure) => measuredFields(type, measure, view).length > 0)
              .map((measure) => [
                measure,
                answerField(new GraphQLNonNull(measureType(book, type, measure, view)), measureDescriptions[measure]),
              ]),
          ),
        }),
      }),
  );
}

function keyType(book: TypeBook, type: RecordType, view: SchemaView): GraphQLObjectType {
  const name = `${type.name}StatsKey`;
  return book.define(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description:
          'Values of the fields grouped by; null for the others, and where the value is missing. A bucket shows its beginning.',
        fields: () =>
          Object.fromEntries(
            visibleGroupable(type, view).map(([, field]) => [
              flatName(field.name),
              answerField(book.get(field.kind.inputType(field)) as GraphQLOutputType, field.description),
            ]),
          ),
      }),
  );
}

function measureType(book: TypeBook, type: RecordType, measure: Measure, view: SchemaView): GraphQLObjectType {
  const name = measureTypeName(type, measure);
  return book.define(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description: measureDescriptions[measure],
        fields: () =>
          Object.fromEntries(
            measuredFields(type, measure, view).map((field) => [
              flatName(field.name),
              answerField(measureValueType(book, field, measure), field.description),
            ]),
          ),
      }),
  );
}

function measureValueType(book: TypeBook, field: Field, measure: Measure): GraphQLOutputType {
  if (measure === 'countDistinct') return new GraphQLNonNull(GraphQLInt);
  if (field.kind.name === 'money') return book.parse('[Money!]!') as GraphQLOutputType;
  return measure === 'sum' || measure === 'avg'
    ? GraphQLFloat
    : (book.get(field.kind.inputType(field)) as GraphQLOutputType);
}

function measuredFields(type: RecordType, measure: Measure, view: SchemaView): Field[] {
  return visibleFields(view.rules, type).filter((field) => field.filterable && field.kind.measures.includes(measure));
}

function visibleGroupable(type: RecordType, view: SchemaView): [string, Field][] {
  return [...groupableFields(type)].filter(([, field]) => view.rules.canRead(type, field));
}

function groupByType(book: TypeBook, type: RecordType, view: SchemaView): GraphQLInputObjectType {
  const name = `${type.name}GroupBy`;
  return book.define(
    name,
    () =>
      new GraphQLInputObjectType({
        name,
        description: `One criterion by which ${type.name} records are grouped.`,
        fields: () => ({
          field: { type: new GraphQLNonNull(groupFieldType(book, type, view)), description: 'What to group by.' },
          bucket: {
            type: book.get<GraphQLEnumType>('TimeBucket'),
            description: 'For times: how long a group is. Without it every instant is its own group.',
          },
          timeZone: {
            type: GraphQLString,
            description:
              'For buckets of instants: the zone of the clocks, by its IANA name such as `Asia/Taipei`; UTC when not given.',
          },
        }),
      }),
  );
}

function groupFieldType(book: TypeBook, type: RecordType, view: SchemaView): GraphQLEnumType {
  const name = `${type.name}GroupField`;
  return book.define(
    name,
    () =>
      new GraphQLEnumType({
        name,
        description: `What ${type.name} records can be grouped by.`,
        values: Object.fromEntries(
          visibleGroupable(type, view).map(([value, field]) => [value, { description: field.description }]),
        ),
      }),
  );
}
