import type { GraphQLFieldConfigMap, GraphQLObjectType } from 'graphql';
import { GraphQLNonNull } from 'graphql';
import { statsFieldOf } from '../records/plan/planner.ts';
import type { RecordType } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { answerField } from './answer-field.ts';
import { type SchemaView, visibleCollections, visibleReferences } from './field-rules.ts';
import { connectionType, listArguments } from './list-types.ts';
import { statsArguments, statsType } from './stats-types.ts';
import type { TypeBook } from './type-book.ts';

/** Relations of a record type, as fields of its GraphQL type. */
export function relationFields(
  book: TypeBook,
  type: RecordType,
  view: SchemaView,
): GraphQLFieldConfigMap<Record<string, unknown>, unknown> {
  const fields: GraphQLFieldConfigMap<Record<string, unknown>, unknown> = {};
  for (const { name, target, description } of visibleReferences(view.rules, type)) {
    const targetType = book.get<GraphQLObjectType>(recordTypeOf(target()).name);
    fields[name] = answerField(targetType, `${description} Null also when it is not in sight.`);
  }
  for (const { name, description, target } of visibleCollections(view, type)) {
    fields[name] = answerField(
      new GraphQLNonNull(connectionType(book, target)),
      description,
      listArguments(book, target, view),
    );
    fields[statsFieldOf(name)] = answerField(
      new GraphQLNonNull(statsType(book, target, view)),
      `Aggregates. ${description}`,
      statsArguments(book, target, view),
    );
  }
  return fields;
}
