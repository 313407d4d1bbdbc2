import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withClient } from '@rapport/server';
import { createTestApp, type TestApp } from '@rapport/testing';
import { type GenerateKeyPairResult, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { startIssuer } from '../fixtures/oidc-issuer.ts';

const AUDIENCE = 'https://rapport.example/api';
type SigningKey = GenerateKeyPairResult['privateKey'] | Uint8Array;

const lines: string[] = [];
let app: TestApp;
let issuer: string;
let stopIssuer: () => void;
let signingKey: SigningKey;

beforeAll(async () => {
  const started = await startIssuer(AUDIENCE);
  signingKey = started.signingKey;
  issuer = started.url;
  stopIssuer = started.stop;
  app = await createTestApp({
    log: (line) => lines.push(line),
    environment: { OIDC_ISSUER: issuer, OIDC_AUDIENCE: AUDIENCE },
  });
  const subjects = [
    [app.alpha, 'seller', 'subject-of-alpha'],
    [app.alpha, 'automation', 'script'],
    [app.beta, 'admin', 'subject-of-beta'],
  ] as const;
  for (const [tenant, role, subject] of subjects) {
    await tenant.admin.get(
      'mutation($id: ID!, $subject: String) { updateUser(id: $id, input: { subject: $subject }) { id } }',
      {
        id: tenant.users[role],
        subject,
      },
    );
  }
});
afterAll(async () => {
  await app.close();
  stopIssuer();
});

const sign = (
  claims: JWTPayload,
  { key = signingKey, alg = 'RS256', kid = 'test' }: { key?: SigningKey; alg?: string; kid?: string } = {},
) =>
  new SignJWT({
    iss: issuer,
    aud: AUDIENCE,
    sub: 'subject-of-alpha',
    tenant: 'alpha',
    exp: Math.floor(Date.now() / 1000) + 60,
    ...claims,
  })
    .setProtectedHeader({ alg, kid })
    .sign(key);

const until = async (holds: () => Promise<unknown>) => {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It did not happen in five seconds.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const viewer = (token: string) => app.client(token).get('{ viewer { kind tenant { slug } role { key } user { id } } }');

describe('access tokens', () => {
  test('a token of the issuer itself signs its user in, with his tenant and role', async () => {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from('script:script-secret').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: AUDIENCE }),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    expect(await viewer(token)).toEqual({
      viewer: {
        kind: 'USER',
        tenant: { slug: 'alpha' },
        role: { key: 'automation' },
        user: { id: app.alpha.users.automation },
      },
    });
  });

  test('a token with the claims of a user signs him in', async () => {
    expect(await viewer(await sign({}))).toEqual({
      viewer: {
        kind: 'USER',
        tenant: { slug: 'alpha' },
        role: { key: 'seller' },
        user: { id: app.alpha.users.seller },
      },
    });
  });

  test('the tenant comes from the verified token and from nowhere else', async () => {
    expect(await viewer(await sign({ sub: 'subject-of-beta', tenant: 'beta' }))).toMatchObject({
      viewer: { tenant: { slug: 'beta' } },
    });
    // A subject of another tenant is nobody here.
    await expect(viewer(await sign({ sub: 'subject-of-beta', tenant: 'alpha' }))).rejects.toThrow(
      /unknown or was revoked/,
    );
  });

  test.each<[string, () => Promise<string>]>([
    ['of another issuer', () => sign({ iss: 'https://elsewhere.example' })],
    ['for another audience', () => sign({ aud: 'https://elsewhere.example' })],
    ['that has expired', () => sign({ exp: Math.floor(Date.now() / 1000) - 60 })],
    ['that never expires', () => sign({ exp: undefined })],
    ['without a subject', () => sign({ sub: undefined })],
    ['without a tenant', () => sign({ tenant: undefined })],
    ['with a tenant that is no text', () => sign({ tenant: ['alpha'] })],
    ['of a tenant that does not exist', () => sign({ tenant: 'gamma' })],
    ['signed with another key', async () => sign({}, { key: (await generateKeyPair('RS256')).privateKey })],
    [
      'signed with a shared secret',
      () => sign({}, { key: new TextEncoder().encode('a-shared-secret-of-32-characters'), alg: 'HS256' }),
    ],
    [
      'that is not signed',
      async () => {
        const [, payload] = (await sign({})).split('.');
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
      },
    ],
    [
      'whose payload was changed',
      async () => {
        const [header, , signature] = (await sign({})).split('.');
        const claims = {
          iss: issuer,
          aud: AUDIENCE,
          sub: 'subject-of-beta',
          tenant: 'beta',
          exp: Math.floor(Date.now() / 1000) + 60,
        };
        return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
      },
    ],
    ['that is no token', async () => 'not.a.token'],
  ])('a token %s is refused', async (_what, token) => {
    await expect(viewer(await token())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('a user who is barred is refused within a second', async () => {
    const token = await sign({});
    await viewer(token);
    await app.alpha.admin.get('mutation($id: ID!) { updateUser(id: $id, input: { active: false }) { id } }', {
      id: app.alpha.users.seller,
    });
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    await expect(viewer(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    // The keys that act for him are barred with him.
    await expect(app.alpha.as('seller').principal()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await app.alpha.admin.get('mutation($id: ID!) { updateUser(id: $id, input: { active: true }) { id } }', {
      id: app.alpha.users.seller,
    });
  });
});

describe('API keys', () => {
  const roleId = async (key: string) =>
    (
      await app.alpha.admin.get<{ roles: { nodes: { id: string }[] } }>(
        'query($key: String!) { roles(filter: { key: { eq: $key } }) { nodes { id } } }',
        { key },
      )
    ).roles.nodes[0]?.id;
  const make = async (input: Record<string, unknown>) =>
    (
      await app.alpha.admin.get<{ createApiKey: { secret: string; apiKey: { id: string } } }>(
        'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }',
        { input: { name: 'test', ...input } },
      )
    ).createApiKey;

  test.each([undefined, '', 'rk_', 'rk_unknown', 'Bearer', `rk_${'a'.repeat(43)}`])(
    'the credential %j is refused',
    async (key) => {
      await expect(app.app.authenticator.authenticate(key)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    },
  );

  test('a key has 256 random bits and is kept only as a hash', async () => {
    const { secret } = await make({ roleId: await roleId('analyst') });
    expect(Buffer.from(secret.slice(3), 'base64url')).toHaveLength(32);
    const [found] = await app.sql<{ n: number }>(
      "select count(*)::int as n from api_key_secret where hash = sha256(convert_to($1, 'UTF8'))",
      [secret],
    );
    expect(found?.n).toBe(1);
  });

  test('an expired key and a deleted key are refused, and the last use is noted', async () => {
    const expired = await make({ roleId: await roleId('analyst') });
    await app.sql("update api_key set expires_at = now() - interval '1 day' where id = $1", [
      expired.apiKey.id.replace('key_', ''),
    ]);
    await expect(app.client(expired.secret).principal()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const { secret, apiKey } = await make({ roleId: await roleId('analyst') });
    await app.client(secret).get('{ viewer { id } }');
    const read = 'query($id: ID!) { apiKey(id: $id) { lastUsedAt version } }';
    await until(async () => {
      const [{ used } = {}] = await app.sql('select last_used_at as used from api_key where id = $1', [
        apiKey.id.replace('key_', ''),
      ]);
      return used;
    });
    expect(await app.alpha.admin.get(read, { id: apiKey.id })).toEqual({
      apiKey: { lastUsedAt: expect.any(String), version: 1 },
    });
    await app.alpha.admin.get('mutation($id: ID!) { deleteApiKey(id: $id) { id } }', { id: apiKey.id });
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    await expect(app.client(secret).principal()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('a key that somebody is changing lets its bearer in at once, and nothing is logged', async () => {
    const { secret, apiKey } = await make({ roleId: await roleId('analyst') });
    const uuid = apiKey.id.replace('key_', '');
    await withClient(app.database.superuser, async (other) => {
      await other.query('begin');
      await other.query('select 1 from api_key where id = $1 for update', [uuid]);
      // Had it waited, the lock timeout would have been logged.
      await app.client(secret).get('{ viewer { id } }');
      await other.query('rollback');
    });
    expect(lines.filter((line) => line.includes('last use'))).toEqual([]);
  });

  test('a last use that cannot be noted lets the bearer in all the same, and is logged', async () => {
    const { secret } = await make({ roleId: await roleId('analyst') });
    await app.sql('revoke update on api_key from rapport_api');
    try {
      await app.client(secret).get('{ viewer { id } }');
      await until(async () => lines.some((line) => line.includes('the last use of a key was not noted')));
    } finally {
      await app.sql('grant update on api_key to rapport_api');
    }
    expect(lines.join('\n')).not.toContain(secret);
  });
});

describe('an issuer that does not answer', () => {
  const freePort = async () => {
    const server = http.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return port;
  };

  test('is told from a token that is refused, and is asked again by the next request', async () => {
    const port = await freePort();
    const own = `http://127.0.0.1:${port}`;
    const lone = await createTestApp({ environment: { OIDC_ISSUER: own, OIDC_AUDIENCE: AUDIENCE } });
    const url = await lone.listen();
    const ask = async (token: string) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ viewer { id } }' }),
      });
      const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
      return { status: response.status, code: errors?.[0]?.extensions.code };
    };
    const unavailable = { status: 503, code: 'ISSUER_UNAVAILABLE' };
    const refused = { status: 401, code: 'UNAUTHENTICATED' };
    const token = await sign({ iss: own });
    expect(await ask(token)).toEqual(unavailable);
    // What is no token at all need not be checked with anybody.
    expect(await ask('not.a.token')).toEqual(refused);
    expect(await ask(lone.alpha.admin.key)).toEqual({ status: 200, code: undefined });

    let keysStatus = 500;
    const discovery = JSON.stringify({ issuer: own, jwks_uri: `${own}/keys` });
    const server = http.createServer((request, response) => {
      const wanted = request.url === '/keys' ? keysStatus : 200;
      response.writeHead(wanted, { 'content-type': 'application/json' });
      response.end(request.url === '/keys' ? JSON.stringify({ keys: [] }) : discovery);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await ask(token)).toEqual(unavailable);
    keysStatus = 200;
    expect(await ask(token)).toEqual(refused);
    server.close();
    server.closeAllConnections();
    await lone.close();
  });
});
