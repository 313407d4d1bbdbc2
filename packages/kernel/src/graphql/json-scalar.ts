import { GraphQLScalarType } from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';

const { serialize, parseValue, parseLiteral } = GraphQLJSON;

/** Values whose shape depends on what they are about. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value. Its shape is said where it stands.',
  serialize,
  parseValue,
  parseLiteral,
});
