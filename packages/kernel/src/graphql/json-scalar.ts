import { GraphQLError, GraphQLScalarType } from 'graphql';

/** Values whose shape depends on what they are about. Only shown, never taken. */
export const JsonScalar = new GraphQLScalarType<never, unknown>({
  name: 'JSON',
  description: 'Any JSON value. Its shape is said where it stands.',
  serialize: (value) => value,
  parseValue: () => {
    throw new GraphQLError('JSON is only shown.');
  },
});
