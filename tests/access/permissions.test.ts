import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Installation, PluginError } from '@rapport/kernel';
import { type CommandContext, Ctx, definePermission, definePlugin, Mutation, Resolver } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';

const adjustPoints = definePermission({
  name: 'wineClub.adjustPoints',
  description: 'Changes points by hand.',
  roles: ['manager'],
});

@Resolver()
class PointsResolver {
  @Mutation(() => Boolean, { description: 'Adjusts points.' })
  adjustPoints(@Ctx() { access }: CommandContext): boolean {
    access.requirePermission(adjustPoints);
    return true;
  }
}

const plugin = definePlugin({
  id: 'wine-club',
  version: '1.0.0',
  permissions: [adjustPoints],
  resolvers: [PointsResolver],
});

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [plugin] });
});
afterAll(() => app.close());

const ADJUST = 'mutation { adjustPoints }';

test('[GU17] a permission is that of the roles that have it, and of no other', async () => {
  const allowed: string[] = [];
  const roles = app.app.installation.roles.map(({ key }) => key).filter((key) => key !== 'self');
  for (const role of roles) {
    const { errors } = await app.alpha.as(role).ask(ADJUST);
    if (!errors) allowed.push(role);
    else expect(errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', permission: 'wineClub.adjustPoints' });
  }
  expect(allowed.sort()).toEqual(['admin', 'manager']);
});

test('an administrator gives it to a role of his own, and roles say what they have', async () => {
  const CREATE = 'mutation($input: CreateRoleInput!) { createRole(input: $input) { id effectivePermissions } }';
  const input = { key: 'cellarer', name: 'Cellarer', permissions: ['wineClub.adjustPoints'] };
  const { createRole } = await app.alpha.admin.get<{ createRole: { id: string; effectivePermissions: string[] } }>(
    CREATE,
    { input },
  );
  expect(createRole.effectivePermissions).toEqual(['wineClub.adjustPoints']);
  const { createApiKey } = await app.alpha.admin.get<{ createApiKey: { secret: string } }>(
    'mutation($role: ID!) { createApiKey(input: { name: "cellar", roleId: $role }) { secret } }',
    { role: createRole.id },
  );
  expect(await app.client(createApiKey.secret).get(ADJUST)).toEqual({ adjustPoints: true });
  expect(
    await app.alpha.admin.refused(CREATE, { input: { ...input, key: 'other', permissions: ['wineClub.fly'] } }),
  ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.permissions[0]' });
});

test('permissions that are not the plugin’s own stop the start with its name', () => {
  for (const permissions of [
    [{ ...adjustPoints, name: 'customers.fly' }],
    [adjustPoints, adjustPoints],
    [{ ...adjustPoints, roles: ['pope'] }],
  ])
    expect(() => new Installation([definePlugin({ id: 'wine-club', version: '1.0.0', permissions })])).toThrow(
      expect.objectContaining({ constructor: PluginError, message: expect.stringContaining('"wine-club"') }),
    );
});
