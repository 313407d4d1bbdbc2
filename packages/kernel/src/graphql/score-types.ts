import {
  type GraphQLFieldConfigMap,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLScalarType,
  GraphQLString,
} from 'graphql';
import { DateTimeScalar } from '../records/kinds/index.ts';
import type { RecordType } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import { SCORES, scoresOf } from '../records/scores.ts';
import { answerField } from './answer-field.ts';
import type { SchemaView } from './field-rules.ts';
import { COST } from './operation-size.ts';
import type { TypeBook } from './type-book.ts';

/** The field with all scores of a record, where there is any that may be seen. */
export function scoresField(
  book: TypeBook,
  type: RecordType,
  { rules }: SchemaView,
): GraphQLFieldConfigMap<Record<string, unknown>, unknown> {
  const visible = scoresOf(type).filter(({ key }) => rules.canRead(type, fieldOf(type, `${key}.value`)));
  if (visible.length === 0) return {};
  const list = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(scoreType(book))));
  const keys = visible
    .map(({ key }) => `\`${key}\``)
    .sort()
    .join(', ');
  return {
    [SCORES]: answerField(list, `The scores that it has. Lists are filtered and sorted by ${keys}.`),
  };
}

function scoreType(book: TypeBook): GraphQLObjectType {
  const required = (type: GraphQLScalarType<unknown, unknown>, description: string) =>
    answerField(new GraphQLNonNull(type), description);
  return book.define(
    'Score',
    () =>
      new GraphQLObjectType({
        name: 'Score',
        description: 'What a record is worth to a scorer.',
        extensions: { [COST]: 0 },
        fields: () => ({
          id: required(GraphQLID, 'Id of the plugin and of the scorer: `loyalty/affinity`.'),
          value: required(GraphQLFloat, 'From 0 to 100.'),
          band: required(GraphQLString, 'Name of the range in which the value lies.'),
          base: required(GraphQLFloat, 'What the terms are added to.'),
          terms: answerField(
            new GraphQLList(new GraphQLNonNull(book.get<GraphQLObjectType>('ScorerTerm'))),
            'What the value is made of; null for whoever may not read what the inputs read.',
          ),
          version: required(GraphQLInt, 'Version of the scorer that gave it.'),
          tuning: required(GraphQLInt, 'Number of the tuning that it was given with; 0 for the defaults.'),
          changedAt: required(DateTimeScalar, 'When value or band last changed.'),
        }),
      }),
  );
}
