import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { type Client, createClient } from 'graphql-ws';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, SignJWT } from 'jose';
import WebSocket from 'ws';
import { Session } from '../../packages/server/src/subscriptions/session.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';
import { CHANGES, Followed } from './follow.ts';

const AUDIENCE = 'https://rapport.example/api';
let app: TestApp;
let url: string;
let issuer: http.Server;
let keys: GenerateKeyPairResult;
const clients: Client[] = [];

beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'test', alg: 'RS256', use: 'sig' };
  issuer = http.createServer((request, response) => {
    const address = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
    const metadata = { issuer: address, jwks_uri: `${address}/jwks` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/jwks' ? { keys: [jwk] } : metadata));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const { port } = issuer.address() as AddressInfo;
  app = await createTestApp({
    plugins: [specimenPlugin],
    environment: { OIDC_ISSUER: `http://127.0.0.1:${port}`, OIDC_AUDIENCE: AUDIENCE },
  });
  await app.alpha.admin.get('mutation($id: ID!) { updateUser(id: $id, input: { subject: "person" }) { id } }', {
    id: app.alpha.users.manager,
  });
  url = await app.listen();
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const client of clients.splice(0)) client.dispose();
});
afterAll(async () => {
  await app.close();
  issuer.close();
});

const tokenFor = (seconds: number, key: GenerateKeyPairResult['privateKey'] = keys.privateKey) =>
  new SignJWT({ tenant: 'alpha' })
    .setProtectedHeader({ alg: 'RS256', kid: 'test' })
    .setIssuer(`http://127.0.0.1:${(issuer.address() as AddressInfo).port}`)
    .setAudience(AUDIENCE)
    .setSubject('person')
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
    .sign(key);

/** A subscription and the close code of its connection. */
function follow(connectionParams: Record<string, unknown> | undefined, query = CHANGES) {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    ...(connectionParams && { connectionParams }),
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => undefined,
  });
  clients.push(client);
  const closed = new Promise<number>((resolve) =>
    client.on('closed', (event) => resolve((event as { code: number }).code)),
  );
  return { closed, followed: new Followed(client, query, { types: ['specimen.*', 'team.created'] }) };
}

const followWith = async (key: string, query?: string) => {
  const connection = follow({ authorization: `Bearer ${key}` }, query);
  await connection.followed.until(({ events, ended }) => events.length > 0 || ended !== undefined);
  return connection;
};

const make = async (title: string, input: Record<string, unknown> = {}) =>
  (
    await app.alpha.admin.get<{ createSpecimen: { id: string } }>(
      'mutation($input: CreateSpecimenInput!) { createSpecimen(input: $input) { id } }',
      { input: { title, ...input } },
    )
  ).createSpecimen.id;

const CREATE_ROLE = 'mutation($input: CreateRoleInput!) { createRole(input: $input) { id } }';
let made = 0;
/** A user with a role of his own, and a key that acts for him. */
async function person(grants: object[]) {
  const { admin } = app.alpha;
  const key = `role-${++made}`;
  const { createRole: role } = await admin.get<{ createRole: { id: string } }>(CREATE_ROLE, {
    input: { key, name: key, grants },
  });
  const { createUser: user } = await admin.get<{ createUser: { id: string } }>(
    'mutation($input: CreateUserInput!) { createUser(input: $input) { id } }',
    { input: { name: key, email: `${key}@alpha.example`, roleId: role.id } },
  );
  const { createApiKey } = await admin.get<{ createApiKey: { secret: string; apiKey: { id: string } } }>(
    'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }',
    { input: { name: key, roleId: role.id, userId: user.id } },
  );
  return { role: role.id, user: user.id, key: createApiKey.apiKey.id, secret: createApiKey.secret };
}

const READS_ALL = [{ recordType: 'Specimen', read: 'ALL' }];

