import type { GraphQLFieldConfigMap, GraphQLObjectType } from 'graphql';
import { GraphQLList, GraphQLNonNull } from 'graphql';
import { statsFieldOf } from '../records/plan/planner.ts';
import type { RecordType, Reference, ReferenceList } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { fieldOf } from '../records/relations.ts';
import { answerField } from './answer-field.ts';
import { type SchemaView, visibleCollections, visibleLists, visibleReferences } from './field-rules.ts';
import { connectionType, listArguments } from './list-types.ts';
import { ITEMS } from './operation-size.ts';
import { statsArguments, statsType } from './stats-types.ts';
import type { TypeBook } from './type-book.ts';

/** A to-one relation, as a field. */
export function referenceField(book: TypeBook, { target, description }: Reference) {
  const targetType = book.get<GraphQLObjectType>(recordTypeOf(target()).name);
  return answerField(targetType, `${description} Null also when it is not in sight.`);
}

/** An ordered list of relations, as a field. */
export function referenceListField(book: TypeBook, type: RecordType, { target, field, description }: ReferenceList) {
  const targetType = book.get<GraphQLObjectType>(recordTypeOf(target()).name);
  const list = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(targetType)));
  const size = fieldOf(type, field).max;
  return {
    ...answerField(list, `${description} Those that are in sight, in their order.`),
    extensions: { [ITEMS]: size },
  };
}

const isExtended = (type: RecordType, { field }: Pick<Reference, 'field'>): boolean =>
  fieldOf(type, field).extension !== undefined;

/** Relations of a record type, as fields of its GraphQL type. */
export function relationFields(
  book: TypeBook,
  type: RecordType,
  view: SchemaView,
): GraphQLFieldConfigMap<Record<string, unknown>, unknown> {
  const fields: GraphQLFieldConfigMap<Record<string, unknown>, unknown> = {};
  for (const reference of visibleReferences(view.rules, type)) {
    if (!isExtended(type, reference)) fields[reference.name] = referenceField(book, reference);
  }
  for (const list of visibleLists(view.rules, type)) {
    if (!isExtended(type, list)) fields[list.name] = referenceListField(book, type, list);
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
