import { createHash } from 'node:crypto';
import { RapportError } from '@rapport/kernel';
import type { OperationRequest } from '../graphql/compiled-answers.ts';
import type { Documents } from '../graphql/documents.ts';

/** What a request says of its document: its text, or a name for it. */
interface Naming {
  readonly query: unknown;
  readonly documentId: unknown;
  readonly extensions: unknown;
}

/** Of "GraphQL over HTTP": the digits alone, or with the name of the hash before them. */
const DOCUMENT_ID = /^(?:sha256:)?([0-9a-f]{64})$/;

/** The body of a POST with the text of the document that it names; as it is when it names none that is known. */
export async function withNamedDocument(body: unknown, documents: Documents): Promise<unknown> {
  if (!isObject(body)) return body;
  const { query, documentId, extensions, ...others } = body;
  const text = await findText({ query, documentId, extensions }, documents);
  if (text === undefined) return body;
  if (!isObject(extensions)) return { ...others, query: text, ...(extensions !== undefined && { extensions }) };
  const { persistedQuery, ...rest } = extensions;
  return { ...others, query: text, extensions: rest };
}

/** The same for the parameters of a GET. */
export async function withNamedDocumentInUrl(url: URL, documents: Documents): Promise<URL> {
  const { searchParams } = url;
  const extensions = searchParams.get('extensions');
  const naming = {
    query: searchParams.get('query'),
    documentId: searchParams.get('documentId'),
    extensions: extensions === null ? undefined : jsonOrNothing(extensions),
  };
  const text = await findText(naming, documents);
  if (text === undefined) return url;
  const named = new URL(url);
  named.searchParams.set('query', text);
  named.searchParams.delete('documentId');
  named.searchParams.delete('extensions');
  return named;
}

/** The operation in what a client sends over a connection that stays open. Throws BAD_REQUEST. */
export async function requestIn(payload: unknown, documents: Documents): Promise<OperationRequest> {
  const body = await withNamedDocument(payload, documents);
  const { query, operationName, variables } = isObject(body) ? body : {};
  if (typeof query !== 'string') throw badRequest('It has no `query`.');
  if (operationName != null && typeof operationName !== 'string') throw badRequest('`operationName` is no text.');
  if (variables != null && !isObject(variables)) throw badRequest('`variables` is no object.');
  return { query, operationName: operationName ?? undefined, variables: variables ?? {} };
}

async function findText({ query, documentId, extensions }: Naming, documents: Documents): Promise<string | undefined> {
  const persisted = persistedHash(extensions);
  const carried = query !== undefined && query !== null;
  if (documentId !== undefined && documentId !== null) {
    if (carried || persisted !== undefined) throw badRequest('It has `documentId` and another document besides.');
    const hash = typeof documentId === 'string' ? DOCUMENT_ID.exec(documentId)?.[1] : undefined;
    if (hash === undefined) throw badRequest('`documentId` is not "sha256:" and 64 lower-case hexadecimal digits.');
    return documents.findTrusted(hash) ?? refuse(`No trusted document has the id ${hash}.`);
  }
  if (persisted === undefined) {
    if (carried && documents.trustedOnly) refuse('The request carries its document instead of naming one.');
    return undefined;
  }
  const known = await documents.find(persisted);
  if (known === undefined && documents.trustedOnly) refuse(`No trusted document has the hash ${persisted}.`);
  if (!carried || query === known) return known;
  if (typeof query === 'string' && createHash('sha256').update(query).digest('hex') !== persisted)
    throw badRequest('`extensions.persistedQuery.sha256Hash` is not the hash of `query`.');
  // Apollo remembers it once it has passed every check.
  return undefined;
}

function persistedHash(extensions: unknown): string | undefined {
  if (!isObject(extensions) || !extensions.persistedQuery) return undefined;
  const { persistedQuery } = extensions;
  if (isObject(persistedQuery) && persistedQuery.version === 1 && typeof persistedQuery.sha256Hash === 'string')
    return persistedQuery.sha256Hash;
  throw badRequest('`extensions.persistedQuery` is not { version: 1, sha256Hash: "..." }.');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** What is no JSON is refused by whoever reads the parameters. */
function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badRequest(message: string): RapportError {
  const hint = 'Send `query`, or `documentId`, or `extensions.persistedQuery` as docs/api.md shows.';
  return new RapportError('BAD_REQUEST', message, { hint });
}

function refuse(message: string): never {
  throw new RapportError('DOCUMENT_UNTRUSTED', message);
}
