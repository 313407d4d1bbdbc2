import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap } from '@apollo/server';
import { RapportError } from '@rapport/kernel';
import type { App } from '../app.ts';
import { checkQuery, isJson, readJsonBody } from './read-body.ts';

/** Answers one GraphQL request over HTTP. Errors of the request itself are thrown. */
export async function answerGraphQL(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const principal = await app.authenticator.authenticate(bearerToken(request));
  const url = new URL(request.url ?? '/', 'http://localhost');
  const query = url.searchParams.get('query');
  if (query !== null) checkQuery(query);
  const body = request.method === 'POST' && isJson(request) ? await readJsonBody(request) : undefined;

  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new RapportError('STATEMENT_TIMEOUT', 'The client went away.'));
  });
  const apollo = await app.apolloFor(principal);
  const context = app.contextOf(principal, gone.signal, singleHeader(request, 'idempotency-key'), requestId);
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method ?? 'GET', headers: headersOf(request), search: url.search, body },
    context: async () => context,
  });
  if (gone.signal.aborted) return;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.statusCode = answer.status ?? 200;
  if (answer.body.kind === 'complete') {
    response.setHeader('content-length', Buffer.byteLength(answer.body.string));
    response.end(answer.body.string);
    return;
  }
  for await (const chunk of answer.body.asyncIterator) response.write(chunk);
  response.end();
}

function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
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
