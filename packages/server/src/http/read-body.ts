import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { RapportError } from '@rapport/kernel';
import { isTooDeep, MAX_NESTING } from './nesting.ts';

/** Room for the variables of a batch of 1,000 rows. */
export const MAX_BODY_BYTES = 1_000_000;
export const MAX_QUERY_BYTES = 100_000;
const BODY_TIMEOUT_MS = 10_000;

const BYTE_ORDER_MARK = '\ufeff';
const JSON_TYPE = /^application\/(?:graphql\+)?json\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i;

/** Whether the request says that its body is JSON in UTF-8; other bodies are left to the rules against forged requests. */
export function isJson(request: IncomingMessage): boolean {
  return JSON_TYPE.test(request.headers['content-type'] ?? '');
}

/** Reads a JSON body within its limits. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset && !/^utf-?8$/i.test(charset)) unreadable(`The charset ${JSON.stringify(charset)} is not UTF-8.`);
  const encoding = request.headers['content-encoding'];
  if (encoding && encoding !== 'identity') unreadable('The body is compressed.');
  const text = decode(await readBytes(request));
  if (isTooDeep(text)) tooDeep();
  const body = parse(text);
  const query = body !== null && typeof body === 'object' && 'query' in body ? body.query : undefined;
  if (typeof query === 'string') checkQuery(query);
  return body;
}

/** Reads a body of UTF-8 text within its limits. */
export async function readTextBody(request: IncomingMessage): Promise<string> {
  return decode(await readBytes(request));
}

/** What holds for a document wherever it came from. */
export function checkQuery(query: string): void {
  if (Buffer.byteLength(query) > MAX_QUERY_BYTES) {
    throw new RapportError('BODY_TOO_LARGE', `The query text is longer than ${MAX_QUERY_BYTES} bytes.`);
  }
  if (isTooDeep(query)) tooDeep();
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw bodyTooLarge();
  return new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    // A body that drips in for ever would hold its connection for ever.
    const timeout = setTimeout(() => fail('The body did not arrive in time.'), BODY_TIMEOUT_MS);
    // Reading is only paused: a destroyed request could not be answered any more.
    let stopped = false;
    const stop = (settle: () => void) => {
      if (stopped) return;
      stopped = true;
      clearTimeout(timeout);
      request.pause();
      settle();
    };
    const fail = (message: string) => stop(() => reject(new RapportError('BODY_UNREADABLE', message)));
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) stop(() => reject(bodyTooLarge()));
      else chunks.push(chunk);
    });
    request.once('end', () => stop(() => resolve(Buffer.concat(chunks))));
    request.once('close', () => {
      if (!stopped) fail('The body broke off.');
    });
  });
}

function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) unreadable('The body is not UTF-8.');
  const text = bytes.toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return unreadable('The body is not JSON.');
  }
}

function bodyTooLarge(): RapportError {
  return new RapportError('BODY_TOO_LARGE', `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}

function tooDeep(): never {
  throw new RapportError('QUERY_TOO_COMPLEX', `Brackets are nested deeper than ${MAX_NESTING} levels.`, {
    rule: 'nesting',
    limit: MAX_NESTING,
  });
}

function unreadable(message: string): never {
  throw new RapportError('BODY_UNREADABLE', message);
}
