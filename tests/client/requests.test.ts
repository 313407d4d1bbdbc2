import http, { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DocumentTypeDecoration, TypedDocumentNode } from '@graphql-typed-document-node/core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient, RapportError, UnreachableError } from '@rapport/client';
import { type ErrorEntry, errorCatalogue } from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';
import { parse } from 'graphql';
import { PASSING_CODES } from '../../packages/client/src/errors.ts';

let app: TestApp;
let url: string;
beforeAll(async () => {
  app = await createTestApp();
  url = await app.listen();
});
afterAll(() => app.close());

const clientAt = (address: string) => createClient({ url: address, key: () => app.alpha.admin.key });
const count = async (name: string) => (await app.sql('select 1 from customer where name = $1', [name])).length;

const CREATE = parse(
  'mutation($name: String!) { createCustomer(input: { kind: PERSON, name: $name }) { id name } }',
) as TypedDocumentNode<{ createCustomer: { id: string; name: string } }, { name: string }>;
const TWO = `mutation($name: String!, $a: String, $b: String) {
  a: createCustomer(input: { kind: PERSON, name: $name }, idempotencyKey: $a) { id }
  b: createCustomer(input: { kind: PERSON, name: $name }, idempotencyKey: $b) { id }
}`;

/** What goes wrong with one request. */
type Trouble = (response: ServerResponse, forward: () => Promise<string>) => unknown;

const refuse =
  (code: string, status: number, headers: Record<string, string> = {}): Trouble =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify({ data: null, errors: [{ message: code, extensions: { code } }] }));
const badGateway: Trouble = (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Oh</h1>');
/** The answer is lost after the command took effect. */
const loseAnswer: Trouble = async (response, forward) => {
  await forward();
  response.destroy();
};

const fronts: http.Server[] = [];
afterEach(() => {
  for (const front of fronts.splice(0)) front.close();
});

/** A front of the server at which one thing after another goes wrong. */
async function front(...troubles: Trouble[]): Promise<{ url: string; keys: (string | undefined)[] }> {
  const keys: (string | undefined)[] = [];
  const forward = async (body: string, { authorization = '', ...headers }: IncomingHttpHeaders) => {
    const key = headers['idempotency-key'];
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/json',
        ...(typeof key === 'string' && { 'idempotency-key': key }),
      },
      body,
    });
    return answer.text();
  };
  const server = http.createServer(async (request, response) => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
    const trouble = troubles[keys.length];
    keys.push(String(request.headers['idempotency-key']));
    const pass = () => forward(body, request.headers);
    if (trouble) await trouble(response, pass);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(await pass());
  });
  fronts.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys };
}

describe('a query', () => {
  test('answers typed documents, parsed ones and texts', async () => {
    const client = clientAt(`${url}/`);
    const { createCustomer } = await client.mutate(CREATE, { name: '王小明' });
    const text = 'query($id: ID!) { customer(id: $id) { name } }';
    interface Found {
      customer: { name: string };
    }
    // As graphql-codegen writes them with `documentMode: 'string'`.
    class TypedDocumentString extends String implements DocumentTypeDecoration<Found, { id: string }> {
      declare __apiType?: (variables: { id: string }) => Found;
    }
    for (const document of [text, parse(text), new TypedDocumentString(text)])
      expect(await client.query<Found, { id: string }>(document, { id: createCustomer.id })).toEqual({
        customer: { name: '王小明' },
      });
  });

  test('is asked again after every fault that passes', async () => {
    const { url: at, keys } = await front(
      badGateway,
      refuse('DATABASE_UNAVAILABLE', 503),
      refuse('RATE_LIMITED', 429, { 'retry-after': '0' }),
      (response) => response.destroy(),
    );
    expect(await clientAt(at).query('{ viewer { tenant { slug } } }')).toEqual({
      viewer: { tenant: { slug: 'alpha' } },
    });
    expect(keys).toHaveLength(5);
  });

  test('is not asked again after a fault of its own', async () => {
    const { url: at, keys } = await front();
    await expect(clientAt(at).query('{ nonsense }')).rejects.toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
      hint: expect.any(String),
      passes: false,
    });
    await expect(createClient({ url: at, key: 'rk_wrong' }).query('{ viewer { id } }')).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(keys).toHaveLength(2);
  });

  test('gives up after five attempts, and at once where nobody answers as a Rapport does', async () => {
    const troubles = Array.from({ length: 9 }, () => badGateway);
    const { url: at, keys } = await front(...troubles);
    await expect(clientAt(at).query('{ viewer { id } }')).rejects.toBeInstanceOf(UnreachableError);
    expect(keys).toHaveLength(5);
    const page = await front((response) => response.writeHead(200).end('<h1>Welcome</h1>'));
    await expect(clientAt(page.url).query('{ viewer { id } }')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(page.keys).toHaveLength(1);
  });

  test('stops when its signal says so', async () => {
    const stop = new AbortController();
    const { url: at } = await front(() => stop.abort(new Error('enough')));
    await expect(clientAt(at).query('{ viewer { id } }', {}, { signal: stop.signal })).rejects.toThrow('enough');
  });
});

describe('a mutation', () => {
  test('[GU8] takes effect once, through lost answers and every fault that passes', async () => {
    const { url: at, keys } = await front(loseAnswer, refuse('BUSY', 200), badGateway, loseAnswer);
    const { createCustomer } = await clientAt(at).mutate(CREATE, { name: 'only once' });
    expect(createCustomer).toMatchObject({ id: expect.stringMatching(/^cus_/), name: 'only once' });
    expect(await count('only once')).toBe(1);
    expect([keys.length, new Set(keys).size]).toEqual([5, 1]);
    await clientAt(at).mutate(CREATE, { name: 'only once' });
    expect(new Set(keys).size).toBe(2);
  });

  test('takes effect once for the key that its cause gave it', async () => {
    const options = { idempotencyKey: 'event 7' };
    const first = await clientAt(url).mutate(CREATE, { name: 'caused' }, options);
    expect(await clientAt(url).mutate(CREATE, { name: 'caused' }, options)).toEqual(first);
    expect(await count('caused')).toBe(1);
  });

  test('of several fields is not sent again unless each of them has a key', async () => {
    const unkeyed = await front(loseAnswer);
    await expect(clientAt(unkeyed.url).mutate(TWO, { name: 'two' })).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect([unkeyed.keys.length, await count('two')]).toEqual([1, 2]);
    const keyed = await front(loseAnswer);
    await clientAt(keyed.url).mutate(TWO, { name: 'keyed', a: 'first of two', b: 'second of two' });
    expect([keyed.keys.length, await count('keyed')]).toEqual([2, 2]);
  });

  test('that is refused says with which code, where, and how to mend it', async () => {
    const refused = await clientAt(url)
      .mutate('mutation { createCustomer(input: { kind: PERSON, name: "x", email: "y" }) { id } }')
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RapportError);
    expect(refused).toMatchObject({ code: 'INPUT_INVALID', field: 'input.email', hint: expect.any(String) });
  });
});

test('the client tries again what the catalogue says is worth a retry', () => {
  const worth = Object.entries<ErrorEntry>(errorCatalogue).filter(([, { retry }]) => retry);
  expect(PASSING_CODES).toEqual(worth.map(([code]) => code).sort());
});
