import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const CREATE_ROLE =
  'mutation($input: CreateRoleInput!) { createRole(input: $input) { id key grants { recordType read } effectiveGrants { recordType read create update delete denyRead denyWrite } } }';

let made = 0;
const clientWith = async (grants: Record<string, unknown>[], userId?: string): Promise<TestClient> => {
  const key = `custom-${made++}`;
  const { createRole } = await app.alpha.admin.get<{ createRole: { id: string } }>(CREATE_ROLE, {
    input: { key, name: key, grants },
  });
  const { createApiKey } = await app.alpha.admin.get<{ createApiKey: { secret: string } }>(
    'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
    { input: { name: key, roleId: createRole.id, userId } },
  );
  return app.client(createApiKey.secret);
};

describe('custom roles', () => {
  test('a role without grants may read what everyone may, and nothing else', async () => {
    const client = await clientWith([]);
    await client.get('{ users { totalCount } teams { totalCount } roles { totalCount } }');
    for (const question of [
      '{ customers { totalCount } }',
      '{ interactions { totalCount } }',
      '{ apiKeys { totalCount } }',
      '{ customerStats { groups { count } } }',
    ]) {
      expect(await client.refused(question)).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(
      await client.refused('mutation { createCustomer(input: { kind: PERSON, name: "x" }) { id } }'),
    ).toMatchObject({ code: 'FORBIDDEN' });
    expect(await client.refused('{ users { nodes { customers { totalCount } } } }')).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(
      await client.refused('{ users(filter: { customers: { some: { name: { eq: "x" } } } }) { totalCount } }'),
    ).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('a grant gives exactly its actions', async () => {
    const client = await clientWith([{ recordType: 'Customer', read: 'ALL', create: 'ALL' }]);
    const { createCustomer } = await client.get<{ createCustomer: { id: string } }>(
      'mutation { createCustomer(input: { kind: PERSON, name: "x" }) { id } }',
    );
    expect(
      await client.refused('mutation($id: ID!) { updateCustomer(id: $id, input: { name: "y" }) { id } }', {
        id: createCustomer.id,
      }),
    ).toMatchObject({ code: 'FORBIDDEN' });
    expect(
      await client.refused('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id: createCustomer.id }),
    ).toMatchObject({ code: 'FORBIDDEN' });
    expect(await client.refused('{ customers { nodes { interactions { totalCount } } } }')).toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  test('a field that may not be read does not exist for the role', async () => {
    const client = await clientWith([
      { recordType: 'Customer', read: 'ALL', update: 'ALL', denyRead: ['email', 'owner'] },
    ]);
    expect(await client.refused('{ customers { nodes { email } } }')).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
      message: expect.stringMatching(/^Cannot query field "email" on type "Customer"/),
    });
    expect(await client.refused('{ customers { nodes { owner { name } } } }')).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
    // Nor may the other side of the relation tell.
    expect(await client.refused('{ users { nodes { customers { totalCount } } } }')).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
  });

  test.each([
    ['an unknown record type', [{ recordType: 'Nothing', read: 'ALL' }], 'input.grants[0].recordType'],
    ['a record type twice', [{ recordType: 'Customer' }, { recordType: 'Customer' }], 'input.grants[1].recordType'],
    ['an unknown field', [{ recordType: 'Customer', denyRead: ['nothing'] }], 'input.grants[0].denyRead'],
    ['a field that the system keeps', [{ recordType: 'Customer', denyRead: ['version'] }], 'input.grants[0].denyRead'],
  ])('%s in a grant is refused', async (_what, grants, field) => {
    expect(await app.alpha.admin.refused(CREATE_ROLE, { input: { key: 'bad', name: 'bad', grants } })).toMatchObject({
      code: 'INPUT_INVALID',
      field,
    });
  });

  test('a built-in role cannot be changed, and a role in use cannot go', async () => {
    const { roles } = await app.alpha.admin.get<{ roles: { nodes: { id: string; key: string }[] } }>(
      '{ roles { nodes { id key } } }',
    );
    const seller = roles.nodes.find(({ key }) => key === 'seller')?.id;
    expect(
      await app.alpha.admin.refused('mutation($id: ID!) { updateRole(id: $id, input: { name: "x" }) { id } }', {
        id: seller,
      }),
    ).toMatchObject({ code: 'FORBIDDEN' });
    expect(
      await app.alpha.admin.refused('mutation($id: ID!) { deleteRole(id: $id) { id } }', { id: seller }),
    ).toMatchObject({ code: 'FORBIDDEN' });
    await clientWith([]);
    const used = (
      await app.alpha.admin.get<{ roles: { nodes: { id: string }[] } }>(
        'query($key: String!) { roles(filter: { key: { eq: $key } }) { nodes { id } } }',
        { key: `custom-${made - 1}` },
      )
    ).roles.nodes[0]?.id;
    expect(
      await app.alpha.admin.refused('mutation($id: ID!) { deleteRole(id: $id) { id } }', { id: used }),
    ).toMatchObject({ code: 'STILL_REFERENCED' });
  });

  test('nobody lifts himself up: a role other than the own can be assigned only by whoever may change roles', async () => {
    const client = await clientWith([
      { recordType: 'User', read: 'ALL', create: 'ALL', update: 'ALL' },
      { recordType: 'ApiKey', read: 'ALL', create: 'ALL', update: 'ALL' },
    ]);
    const { roles } = await client.get<{ roles: { nodes: { id: string; key: string }[] } }>(
      '{ roles(first: 100) { nodes { id key } } }',
    );
    const admin = roles.nodes.find(({ key }) => key === 'admin')?.id;
    const own = roles.nodes.find(({ key }) => key === `custom-${made - 1}`)?.id;
    const key = 'mutation($roleId: ID!) { createApiKey(input: { name: "up", roleId: $roleId }) { secret } }';
    expect(await client.refused(key, { roleId: admin })).toMatchObject({ code: 'FORBIDDEN', field: 'input.roleId' });
    await client.get(key, { roleId: own });
    expect(
      await client.refused(
        'mutation($id: ID!, $roleId: ID!) { updateUser(id: $id, input: { roleId: $roleId }) { id } }',
        { id: app.alpha.users.seller, roleId: admin },
      ),
    ).toMatchObject({ code: 'FORBIDDEN' });
    expect(
      await client.refused('mutation($id: ID!) { updateRole(id: $id, input: { name: "x" }) { id } }', { id: own }),
    ).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('nobody lifts himself up: who signs in as whom, and how far the own reach goes, is for whoever may change roles', async () => {
    const client = await clientWith(
      [
        { recordType: 'User', read: 'ALL', create: 'ALL', update: 'ALL' },
        { recordType: 'ApiKey', read: 'ALL', create: 'ALL', update: 'ALL' },
        { recordType: 'Team', create: 'ALL' },
      ],
      app.alpha.users.seller,
    );
    const { viewer, roles } = await client.get<{
      viewer: { user: { id: string } | null };
      roles: { nodes: { id: string; key: string }[] };
    }>('{ viewer { user { id } } roles(first: 100) { nodes { id key } } }');
    const roleId = roles.nodes.find(({ key }) => key === `custom-${made - 1}`)?.id;
    const colleague = app.alpha.users.manager;
    const update = 'mutation($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id } }';
    expect(await client.refused(update, { id: colleague, input: { subject: 'me' } })).toMatchObject({
      code: 'FORBIDDEN',
      field: 'input.subject',
    });
    expect(
      await client.refused('mutation($input: CreateUserInput!) { createUser(input: $input) { id } }', {
        input: { name: 'Second me', email: 'second@example.com', roleId, subject: 'second-me' },
      }),
    ).toMatchObject({ code: 'FORBIDDEN', field: 'input.subject' });
    expect(
      await client.refused(
        'mutation($roleId: ID!, $userId: ID!) { createApiKey(input: { name: "as him", roleId: $roleId, userId: $userId }) { secret } }',
        { roleId, userId: colleague },
      ),
    ).toMatchObject({ code: 'FORBIDDEN', field: 'input.userId' });
    const { createTeam } = await client.get<{ createTeam: { id: string } }>(
      'mutation { createTeam(input: { name: "Everything" }) { id } }',
    );
    const own = viewer.user?.id;
    expect(own).toMatch(/^usr_/);
    expect(await client.refused(update, { id: own, input: { teamId: createTeam.id } })).toMatchObject({
      code: 'FORBIDDEN',
      field: 'input.teamId',
    });
    await client.get(update, { id: colleague, input: { teamId: createTeam.id } });
    await app.alpha.admin.get(update, { id: colleague, input: { teamId: null, subject: 'manager-again' } });
  });

  test('a grant that writes what it cannot read is refused', async () => {
    expect(
      await app.alpha.admin.refused('mutation($input: CreateRoleInput!) { createRole(input: $input) { id } }', {
        input: { key: 'blind', name: 'Blind', grants: [{ recordType: 'Customer', update: 'ALL' }] },
      }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.grants[0].read' });
  });

  test('a role of another tenant cannot be assigned', async () => {
    const { roles } = await app.beta.admin.get<{ roles: { nodes: { id: string }[] } }>(
      '{ roles(first: 1) { nodes { id } } }',
    );
    expect(
      await app.alpha.admin.refused(
        'mutation($roleId: ID!) { createApiKey(input: { name: "x", roleId: $roleId }) { secret } }',
        { roleId: roles.nodes[0]?.id },
      ),
    ).toMatchObject({ code: 'REFERENCE_NOT_FOUND', field: 'input.roleId' });
  });
});

describe('teams and territories', () => {
  test('the scope TEAM reaches the own team and all below it; TERRITORY likewise', async () => {
    const team = async (name: string, parentId?: string) =>
      (
        await app.alpha.admin.get<{ createTeam: { id: string } }>(
          'mutation($input: CreateTeamInput!) { createTeam(input: $input) { id } }',
          { input: { name, parentId } },
        )
      ).createTeam.id;
    const top = await team('Top');
    const middle = await team('Middle', top);
    const bottom = await team('Bottom', middle);
    const beside = await team('Beside', top);
    const user = async (email: string, teamId: string) =>
      (
        await app.alpha.admin.get<{ createUser: { id: string } }>(
          'mutation($input: CreateUserInput!) { createUser(input: $input) { id } }',
          {
            input: {
              name: email,
              email,
              teamId,
              roleId: (
                await app.alpha.admin.get<{ viewer: { role: { id: string } } }>('{ viewer { role { id } } }')
              ).viewer.role.id,
            },
          },
        )
      ).createUser.id;
    const leader = await user('leader@alpha.example', middle);
    const below = await user('below@alpha.example', bottom);
    const other = await user('other@alpha.example', beside);
    const customer = (name: string, ownerId: string) =>
      app.alpha.admin.get(
        'mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { id ownerTeam { name } } }',
        { input: { kind: 'PERSON', name, ownerId } },
      );
    await customer('of the leader', leader);
    // The customer follows his owner into the team.
    expect(await customer('of the team below', below)).toMatchObject({
      createCustomer: { ownerTeam: { name: 'Bottom' } },
    });
    await customer('of the team beside', other);
    const names = async (scope: string) => {
      const client = await clientWith([{ recordType: 'Customer', read: scope }], leader);
      const { customers } = await client.get<{ customers: { nodes: { name: string }[] } }>(
        '{ customers(orderBy: [{ field: NAME }]) { nodes { name } } }',
      );
      return customers.nodes.map(({ name }) => name).filter((name) => name.startsWith('of the'));
    };
    expect(await names('OWN')).toEqual(['of the leader']);
    expect(await names('TEAM')).toEqual(['of the leader', 'of the team below']);
    expect(await names('ALL')).toEqual(['of the leader', 'of the team below', 'of the team beside'].sort());
    // A key that stands for nobody owns nothing, once its role is narrowed.
    const nobody = await clientWith([{ recordType: 'Customer', read: 'ALL' }]);
    await app.alpha.admin.get(
      'mutation($id: ID!, $input: UpdateRoleInput!) { updateRole(id: $id, input: $input) { id } }',
      { id: (await nobody.principal()).access.role.id, input: { grants: [{ recordType: 'Customer', read: 'TEAM' }] } },
    );
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await nobody.get('{ customers { totalCount } }')).toEqual({ customers: { totalCount: 0 } });
  });

  test('a tree has no circles, also when two moves meet', async () => {
    const create = async (name: string) =>
      (
        await app.alpha.admin.get<{ createTerritory: { id: string } }>(
          'mutation($name: String!) { createTerritory(input: { name: $name }) { id } }',
          { name },
        )
      ).createTerritory.id;
    const [a, b] = [await create('A'), await create('B')];
    const move =
      'mutation($id: ID!, $parentId: ID!) { updateTerritory(id: $id, input: { parentId: $parentId }) { id } }';
    expect(await app.alpha.admin.refused(move, { id: a, parentId: a })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.parentId',
    });
    const moves = await Promise.all([
      app.alpha.admin.ask(move, { id: a, parentId: b }),
      app.alpha.admin.ask(move, { id: b, parentId: a }),
    ]);
    const codes = moves.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions?.code) ?? []);
    // One of them is told why, or gives way to the other.
    expect(codes).toHaveLength(1);
    expect(['INPUT_INVALID', 'BUSY']).toContain(codes[0]);
  });
});
