import { unwrapResolverError } from '@apollo/server/errors';
import { type ErrorCode, errorCatalogue, RapportError, translateDatabaseError } from '@rapport/kernel';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

/** More errors than this tell an attacker more than a caller. */
export const MAX_ERRORS = 5;

/** Turns any error into one that the caller may see; what he may not see goes to the log under the request id. */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  requestId: string,
  logger: Logger,
): GraphQLFormattedError {
  const original = translateDatabaseError(originalOf(error));
  if (original instanceof RapportError) return withHint(formatted, original);
  const code = String(formatted.extensions?.code ?? '');
  if (original instanceof GraphQLError && code in errorCatalogue && code !== 'INTERNAL_SERVER_ERROR') {
    const hint = original.extensions.hint ?? hintOf(code as ErrorCode);
    return { ...formatted, extensions: { code, ...fieldOf(original), hint } };
  }
  logger.error({ requestId, err: original }, 'internal error');
  return {
    message: 'Something went wrong on the server.',
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId, hint: hintOf('INTERNAL_SERVER_ERROR') },
  };
}

/** Adds the catalogue's advice to an error that has none. */
export function withCatalogueHint(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const code = String(formatted.extensions?.code ?? '');
  if (!(code in errorCatalogue)) return formatted;
  return { ...formatted, extensions: { hint: hintOf(code as ErrorCode), ...formatted.extensions } };
}

/** What was thrown, in a resolver or by the rules before it. */
function originalOf(error: unknown): unknown {
  const unwrapped = unwrapResolverError(error);
  return unwrapped instanceof GraphQLError && unwrapped.originalError instanceof RapportError
    ? unwrapped.originalError
    : unwrapped;
}

function withHint(formatted: GraphQLFormattedError, error: RapportError): GraphQLFormattedError {
  const { code, ...details } = error.extensions;
  const extensions = Object.fromEntries(
    Object.entries({ code, ...details, hint: details.hint ?? hintOf(code) }).filter(([, value]) => value !== undefined),
  );
  return { ...formatted, message: error.message, extensions };
}

function hintOf(code: ErrorCode): string {
  return errorCatalogue[code].mend;
}

/** Place of a bad variable, which graphql-js tells only in the message: `... at "input.kind"; ...`. */
function fieldOf({ message }: GraphQLError): { field?: string } {
  const field =
    / at "([^"]+)"/.exec(message)?.[1] ??
    /^Variable "\$([^"]+)"/.exec(message)?.[1] ??
    /^Argument "([^"]+)"/.exec(message)?.[1];
  return field ? { field } : {};
}