describe('[GU20] rights are looked at again for every event', () => {
  test('a connection whose token expires is closed with 4403', async () => {
    const { closed, followed } = await followWith(await tokenFor(2));
    await make('in time');
    await followed.has(1);
    expect(await closed).toBe(4403);
    await make('too late');
    expect(followed.changes).toHaveLength(1);
  });

  const keyThatExpires = async () => {
    const { createApiKey } = await app.alpha.admin.get<{ createApiKey: { secret: string } }>(
      'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
      {
        input: {
          name: 'short',
          roleId: (await person(READS_ALL)).role,
          expiresAt: new Date(Date.now() + 1_500).toISOString(),
        },
      },
    );
    return createApiKey.secret;
  };

  test('a connection whose key expires is closed with 4403, though nothing happens', async () => {
    const { closed } = await followWith(await keyThatExpires());
    expect(await closed).toBe(4403);
  });

  test('without a look at the clock it would stay open: the tests above can fail', async () => {
    jest.spyOn(Session.prototype as unknown as { watchExpiry(): void }, 'watchExpiry').mockReturnValue();
    const { closed } = await followWith(await keyThatExpires());
    const patience = new Promise((resolve) => setTimeout(resolve, 2_000, 'open'));
    expect(await Promise.race([closed, patience])).toBe('open');
  });

  test('a role that loses a field, or the record type, is told of no value of it from the next event on', async () => {
    const { role, secret } = await person(READS_ALL);
    const { followed } = await followWith(secret);
    await make('before', { secretNumber: 1 });
    await followed.has(1);
    const setGrants = (grants: object[]) =>
      app.alpha.admin.get(
        'mutation($id: ID!, $input: UpdateRoleInput!) { updateRole(id: $id, input: $input) { id } }',
        {
          id: role,
          input: { grants },
        },
      );
    await setGrants([{ recordType: 'Specimen', read: 'ALL', denyRead: ['secretNumber'] }]);
    await make('after', { secretNumber: 2 });
    await followed.has(2);
    expect(followed.changes.map(({ patch }) => patch?.secretNumber)).toEqual([1, undefined]);
    await setGrants([]);
    await make('withheld');
    // Teams may be read by everyone.
    await app.alpha.admin.get('mutation { createTeam(input: { name: "Sentinel" }) { id } }');
    await followed.has(3);
    expect(followed.changes.map(({ patch }) => patch?.title ?? patch?.name)).toEqual(['before', 'after', 'Sentinel']);
  });

  test('a subscription that asks for a field which is taken away ends with the error of an unknown field', async () => {
    const { role, secret } = await person(READS_ALL);
    const { followed } = await followWith(
      secret,
      'subscription { specimenChanged { id cursor sequence kind type changedFields patch node { id secretNumber } } }',
    );
    await app.alpha.admin.get(
      'mutation($id: ID!, $input: UpdateRoleInput!) { updateRole(id: $id, input: $input) { id } }',
      { id: role, input: { grants: [{ recordType: 'Specimen', read: 'ALL', denyRead: ['secretNumber'] }] } },
    );
    await make('canary', { secretNumber: 4711 });
    await followed.until(({ ended }) => ended !== undefined);
    expect(followed.ended?.error).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    expect(followed.changes).toEqual([]);
  });

  test.each([
    [
      'a user who is barred',
      (who: Awaited<ReturnType<typeof person>>) =>
        app.alpha.admin.get('mutation($id: ID!) { updateUser(id: $id, input: { active: false }) { id } }', {
          id: who.user,
        }),
    ],
    [
      'a key that is revoked',
      (who: Awaited<ReturnType<typeof person>>) =>
        app.alpha.admin.get('mutation($id: ID!) { deleteApiKey(id: $id) { id } }', { id: who.key }),
    ],
  ])('%s is told of nothing more, and his connection is closed with 4403', async (_what, bar) => {
    const who = await person(READS_ALL);
    const { closed, followed } = await followWith(who.secret);
    await make('before');
    await followed.has(1);
    await bar(who);
    await make('after');
    expect(await closed).toBe(4403);
    expect(followed.changes).toHaveLength(1);
  });

  test('a record that moves to somebody else is withheld from the next event on', async () => {
    const who = await person([{ recordType: 'Specimen', read: 'OWN' }]);
    const { followed } = await followWith(who.secret);
    const id = await make('his', { keeperId: who.user });
    const change = (input: object) =>
      app.alpha.admin.get(
        'mutation($id: ID!, $input: UpdateSpecimenInput!) { updateSpecimen(id: $id, input: $input) { id } }',
        {
          id,
          input,
        },
      );
    await followed.has(1);
    await change({ keeperId: app.alpha.users.manager });
    await change({ title: 'canary' });
    await make('another of his', { keeperId: who.user });
    await followed.has(3);
    expect(followed.changes.map(({ kind }) => kind)).toEqual(['CREATED', 'REMOVED', 'CREATED']);
    expect(JSON.stringify(followed.events)).not.toContain('canary');
  });

  test('without looking again a barred user would be told: the tests above can fail', async () => {
    jest.spyOn(Session.prototype, 'refresh').mockImplementation(async function (this: Session) {
      return this.principal;
    });
    const who = await person(READS_ALL);
    const { followed } = await followWith(who.secret);
    await app.alpha.admin.get('mutation($id: ID!) { updateUser(id: $id, input: { active: false }) { id } }', {
      id: who.user,
    });
    await make('after');
    expect((await followed.has(1)).changes).toHaveLength(1);
  });

  test('nobody is let in without a credential that holds, nor by a second attempt on the same connection', async () => {
    const other = await generateKeyPair('RS256');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await tokenFor(60)).split('.')[1]}.`;
    for (const params of [
      undefined,
      {},
      { authorization: '' },
      { authorization: 'Bearer nonsense' },
      { authorization: app.alpha.admin.key },
      { authorization: { tenant: 'alpha', sub: 'person' } },
      { authorization: `Bearer ${unsigned}` },
      { authorization: `Bearer ${await tokenFor(60, other.privateKey)}` },
      { authorization: `Bearer ${await tokenFor(-60)}` },
      { jwt: { tenant: 'alpha', sub: 'person' } },
    ])
      expect(await follow(params).closed).toBe(4403);
  });

  test('each connection is told what its own actor may see, also when all follow the same', async () => {
    const owners = await Promise.all([1, 2, 3].map(() => person([{ recordType: 'Specimen', read: 'OWN' }])));
    const all = await Promise.all(owners.map(({ secret }) => followWith(secret)));
    for (const { user } of owners) await make(user.slice(-12), { keeperId: user });
    await Promise.all(all.map(({ followed }) => followed.has(1)));
    expect(all.map(({ followed }) => followed.changes.map(({ patch }) => patch?.title))).toEqual(
      owners.map(({ user }) => [user.slice(-12)]),
    );
  });

  test('customers who serve themselves are told of their own records only', async () => {
    const { admin } = app.alpha;
    const ids = await Promise.all(['Ann', 'Bob'].map((name) => app.alpha.customer({ name })));
    const query =
      'subscription { customerChanged { id cursor sequence kind type changedFields patch node { id name } } }';
    const all = [];
    for (const id of ids) {
      const { made } = await admin.get<{ made: { secret: string } }>(
        'mutation($id: ID!, $until: DateTime!) { made: createSelfServiceKey(customerId: $id, expiresAt: $until) { secret } }',
        { id, until: new Date(Date.now() + 60_000).toISOString() },
      );
      all.push(await followWith(made.secret, query));
    }
    for (const id of ids)
      await admin.get('mutation($id: ID!) { updateCustomer(id: $id, input: { occupation: "baker" }) { id } }', { id });
    // Their creation may come into the log only now.
    const heard = ({ changes }: Followed) => changes.some(({ changedFields }) => changedFields.includes('occupation'));
    await Promise.all(all.map(({ followed }) => followed.until(heard)));
    expect(all.map(({ followed }) => [...new Set(followed.changes.map(({ node }) => node?.id))])).toEqual(
      ids.map((id) => [id]),
    );
  });
});
