import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asOwner, createKey, listKeys, revokeKey } from '@rapport/server';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const CREATE = 'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }';
const UPDATE = 'mutation($id: ID!, $input: UpdateApiKeyInput!) { updateApiKey(id: $id, input: $input) { id } }';

const roleId = async (key: string) =>
  (
    await app.alpha.admin.get<{ roles: { nodes: { id: string }[] } }>(
      'query($key: String!) { roles(filter: { key: { eq: $key } }) { nodes { id } } }',
      { key },
    )
  ).roles.nodes[0]?.id;
const create = async (input: Record<string, unknown>) =>
  (
    await app.alpha.admin.get<{ createApiKey: { apiKey: { id: string } } }>(CREATE, {
      input: { name: 'test', ...input },
    })
  ).createApiKey.apiKey.id;
const refused = (input: Record<string, unknown>) =>
  app.alpha.admin.refused(CREATE, { input: { name: 'test', ...input } });

describe('a key without a user', () => {
  const needsUser = {
    code: 'INPUT_INVALID',
    field: 'input.userId',
    message: expect.stringMatching(/the role "\w+" may \w+ \w+ records in the row scope (OWN|TEAM)/),
    hint: expect.stringContaining('the user for whom the key acts'),
  };

  test.each(['seller', 'manager'])('cannot have the role %s, whose scopes belong to a user', async (role) => {
    expect(await refused({ roleId: await roleId(role) })).toMatchObject(needsUser);
    expect(await refused({ roleId: await roleId(role), userId: null })).toMatchObject(needsUser);
    await create({ roleId: await roleId(role), userId: app.alpha.users.seller });
  });

  test.each(['admin', 'analyst', 'automation'])('can have the role %s, which reaches all records', async (role) => {
    await create({ roleId: await roleId(role) });
  });

  test('cannot have a role of the tenant with such scopes', async () => {
    const { createRole } = await app.alpha.admin.get<{ createRole: { id: string } }>(
      'mutation($input: CreateRoleInput!) { createRole(input: $input) { id } }',
      { input: { key: 'north', name: 'North', grants: [{ recordType: 'Customer', read: 'TEAM' }] } },
    );
    expect(await refused({ roleId: createRole.id })).toMatchObject(needsUser);
  });

  test('does not come about by a change either', async () => {
    const id = await create({ roleId: await roleId('seller'), userId: app.alpha.users.seller });
    expect(await app.alpha.admin.refused(UPDATE, { id, input: { userId: null } })).toMatchObject(needsUser);
    const other = await create({ roleId: await roleId('analyst') });
    const seller = await roleId('seller');
    expect(await app.alpha.admin.refused(UPDATE, { id: other, input: { roleId: seller } })).toMatchObject(needsUser);
    await app.alpha.admin.get(UPDATE, { id: other, input: { roleId: seller, userId: app.alpha.users.seller } });
    await app.alpha.admin.get(UPDATE, { id: other, input: { roleId: await roleId('analyst'), userId: null } });
  });

  test('is refused by the command line as well', async () => {
    const { installation } = app.app;
    const key = (user?: string) =>
      asOwner(app.database.owner, (queryRunner) =>
        createKey(queryRunner, installation, { tenant: 'alpha', role: 'seller', name: 'test', user }),
      );
    await expect(key()).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      extensions: { hint: expect.stringContaining('--user') },
    });
    expect(await key('seller@alpha.example')).toMatch(/^rk_/);
  });

  test('the command line is journalled like everybody', async () => {
    const { installation } = app.app;
    const journal = () =>
      app.sql<{ actor: string; operation: string; events: string }>(
        `select a.actor, a.operation, (select count(*) from outbox o where o.record_id = a.record_id and o.version = a.version) as events
         from audit_entry a where a.record_type = 'ApiKey' and a.after ->> 'name' = 'journalled' or a.record_id =
           (select id from api_key where name = 'journalled') order by a.id`,
      );
    await asOwner(app.database.owner, async (queryRunner) => {
      await createKey(queryRunner, installation, { tenant: 'alpha', role: 'analyst', name: 'journalled' });
      const [made] = (await listKeys(queryRunner, installation, 'alpha')).filter(({ name }) => name === 'journalled');
      await revokeKey(queryRunner, installation, 'alpha', made?.id ?? '');
    });
    expect(await journal()).toEqual([
      { actor: 'operator', operation: 'created', events: '1' },
      { actor: 'operator', operation: 'deleted', events: '1' },
    ]);
  });
});

test('a key that has expired before it is made is refused', async () => {
  expect(await refused({ roleId: await roleId('analyst'), expiresAt: '2026-01-01T00:00:00Z' })).toMatchObject({
    code: 'INPUT_INVALID',
    field: 'input.expiresAt',
  });
  await create({ roleId: await roleId('analyst'), expiresAt: new Date(Date.now() + 60_000).toISOString() });
});

test('a key that is looked at anew while somebody comes with it lets him in', async () => {
  const { authenticator } = app.app;
  for (const role of ['manager', 'analyst', 'automation', 'marketer']) {
    const { key } = app.alpha.as(role);
    const [anew, came] = await Promise.all([authenticator.reauthenticate(key), authenticator.authenticate(key)]);
    expect(came.access.actor.id).toBe(anew.access.actor.id);
  }
});
