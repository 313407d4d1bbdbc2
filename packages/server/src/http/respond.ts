import type { ServerResponse } from 'node:http';
import { errorCatalogue, type RapportError } from '@rapport/kernel';

export function sendText(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendText(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

/** An error of the whole request, in the form of a GraphQL answer. */
export function sendError(response: ServerResponse, error: RapportError, requestId: string): void {
  const { status, mend } = errorCatalogue[error.code];
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  // What is left of a refused body is not worth reading.
  if (status === 413 || (error.code === 'BODY_UNREADABLE' && !response.req.complete))
    response.setHeader('connection', 'close');
  const { code, ...details } = error.extensions;
  sendJson(response, status, {
    errors: [{ message: error.message, extensions: { code, ...details, hint: details.hint ?? mend, requestId } }],
  });
}
