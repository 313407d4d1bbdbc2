import { RapportError } from '@rapport/kernel';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { formatError, MAX_ERRORS } from '../graphql/format-error.ts';
import { RefusedOperation } from './subscription.ts';

/** Whatever ends an operation, as errors that the client may see. */
export function errorsOf(error: unknown, requestId: string, logger: Logger): GraphQLError[] {
  const errors = error instanceof RefusedOperation ? error.errors : [toGraphQL(error)];
  return errors.slice(0, MAX_ERRORS).map((one) => {
    const { message, locations, path, extensions } = formatError(one.toJSON(), one, requestId, logger);
    return Object.assign(new GraphQLError(message, { extensions: { ...extensions } }), {
      toJSON: () => ({ message, ...(locations && { locations }), ...(path && { path }), extensions }),
    });
  });
}

function toGraphQL(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const original = error instanceof Error ? error : new Error(String(error));
  const extensions = original instanceof RapportError ? { ...original.extensions } : {};
  return new GraphQLError(original.message, { originalError: original, extensions });
}
