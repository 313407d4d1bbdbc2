import type { IncomingMessage } from 'node:http';

export function bearerToken(request: IncomingMessage): string | undefined {
  return tokenIn(request.headers.authorization);
}

/** The token of an `Authorization` header, or of what stands for it where there are no headers. */
export function tokenIn(authorization: unknown): string | undefined {
  return typeof authorization === 'string' ? /^Bearer +(\S+)$/i.exec(authorization)?.[1] : undefined;
}
