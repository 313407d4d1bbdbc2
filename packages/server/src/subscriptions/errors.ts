import { RapportError } from '@rapport/kernel';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { formatError, MAX_ERRORS } from '../graphql/format-error.ts';
import { RefusedOperation } from './subscription.ts';

/** Whatever ends an operation, in the form in which GraphQL hands errors around. */
export function errorsOf(error: unknown): readonly GraphQLError[] {
  if (error instanceof RefusedOperation) return error.errors;
  if (error instanceof GraphQLError) return [error];
  const originalError = error instanceof Error ? error : new Error(String(error));
  const extensions = originalError instanceof RapportError ? { ...originalError.extensions } : {};
  return [new GraphQLError(originalError.message, { originalError, extensions })];
}

/** What the client may see of them. */
export function showErrors(
  errors: readonly GraphQLError[],
  requestId: string,
  logger: Logger,
): readonly GraphQLFormattedError[] {
  // A subscription that is refused after it began comes wrapped.
  const all = errors.flatMap((error) =>
    error.originalError instanceof RefusedOperation ? error.originalError.errors : [error],
  );
  return all.slice(0, MAX_ERRORS).map((error) => formatError(error.toJSON(), error, requestId, logger));
}
