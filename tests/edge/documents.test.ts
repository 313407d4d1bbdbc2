import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig, readTrustedDocuments } from '@rapport/server';
import { createTestApp } from '@rapport/testing';
import { getIntrospectionQuery } from 'graphql';
import { serverAudits } from 'graphql-http';
import { documentsFile, hashOf, persisted } from '../fixtures/trusted-documents.ts';

const PEOPLE = 'query People($first: Int) { users(first: $first) { nodes { name } } }';
const KEYS = '{ apiKeys(first: 1) { nodes { name } } }';
const NEW_TEAM = 'mutation NewTeam { createTeam(input: { name: "by id" }) { name } }';
const TOO_LARGE = 'query Large { customers(first: 200) { nodes { interactions(first: 200) { nodes { id } } } } }';
const TOO_DEEP = `{ ${'interactions(first: 1) { nodes { customer { '.repeat(5)} id ${'} } } '.repeat(5)} }`;
/** What the audits ask, as far as it is GraphQL. */
const OF_AUDITS = [
  '{ __typename }',
  'query Query { __typename }',
  'query Type($name: String!) { __type(name: $name) { name } }',
  'query CoerceFailure($id: ID!){ __typename }',
  '{ __type(name: "Run🏃Swim🏊") { name } }',
];

interface Answer {
  status: number;
  data?: unknown;
  errors?: { message: string; extensions: { code: string; hint: string; cost?: object } }[];
  extensions?: { plan?: { kind: string } };
}

