import type { IncomingMessage } from 'node:http';
import type { OperationRequest } from '../graphql/compiled-answers.ts';

/*
 * What a request asks, when it asks in a usual way. Undefined for everything unusual: the executor, which gets the
 * whole request, knows every rule for it and words the refusals.
 */

/** The operation in a body that holds nothing else. */
export function operationIn(body: unknown): OperationRequest | undefined {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return undefined;
  const { query, operationName, variables, extensions, ...others } = body as Record<string, unknown>;
  if (typeof query !== 'string' || Object.keys(others).length > 0) return undefined;
  // Clients tell of themselves here. A persisted query that is still in it has to be registered.
  if (extensions != null && (typeof extensions !== 'object' || Array.isArray(extensions))) return undefined;
  if (extensions && 'persistedQuery' in extensions) return undefined;
  if (operationName != null && typeof operationName !== 'string') return undefined;
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return undefined;
  return { query, operationName: operationName ?? undefined, variables: (variables ?? {}) as Record<string, unknown> };
}

/** The operation in the parameters of a GET that no page of another site can send without asking first. */
export function operationInUrl(request: IncomingMessage, { searchParams }: URL): OperationRequest | undefined {
  if (request.method !== 'GET' || !isPreflighted(request)) return undefined;
  const given = Object.fromEntries(searchParams);
  if (Object.keys(given).length < searchParams.size) return undefined;
  const { variables = '{}', extensions = '{}', ...others } = given;
  try {
    const body = { ...others, variables: JSON.parse(variables) ?? [], extensions: JSON.parse(extensions) ?? [] };
    const operation = operationIn(body);
    return operation && { ...operation, readOnly: true };
  } catch {
    return undefined;
  }
}

/** Headers that make a browser ask before it sends a request of another site, as the executor demands them. */
const PREFLIGHTED = ['apollo-require-preflight', 'x-apollo-operation-name'];

function isPreflighted({ headers }: IncomingMessage): boolean {
  const type = headers['content-type'];
  return type === undefined ? PREFLIGHTED.some((name) => headers[name]) : type === 'application/json';
}
