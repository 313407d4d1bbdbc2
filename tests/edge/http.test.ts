import http from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { serverAudits } from 'graphql-http';

let app: TestApp;
let url: string;
let authorization: string;

beforeAll(async () => {
  app = await createTestApp({ environment: { CORS_ORIGINS: 'https://crm.example.com' } });
  url = await app.listen();
  authorization = `Bearer ${app.alpha.admin.key}`;
});
afterAll(() => app.close());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const codeOf = async (response: Response) =>
  ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code;

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({
    url: () => `${url}/graphql`,
    fetchFn: (address: string, init: RequestInit = {}) =>
      fetch(address, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), authorization, 'apollo-require-preflight': 'true' },
      }),
  });

  test('the audit suite has 61 audits', () => {
    expect(audits).toHaveLength(61);
  });

  test.each(audits.map((audit) => [`${audit.id}: ${audit.name}`, audit] as const))('%s', async (_name, audit) => {
    const result = await audit.fn();
    expect({ status: result.status, reason: 'reason' in result ? result.reason : undefined }).toEqual({
      status: 'ok',
      reason: undefined,
    });
  });
});

describe('a GET', () => {
  const get = async (parameters: [string, string][], headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/graphql?${new URLSearchParams(parameters)}`, {
      headers: { authorization, 'apollo-require-preflight': 'true', ...headers },
    });
    const { data, errors, extensions } = (await response.json()) as {
      data?: unknown;
      errors?: { extensions: { code: string } }[];
      extensions?: { plan: { kind: string } };
    };
    const type = response.headers.get('content-type');
    return { status: response.status, type, data, code: errors?.[0]?.extensions.code, plan: extensions?.plan.kind };
  };

  const query = 'query Some($first: Int!) { customers(first: $first) { nodes { name } } }';
  const variables = (first: unknown): [string, string] => ['variables', JSON.stringify({ first })];
  const refusals: Record<string, [parameters: [string, string][], headers: Record<string, string>]> = {
    'without a header that a form cannot send': [[['query', query], variables(2)], { 'apollo-require-preflight': '' }],
    'with a type that a form can send': [[['query', query], variables(2)], { 'content-type': 'text/plain' }],
    'without a credential': [[['query', query], variables(2)], { authorization: '' }],
    'with two queries': [[['query', query], ['query', query], variables(2)], {}],
    'with variables that are no object': [
      [
        ['query', query],
        ['variables', 'null'],
      ],
      {},
    ],
    'with variables that are no JSON': [
      [
        ['query', query],
        ['variables', '{first:2}'],
      ],
      {},
    ],
    'with an extension that is no object': [[['query', query], variables(2), ['extensions', '[]']], {}],
    'with a value of another type': [[['query', query], variables('two')], {}],
    'with a page that is too long': [[['query', query], variables(201)], {}],
    'for what nobody accepts': [[['query', query], variables(2)], { accept: 'text/csv' }],
  };

  test('is answered by one statement like a POST, and refused by the same rules before and after', async () => {
    const refuse = async () => {
      const answers = Object.entries(refusals).map(async ([why, [parameters, headers]]) => [
        why,
        { ...(await get(parameters, headers)), plan: undefined },
      ]);
      return Object.fromEntries(await Promise.all(answers)) as Record<string, Awaited<ReturnType<typeof get>>>;
    };
    const before = await refuse();
    for (const [why, { code }] of Object.entries(before)) if (!code) throw new Error(`It was answered ${why}.`);

    const first = await get([['query', query], variables(2)]);
    const second = await get([['query', query], variables(2)]);
    expect(first.data).toEqual({ customers: { nodes: [] } });
    expect(second).toEqual({ ...first, plan: 'compiled' });
    const named = { 'apollo-require-preflight': '', 'x-apollo-operation-name': 'Some' };
    expect(await get([['query', query], variables(2)], named)).toEqual(second);
    expect(await get([['query', query], variables(2)], { 'content-type': 'application/json' })).toEqual(second);

    expect(await refuse()).toEqual(before);
  });

  test('of a mutation is refused, also when the mutation is known from a POST', async () => {
    const mutation = 'mutation { createTeam(input: { name: "by post" }) { name } }';
    expect((await post({ query: mutation })).status).toBe(200);
    expect((await get([['query', mutation]])).status).toBe(405);
    expect(await app.sql("select 1 from team where name = 'by post'")).toHaveLength(1);
  });
});

describe('who may ask', () => {
  test('without a credential nothing is answered, not even the schema', async () => {
    for (const query of ['{ __typename }', '{ __schema { queryType { name } } }', '{ viewer { id } }']) {
      const response = await post({ query }, { authorization: '' });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await codeOf(response)).toBe('UNAUTHENTICATED');
    }
    const get = await fetch(`${url}/graphql?query={__typename}`, { headers: { 'apollo-require-preflight': 'true' } });
    expect(get.status).toBe(401);
  });

  test.each(['Basic abc', 'Bearer', 'bearer rk_unknown', `Bearer ${'x'.repeat(10_000)}`, 'Bearer a b'])(
    'the header %j lets nobody in',
    async (header) => {
      expect((await post({ query: '{ __typename }' }, { authorization: header })).status).toBe(401);
    },
  );

  test('every answer carries its request id', async () => {
    expect((await post({ query: '{ viewer { id } }' })).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('[GU25] forged requests of a browser are refused', () => {
  const simple = (headers: Record<string, string>, body = '{"query":"{ __typename }"}') =>
    fetch(`${url}/graphql`, { method: 'POST', headers: { authorization, ...headers }, body });

  test.each([
    ['a form', 'application/x-www-form-urlencoded'],
    ['an upload', 'multipart/form-data'],
    ['plain text', 'text/plain'],
    ['no content type', ''],
    ['two content types', 'text/plain, application/json'],
  ])('%s', async (_what, type) => {
    const response = await simple({ 'content-type': type });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await codeOf(response)).toBe('BAD_REQUEST');
  });

  test('a GET without a header that a form cannot send is told which header that is', async () => {
    const get = (headers: Record<string, string> = {}) =>
      fetch(`${url}/graphql?query={__typename}`, { headers: { authorization, ...headers } });
    const refused = await get();
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      errors: [
        { extensions: { code: 'BAD_REQUEST', hint: expect.stringContaining('`apollo-require-preflight: true`') } },
      ],
    });
    expect((await get({ 'apollo-require-preflight': 'true' })).status).toBe(200);
  });

  test('a mutation by GET, whatever its headers', async () => {
    const query = encodeURIComponent('mutation { createTeam(input: { name: "forged" }) { id } }');
    const response = await fetch(`${url}/graphql?query=${query}`, {
      headers: { authorization, 'apollo-require-preflight': 'true' },
    });
    expect(response.status).toBe(405);
    expect(await app.sql("select 1 from team where name = 'forged'")).toEqual([]);
  });

  test('other web sites get no permission, the listed one does', async () => {
    const preflight = (origin: string) =>
      fetch(`${url}/graphql`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    expect((await preflight('https://crm.example.com')).headers.get('access-control-allow-origin')).toBe(
      'https://crm.example.com',
    );
    expect(
      (await post({ query: '{ viewer { id } }' }, { origin: 'https://crm.example.com' })).headers.get(
        'access-control-allow-origin',
      ),
    ).toBe('https://crm.example.com');
    expect(
      (await post({ query: '{ viewer { id } }' }, { origin: 'https://crm.example.com.evil.example' })).headers.get(
        'access-control-allow-origin',
      ),
    ).toBeNull();
  });

  test('the idempotency header works for a single mutation field only', async () => {
    const create = (name: string) => `createTeam(input: { name: "${name}" }) { id }`;
    const once = () =>
      post({ query: `mutation { ${create('header')} }` }, { 'idempotency-key': 'h1' }).then((response) =>
        response.json(),
      );
    expect(await once()).toEqual({ ...((await once()) as object), extensions: expect.anything() });
    const two = { query: `mutation { a: ${create('two a')} b: ${create('two b')} }` };
    await post(two, { 'idempotency-key': 'h2' });
    expect(await app.sql("select 1 from team where name like 'two%'")).toHaveLength(2);
    // The header was ignored, so the repetition meets the unique names.
    expect(await codeOf(await post(two, { 'idempotency-key': 'h2' }))).toBe('DUPLICATE');
  });
});

describe('subscriptions', () => {
  test.each([
    ['one of a record type', 'subscription { customerChanged { id } }'],
    ['one of everything', 'subscription { changes { id } }'],
  ])('%s does not fit into one answer, and the refusal says where to subscribe', async (_what, query) => {
    for (const accept of ['*/*', 'application/json', 'application/graphql-response+json']) {
      const response = await post({ query }, { accept });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'OPERATION_UNSUPPORTED', hint: expect.stringContaining('/graphql/stream') } }],
      });
    }
  });
});

describe('bodies', () => {
  test('a body that is too large is refused before it is read', async () => {
    const response = await post({ query: '{ __typename }', variables: { s: 'x'.repeat(1_000_001) } });
    expect(response.status).toBe(413);
    expect(await codeOf(response)).toBe('BODY_TOO_LARGE');
    const query = await post({ query: `{ __typename ${'#'.repeat(100_001)} }` });
    expect(await codeOf(query)).toBe('BODY_TOO_LARGE');
  });

  test('a body without a length is cut off as well', async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: new ReadableStream({
        pull(controller) {
          controller.enqueue(new Uint8Array(100_000));
        },
      }),
      duplex: 'half',
    } as RequestInit).catch(() => undefined);
    if (response) expect(response.status).toBe(413);
    expect((await post({ query: '{ viewer { id } }' })).status).toBe(200);
  });

  test('a compressed body is refused, whatever is in it', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', authorization },
      body: bomb,
    });
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe('BODY_UNREADABLE');
  });

  test.each([
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }, '{}'],
    ['an odd charset', { 'content-type': `application/json; charset=${'x'.repeat(1000)}` }, '{}'],
    ['broken JSON', {}, '{"query": '],
  ])('%s is refused with a code', async (_what, headers, body) => {
    const response = await post(body, headers as Record<string, string>);
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe('BODY_UNREADABLE');
  });

  test('bytes that are not UTF-8 are refused', async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
    });
    expect(await codeOf(response)).toBe('BODY_UNREADABLE');
  });

  test('brackets nested ten thousand deep are refused before any parser follows them', async () => {
    for (const body of [
      { query: `{ ${'a { '.repeat(10_000)}${'}'.repeat(10_000)} }` },
      { query: `{ customers(filter: ${'{ not: '.repeat(10_000)}{}${'}'.repeat(10_000)}) { totalCount } }` },
      `{"query":"{ __typename }","variables":{"f":${'{"not":'.repeat(10_000)}{}${'}'.repeat(10_000)}}}`,
      `{"query":"{ __typename }","variables":{"f":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`,
    ]) {
      const response = await post(body);
      expect(response.status).toBe(400);
      expect(await codeOf(response)).toBe('QUERY_TOO_COMPLEX');
    }
  });

  test('brackets in texts do not count', async () => {
    const deep = '{'.repeat(200);
    expect(
      await (
        await post({
          query: 'query($s: String) { customers(filter: { name: { eq: $s } }) { totalCount } } # {{{{',
          variables: { s: deep },
        })
      ).json(),
    ).toMatchObject({
      data: { customers: { totalCount: 0 } },
    });
    expect(
      await (
        await post({ query: `{ customers(filter: { name: { eq: """${deep}\\""" """ } }) { totalCount } }` })
      ).json(),
    ).toMatchObject({ data: { customers: { totalCount: 0 } } });
  });

  test('a client that stops in the middle of its body does not hold up the others', async () => {
    const hanging = http.request(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '1000', authorization },
    });
    hanging.on('error', () => undefined);
    hanging.write('{"query":');
    expect((await post({ query: '{ viewer { id } }' })).status).toBe(200);
    hanging.destroy();
  });
});

describe('other paths', () => {
  test('health, metrics and nothing', async () => {
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'live' });
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'ready' });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('rapport_http_requests_total{path="/graphql",status="200"}');
    expect(metrics).toContain('rapport_graphql_operation_seconds_bucket');
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
    expect((await fetch(`${url}/graphql`, { method: 'DELETE' })).status).toBe(405);
  });

  test('GraphiQL comes whole from this server', async () => {
    const page = await fetch(`${url}/graphiql`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await page.text();
    for (const [, address = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      if (address.startsWith('data:')) continue;
      expect(address).toMatch(/^\/graphiql\//);
      expect((await fetch(url + address)).status).toBe(200);
    }
  });

  test('a slash at the end of a path changes nothing', async () => {
    expect(await (await fetch(`${url}/graphiql/`)).text()).toBe(await (await fetch(`${url}/graphiql`)).text());
    expect((await fetch(`${url}/`)).status).toBe(404);
  });

  test('a demonstration answers only as localhost, because it hands out its key', async () => {
    const demo = await createTestApp();
    const address = await demo.listen({ demoKey: 'rk_demo' });
    expect(await (await fetch(`${address}/graphiql/start.js`)).text()).toContain('rk_demo');
    const { port } = new URL(address);
    const status = await new Promise((resolve) => {
      http.get(
        { host: '127.0.0.1', port, path: '/graphiql/start.js', headers: { host: `evil.example:${port}` } },
        (response) => resolve(response.statusCode),
      );
    });
    expect(status).toBe(403);
    await demo.close();
  });
});
