import type { IncomingMessage, ServerResponse } from 'node:http';
import { RapportError } from '@rapport/kernel';
import type { GraphQLFormattedError } from 'graphql';
import type { App } from '../app.ts';
import { bearerToken } from './bearer-token.ts';
import { isJson, readJsonBody } from './read-body.ts';
import { sendJson } from './respond.ts';

const FIND = 'query($key: String!) { automations(filter: { key: { eq: $key } }) { nodes { id } } }';
const START = `mutation($id: ID!, $input: JSON, $idempotencyKey: String) {
  startAutomation(id: $id, input: $input, idempotencyKey: $idempotencyKey) { id state } }`;

interface Answer {
  readonly data?: {
    readonly automations?: { readonly nodes: readonly { readonly id: string }[] };
    readonly startAutomation?: object;
  } | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/**
 * Lets the automation `?key=` begin with the body of the request: for systems that know how to send a webhook and
 * nothing of GraphQL. It is the mutation `startAutomation`, with all that holds for it.
 */
export async function answerAutomation(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const principal = await app.authenticator.authenticate(bearerToken(request));
  const key = new URL(request.url ?? '/', 'http://localhost').searchParams.get('key');
  if (!isJson(request)) throw new RapportError('BAD_REQUEST', 'The body must be `application/json`.');
  const input = await readJsonBody(request);
  const ask = async (query: string, variables: Readonly<Record<string, unknown>>) => {
    const answer = (await app.execute(principal, { query, operationName: undefined, variables }, requestId)) as Answer;
    const [error] = answer.errors ?? [];
    if (error) throw asThrown(error);
    return answer.data;
  };
  const found = await ask(FIND, { key: key ?? '' });
  const [automation] = found?.automations?.nodes ?? [];
  if (!automation) throw new RapportError('NOT_FOUND', 'key: there is no such Automation.', { field: 'key' });
  const idempotencyKey = request.headers['idempotency-key'] ?? null;
  const started = await ask(START, { id: automation.id, input, idempotencyKey });
  sendJson(response, 202, started?.startAutomation);
}

/** An error of the operation as one of the whole request. */
function asThrown({ message, extensions = {} }: GraphQLFormattedError): RapportError {
  const { code, ...details } = extensions;
  return new RapportError(code as RapportError['code'], message, details);
}
