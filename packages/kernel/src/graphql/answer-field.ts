import type {
  GraphQLFieldConfig,
  GraphQLFieldConfigArgumentMap,
  GraphQLFieldResolver,
  GraphQLOutputType,
} from 'graphql';

/** Answers of the record layer hold every value under the response key, so that aliases cost nothing. */
export const answerResolver: GraphQLFieldResolver<Record<string, unknown>, unknown> = (
  source,
  _args,
  _context,
  info,
) => (source instanceof NamedValues ? source.values[info.fieldName] : source[info.path.key]);

/** The same of something that code put together: its values stand under the names of the fields. */
export class NamedValues {
  readonly [key: string]: unknown;
  readonly values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.values = values;
  }
}

/** A field whose value the record layer put into the answer. */
export function answerField(
  type: GraphQLOutputType,
  description: string,
  args: GraphQLFieldConfigArgumentMap = {},
): GraphQLFieldConfig<Record<string, unknown>, unknown> {
  return { type, description, args, resolve: answerResolver };
}
