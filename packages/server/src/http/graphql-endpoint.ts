import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap } from '@apollo/server';
import { RapportError } from '@rapport/kernel';
import type { App } from '../app.ts';
import { bearerToken } from './bearer-token.ts';
import { operationIn, operationInUrl } from './compilable-operation.ts';
import { withNamedDocument, withNamedDocumentInUrl } from './named-document.ts';
import { checkQuery, isJson, readJsonBody } from './read-body.ts';

/** Answers one GraphQL request over HTTP. Errors of the request itself are thrown. */
export async function answerGraphQL(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const principal = await app.authenticator.authenticate(bearerToken(request));
  const isPost = request.method === 'POST';
  const url = new URL(request.url ?? '/', 'http://localhost');
  const query = url.searchParams.get('query');
  if (query !== null) checkQuery(query);
  const named = isPost ? url : await withNamedDocumentInUrl(url, app.documents);
  const body =
    isPost && isJson(request) ? await withNamedDocument(await readJsonBody(request), app.documents) : undefined;

  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) gone.abort(new RapportError('STATEMENT_TIMEOUT', 'The client went away.'));
  });
  const context = app.contextOf(principal, gone.signal, singleHeader(request, 'idempotency-key'), requestId);
  const { accept } = request.headers;
  const contentType = app.answerTypes.get(accept ?? '');
  const operation = contentType && (isPost ? operationIn(body) : operationInUrl(request, named));
  const json = operation && (await app.compiled.answer(operation, context));
  if (gone.signal.aborted) return;
  if (contentType && json) return send(response, 200, contentType, json);

  const apollo = await app.apolloFor(principal);
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method ?? 'GET', headers: headersOf(request), search: named.search, body },
    context: async () => context,
  });
  if (gone.signal.aborted) return;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  if (answer.body.kind !== 'complete') throw new Error('Answers come in one piece.');
  const type = answer.headers.get('content-type') ?? 'application/json';
  // What the executor agrees on for this `Accept`, it would agree on again.
  if (answer.status === undefined || answer.status === 200) app.answerTypes.set(accept ?? '', type);
  send(response, answer.status ?? 200, type, answer.body.string);
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.statusCode = status;
  response.setHeader('content-type', type);
  response.setHeader('content-length', Buffer.byteLength(text));
  response.end(text);
}

function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    // The credential has done its work; nothing behind this line needs it.
    if (value !== undefined && name !== 'authorization')
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function singleHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
