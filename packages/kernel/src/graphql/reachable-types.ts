import {
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { RecordCatalogue } from '../records/catalogue.ts';
import type { DeclaredSchema } from './compose-schema.ts';

/**
 * Types that classes declare and that something of these plugins refers to: their roots and computed fields, and the
 * fields of their record types. What only other plugins use stays out.
 */
export function reachableTypes(declared: DeclaredSchema, catalogue: RecordCatalogue): Set<GraphQLNamedType> {
  const { schema, originOf } = declared;
  const reached = new Set<GraphQLNamedType>();

  const visit = (type: GraphQLNamedType | undefined): void => {
    if (!type || reached.has(type)) return;
    reached.add(type);
    if (isInputObjectType(type))
      for (const { type: inner } of Object.values(type.getFields())) visit(getNamedType(inner));
    if (isUnionType(type)) type.getTypes().forEach(visit);
    if (isInterfaceType(type)) schema.getPossibleTypes(type).forEach(visit);
    if (!isObjectType(type) && !isInterfaceType(type)) return;
    type.getInterfaces().forEach(visit);
    const record = catalogue.find(type.name);
    for (const field of Object.values(type.getFields())) {
      // Another plugin may have computed fields on it.
      if (!record || record.fields.has(field.name) || originOf(`${type.name}.${field.name}`)) visitField(field);
    }
  };
  const visitField = ({ type, args }: GraphQLField<unknown, unknown>): void => {
    visit(getNamedType(type));
    for (const argument of args) visit(getNamedType(argument.type));
  };

  for (const root of [schema.getQueryType(), schema.getMutationType()])
    for (const field of Object.values(root?.getFields() ?? {}))
      if (originOf(`${root?.name}.${field.name}`)) visitField(field);
  for (const { name, fields, extensions } of catalogue.types) {
    for (const each of [name, ...[...extensions.values()].map((extension) => extension.name)])
      visit(schema.getType(each));
    // Generated inputs name the inputs of values; nothing that classes declare refers to those.
    for (const field of fields.values()) visit(schema.getType(field.kind.inputType(field).replace(/[[\]!]/g, '')));
  }
  return reached;
}
