import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asOwner, createKey } from '@rapport/server';
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
      asOwner(app.database.owner, installation, (queryRunner) =>
        createKey(queryRunner, installation.catalogue, { tenant: 'alpha', role: 'seller', name: 'test', user }),
      );
    await expect(key()).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      extensions: { hint: expect.stringContaining('--user') },
    });
    expect(await key('seller@alpha.example')).toMatch(/^rk_/);
  });
});

test('a key that has expired before it is made is refused', async () => {
  expect(await refused({ roleId: await roleId('analyst'), expiresAt: '2026-01-01T00:00:00Z' })).toMatchObject({
    code: 'INPUT_INVALID',
    field: 'input.expiresAt',
  });
  await create({ roleId: await roleId('analyst'), expiresAt: new Date(Date.now() + 60_000).toISOString() });
});
