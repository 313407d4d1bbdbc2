import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import {
  encodeId,
  fileFieldOf,
  findRecords,
  fingerprintOf,
  once,
  RapportError,
  type RecordInput,
  type RecordType,
  type StoredFile,
  UnitOfWork,
} from '@rapport/kernel';
import type { App } from '../app.ts';
import type { ServerContext } from '../graphql/apollo.ts';
import { bearerToken } from './bearer-token.ts';
import { sendJson } from './respond.ts';

/** A file costs what a command with a record costs. */
const COST = 10;
const MAX_INPUT_CHARS = 20_000;

/**
 * `POST /files/<record type>?name=<file>&input=<JSON>` with the bytes as its body makes a record that holds them;
 * `GET /files/<id>` brings them to whoever may read the record. Both act with the rights of the credential.
 */
export async function answerFile(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const principal = await app.authenticator.authenticate(bearerToken(request));
  await app.charge(principal, COST);
  const context = app.contextOf(principal, new AbortController().signal, undefined, requestId);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const name = decodeURIComponent(url.pathname.split('/')[2] ?? '');
  if (request.method === 'POST') await take(app, context, name, url.searchParams, request, response);
  else await bring(app, context, name, response);
}

async function take(
  app: App,
  context: ServerContext,
  typeName: string,
  parameters: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const type = context.catalogue.find(typeName);
  const field = type && fileFieldOf(type);
  if (!type || !field)
    throw new RapportError('NOT_FOUND', `There is no record type ${JSON.stringify(typeName)} that holds files.`);
  context.access.require(type, 'create');
  const input = inputOf(parameters.get('input'));
  const { maxBytes } = field.rules;
  // What says that it is too large is not read at all.
  if (Number(request.headers['content-length'] ?? 0) > maxBytes)
    throw new RapportError('BODY_TOO_LARGE', `The file is larger than ${maxBytes} bytes.`);
  const file = await app.files.keep(
    context.tenant.id,
    { name: parameters.get('name') ?? 'file', mediaType: request.headers['content-type'], bytes: arriving(request) },
    field.rules,
  );
  const made = await createWith(context, type, input, field.name, file, request).catch(async (error: unknown) => {
    await app.files.discard(file);
    throw error;
  });
  // A repetition with the same key has its record, and its file, already.
  if (!made.isNew) await app.files.discard(file);
  context.onCommit();
  const { key: _key, ...shown } = file;
  sendJson(response, 201, { id: made.id, file: shown });
}

/** A request that is cut off early must still be there to be answered. */
const arriving = (request: IncomingMessage): AsyncIterable<Uint8Array> =>
  request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;

async function createWith(
  context: ServerContext,
  type: RecordType,
  input: RecordInput,
  field: string,
  file: StoredFile,
  request: IncomingMessage,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  let isNew = false;
  const header = request.headers['idempotency-key'];
  const key = typeof header === 'string' ? header : undefined;
  const id = await context.database.transaction(context.tenant.id, (transaction) => {
    const work = new UnitOfWork(context, transaction);
    return once(work, key, () => fingerprintOf([type.name, input, file.sha256]), {
      run: async () => {
        const { uuid } = await work.create(type.class, input, 'input', { [field]: file });
        isNew = true;
        return encodeId(type, uuid);
      },
      freeze: (id) => JSON.stringify(id),
      thaw: (text) => JSON.parse(text) as string,
    });
  });
  return { id, isNew };
}

function inputOf(text: string | null): RecordInput {
  if (text === null) return {};
  if (text.length > MAX_INPUT_CHARS) throw new RapportError('BAD_REQUEST', 'input: is too long.');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as RecordInput;
  } catch {
    // Said below.
  }
  throw new RapportError('BAD_REQUEST', 'input: must be a JSON object with the fields of the record.');
}

async function bring(app: App, context: ServerContext, id: string, response: ServerResponse): Promise<void> {
  const [type] = context.catalogue.resolveId(id, 'id');
  const field = fileFieldOf(type);
  if (!field) throw new RapportError('ID_INVALID', 'This is no id of a record that holds a file.', { field: 'id' });
  const [found] = await findRecords(context, type.class, {
    filter: { id: { eq: id } },
    fields: [field.name],
    first: 1,
  });
  const file = found?.[field.name] as StoredFile | undefined;
  if (!file) throw new RapportError('NOT_FOUND', `There is no such ${type.name}.`, { field: 'id' });
  const bytes = await app.files.open(file);
  response.writeHead(200, {
    // It is never shown within a page of ours: what a customer sent must not run with the rights of who looks at it.
    'content-type': file.mediaType,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, encodeAscii)}`,
    'content-length': file.size,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    etag: `"${file.sha256}"`,
  });
  await pipeline(bytes, response);
}

const encodeAscii = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