/** The product on a port, and how to ask it. */
async function start(environment: Record<string, string>) {
  const app = await createTestApp({ environment });
  const url = `${await app.listen()}/graphql`;
  const headersFor = (key = app.alpha.admin.key) => ({ authorization: `Bearer ${key}` });
  const read = async (response: Response): Promise<Answer> => ({
    status: response.status,
    ...((await response.json()) as object),
  });
  return {
    app,
    url,
    post: async (body: object, key?: string): Promise<Answer> =>
      read(
        await fetch(url, {
          method: 'POST',
          headers: { ...headersFor(key), 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    get: async (parameters: Record<string, unknown>, headers: Record<string, string> = PREFLIGHT): Promise<Answer> => {
      const texts = Object.entries(parameters).map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]);
      return read(await fetch(`${url}?${new URLSearchParams(texts)}`, { headers: { ...headersFor(), ...headers } }));
    },
  };
}

const PREFLIGHT = { 'apollo-require-preflight': 'true' };
const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;

type Server = Awaited<ReturnType<typeof start>>;
let open: Server;
let closed: Server;
let documents: ReturnType<typeof documentsFile>;
beforeAll(async () => {
  documents = documentsFile([PEOPLE, KEYS, NEW_TEAM, TOO_LARGE, TOO_DEEP, ...OF_AUDITS]);
  open = await start({ TRUSTED_DOCUMENTS: documents.file });
  closed = await start({ TRUSTED_DOCUMENTS: documents.file, TRUSTED_DOCUMENTS_ONLY: 'true' });
});
afterAll(async () => {
  documents.remove();
  await open.app.close();
  await closed.app.close();
});

describe('automatic persisted queries', () => {
  test('are answered by hash once their text was sent, over POST and GET, and by one statement', async () => {
    const query = 'query Kept($first: Int) { customers(first: $first) { nodes { name } } }';
    const asked = { ...persisted(query), variables: { first: 3 } };
    const unknown = await open.post(asked);
    expect(unknown).toMatchObject({ status: 200, errors: [{ message: 'PersistedQueryNotFound' }] });
    expect(codeOf(unknown)).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(codeOf(await open.get(asked))).toBe('PERSISTED_QUERY_NOT_FOUND');
    const data = { customers: { nodes: [] } };
    expect(await open.post({ query, ...asked })).toMatchObject({ status: 200, data });
    expect(await open.get(asked)).toMatchObject({ status: 200, data });
    expect(await open.post(asked)).toMatchObject({ status: 200, data, extensions: { plan: { kind: 'compiled' } } });
    expect(await open.post({ query, ...asked })).toMatchObject({ extensions: { plan: { kind: 'compiled' } } });
  });

  test('can be registered by GET', async () => {
    const query = 'query ByGet { viewer { kind } }';
    expect(await open.get({ query, ...persisted(query) })).toMatchObject({ status: 200 });
    expect(await open.post(persisted(query))).toMatchObject({ data: { viewer: { kind: 'API_KEY' } } });
  });

  test('a hash of another text, and an extension of another form, are refused', async () => {
    const other = { query: '{ viewer { id } }', ...persisted('{ viewer { kind } }') };
    for (const answer of [await open.post(other), await open.get(other)]) {
      expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { hint: expect.any(String) } }] });
      expect(codeOf(answer)).toBe('BAD_REQUEST');
    }
    for (const persistedQuery of [{ version: 2, sha256Hash: hashOf('') }, { version: 1 }, 'text', [1]])
      expect(codeOf(await open.post({ extensions: { persistedQuery } }))).toBe('BAD_REQUEST');
    expect(codeOf(await open.post(persisted('{ viewer { kind } }')))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  test('what is refused is not remembered', async () => {
    for (const [query, code] of [
      [TOO_LARGE.replace('Large', 'Huge'), 'QUERY_TOO_COMPLEX'],
      ['{ nonsense }', 'GRAPHQL_VALIDATION_FAILED'],
    ] as const) {
      expect(codeOf(await open.post({ query, ...persisted(query) }))).toBe(code);
      expect(codeOf(await open.post(persisted(query)))).toBe('PERSISTED_QUERY_NOT_FOUND');
    }
  });

  test('what clients tell of themselves in other extensions keeps nothing from being compiled', async () => {
    const body = { query: '{ teams { nodes { name } } }', extensions: { clientLibrary: { name: 'a', version: '1' } } };
    await open.post(body);
    expect(await open.post(body)).toMatchObject({ extensions: { plan: { kind: 'compiled' } } });
  });
});

describe('trusted documents', () => {
  test('are answered by id and by persisted hash, over POST and GET, without their text', async () => {
    const hash = hashOf(PEOPLE);
    for (const named of [{ documentId: `sha256:${hash}` }, { documentId: hash }, persisted(PEOPLE)]) {
      const asked = { ...named, variables: { first: 1 } };
      for (const answer of [await open.post(asked), await open.get(asked)])
        expect(answer).toMatchObject({ status: 200, data: { users: { nodes: [{ name: expect.any(String) }] } } });
      expect(await open.post(asked)).toMatchObject({ extensions: { plan: { kind: 'compiled' } } });
    }
  });

  test('an id that nobody registered, is none, or comes with another document, is refused', async () => {
    const unknown = await open.post({ documentId: `sha256:${hashOf('{ viewer { id } }')}` });
    expect(unknown).toMatchObject({
      status: 400,
      errors: [{ extensions: { hint: expect.stringContaining('TRUSTED_DOCUMENTS') } }],
    });
    expect(codeOf(unknown)).toBe('DOCUMENT_UNTRUSTED');
    const id = hashOf(PEOPLE);
    for (const body of [
      { documentId: 7 },
      { documentId: '' },
      { documentId: `md5:${id}` },
      { documentId: id.toUpperCase() },
      { documentId: id, query: '{ viewer { id } }' },
      { documentId: id, ...persisted(KEYS) },
    ]) {
      expect({ body, code: codeOf(await open.post(body)) }).toEqual({ body, code: 'BAD_REQUEST' });
    }
    expect(codeOf(await open.get({ documentId: id, query: '{ viewer { id } }' }))).toBe('BAD_REQUEST');
  });

  test('other operations are answered as well', async () => {
    expect(await open.post({ query: '{ viewer { kind } }' })).toMatchObject({ data: { viewer: { kind: 'API_KEY' } } });
  });

  test('trust gives no rights: the role decides as with every operation', async () => {
    const asked = { documentId: hashOf(KEYS) };
    expect(await open.post(asked)).toMatchObject({ data: { apiKeys: { nodes: [expect.anything()] } } });
    expect(codeOf(await open.post(asked, open.app.alpha.as('seller').key))).toBe('FORBIDDEN');
    expect((await open.post(asked, 'rk_unknown')).status).toBe(401);
  });

  test('[GU22] limits hold for what is named', async () => {
    for (const named of [{ documentId: hashOf(TOO_LARGE) }, persisted(TOO_LARGE), { documentId: hashOf(TOO_DEEP) }])
      for (const answer of [await open.post(named), await open.get(named)]) {
        expect(answer.status).toBe(400);
        expect(codeOf(answer)).toBe('QUERY_TOO_COMPLEX');
      }
  });

  test('[GU26] the budget holds for what is named', async () => {
    const poor = await start({ TRUSTED_DOCUMENTS: documents.file, RATE_LIMIT_PER_SECOND: '5' });
    try {
      const asked = { documentId: hashOf(PEOPLE), variables: { first: 40 } };
      expect((await poor.post(asked)).status).toBe(200);
      const refused = await poor.post(asked);
      expect({ status: refused.status, code: codeOf(refused) }).toEqual({ status: 429, code: 'RATE_LIMITED' });
    } finally {
      await poor.app.close();
    }
  });

  test('[GU25] naming a document gets past no rule against forged requests', async () => {
    for (const named of [{ documentId: hashOf(PEOPLE) }, persisted(PEOPLE)])
      expect(await open.get(named, {})).toMatchObject({
        status: 400,
        errors: [{ extensions: { code: 'BAD_REQUEST' } }],
      });
    const named = { documentId: hashOf(NEW_TEAM) };
    expect((await open.get(named)).status).toBe(405);
    const form = await fetch(open.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${open.app.alpha.admin.key}`, 'content-type': 'text/plain' },
      body: JSON.stringify(named),
    });
    expect(form.status).toBe(400);
    expect(await open.app.sql("select 1 from team where name = 'by id'")).toEqual([]);
    expect(await open.post(named)).toMatchObject({ data: { createTeam: { name: 'by id' } } });
  });
});

describe('trusted documents only', () => {
  test('what is registered is answered, also a mutation', async () => {
    expect(await closed.post({ documentId: hashOf(PEOPLE) })).toMatchObject({ status: 200, data: { users: {} } });
    expect(await closed.get(persisted(PEOPLE))).toMatchObject({ status: 200, data: { users: {} } });
    expect(await closed.post({ query: PEOPLE, ...persisted(PEOPLE) })).toMatchObject({ status: 200 });
    expect(await closed.post({ documentId: hashOf(NEW_TEAM) })).toMatchObject({ data: { createTeam: {} } });
  });

  const text = '{ viewer { id } }';
  test.each<[string, object]>([
    ['a text', { query: text }],
    ['a registered text that is not named', { query: PEOPLE }],
    ['an empty text', { query: '' }],
    ['introspection', { query: getIntrospectionQuery() }],
    ['an unknown id', { documentId: hashOf(text) }],
    ['an unknown hash', persisted(text)],
    ['a text with its hash, to register it', { query: text, ...persisted(text) }],
  ])('%s is refused, over POST and GET', async (_what, request) => {
    for (const answer of [await closed.post(request), await closed.get(request as Record<string, unknown>)]) {
      expect(answer.status).toBe(400);
      expect(codeOf(answer)).toBe('DOCUMENT_UNTRUSTED');
      expect(answer.data).toBeUndefined();
    }
  });

  test('another text behind a trusted hash is refused', async () => {
    expect(codeOf(await closed.post({ query: text, ...persisted(PEOPLE) }))).toBe('BAD_REQUEST');
    expect(codeOf(await closed.get({ query: text, ...persisted(PEOPLE) }))).toBe('BAD_REQUEST');
  });

  test('several operations in one body are no way around it', async () => {
    expect((await closed.post([{ query: text }])).status).toBe(400);
  });
});

describe('GraphQL over HTTP with trusted documents', () => {
  const ask = (address: string, init: RequestInit = {}) =>
    fetch(address, {
      ...init,
      headers: {
        ...(init.headers as Record<string, string>),
        ...PREFLIGHT,
        authorization: `Bearer ${open.app.alpha.admin.key}`,
      },
    });
  let named = 0;
  const idOf = (query: unknown) => {
    if (typeof query !== 'string' || !OF_AUDITS.includes(query)) return undefined;
    named++;
    return `sha256:${hashOf(query)}`;
  };
  /** Sends the id of every document that is registered instead of its text. */
  const askById = (address: string, init: RequestInit = {}) => {
    const url = new URL(address);
    const inUrl = idOf(url.searchParams.get('query'));
    if (inUrl) {
      url.searchParams.delete('query');
      url.searchParams.set('documentId', inUrl);
    }
    if (typeof init.body !== 'string' || !OF_AUDITS.some((text) => String(init.body).includes(JSON.stringify(text))))
      return ask(url.href, init);
    const { query, ...others } = JSON.parse(init.body) as Record<string, unknown>;
    const documentId = idOf(query);
    return ask(url.href, documentId ? { ...init, body: JSON.stringify({ documentId, ...others }) } : init);
  };

  describe.each([
    ['texts', ask],
    ['ids', askById],
  ])('%s', (_name, fetchFn) => {
    const audits = serverAudits({ url: () => open.url, fetchFn });
    test.each(audits.map((audit) => [`${audit.id}: ${audit.name}`, audit] as const))('%s', async (_id, audit) => {
      const result = await audit.fn();
      expect({ status: result.status, reason: 'reason' in result ? result.reason : undefined }).toEqual({
        status: 'ok',
        reason: undefined,
      });
    });
  });

  test('most audits could name their document', () => {
    expect(named).toBeGreaterThan(30);
  });
});

describe('a file of trusted documents that cannot be trusted stops the start', () => {
  const hash = hashOf(PEOPLE);
  const bad = (text: string) => JSON.stringify({ [hash]: PEOPLE, [hashOf(text)]: text });

  test.each<[string, string, string]>([
    ['no JSON', '{', 'which cannot be read: '],
    ['no object', '["{ viewer { id } }"]', 'which holds no JSON object'],
    ['an entry that is no text', `{"${hash}": 7}`, `whose entry "${hash}" is not the text of an operation`],
    ['another hash than SHA-256', '{"d41d8cd98f00b204e9800998ecf8427e": "{ a }"}', 'is not named by the SHA-256'],
    [
      'a hash of another text',
      JSON.stringify({ [hash]: KEYS }),
      `whose entry "${hash}" has a text with another SHA-256, ${hashOf(KEYS)}`,
    ],
    [
      'a text that is no GraphQL',
      bad('{ viewer {'),
      `whose entry "${hashOf('{ viewer {')}" cannot be asked: Syntax Error`,
    ],
    ['a text that no request could carry', bad(`{ a } #${'x'.repeat(100_001)}`), 'longer than 100000 bytes'],
    ['brackets that no request could carry', bad('{'.repeat(61)), 'nested deeper than 60 levels'],
  ])('%s', (_what, content, problem) => {
    const { file, remove } = documentsFile(content);
    try {
      const read = () => readTrustedDocuments(readConfig({ TRUSTED_DOCUMENTS: file }));
      expect(read).toThrow(problem);
      expect(read).toThrow(`TRUSTED_DOCUMENTS names "${file}", `);
      expect(read).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID', hint: expect.any(String) }));
    } finally {
      remove();
    }
  });

  test('trusting only documents that nobody names is refused', () => {
    expect(() => readConfig({ TRUSTED_DOCUMENTS_ONLY: 'true' })).toThrow('TRUSTED_DOCUMENTS is not set');
  });
});
