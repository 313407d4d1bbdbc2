import { Ctx, Resolver, Root } from 'type-graphql';
import { Computed } from '../graphql/computed.decorator.ts';
import type { RequestContext } from '../work/request-context.ts';
import { builtInRights, customRights, describePermissions, describeRights } from './rights.ts';
import { Role, RoleGrant } from './role.record.ts';

@Resolver(() => Role)
export class RoleResolver {
  @Computed(() => [RoleGrant], {
    description:
      'What the role may do now: its own grants, or those of the product for a built-in role, with what everyone may do.',
    needs: ['key', 'builtIn', 'grants'],
  })
  effectiveGrants(@Root() role: Role, @Ctx() { catalogue }: RequestContext): RoleGrant[] {
    const rights = role.builtIn ? builtInRights(catalogue, role.key) : customRights(catalogue, role.grants, []);
    return describeRights(catalogue, rights) as RoleGrant[];
  }

  @Computed(() => [String], {
    description: 'Permissions that the role has now.',
    needs: ['key', 'builtIn', 'permissions'],
  })
  effectivePermissions(@Root() role: Role, @Ctx() { catalogue }: RequestContext): string[] {
    const rights = role.builtIn
      ? builtInRights(catalogue, role.key)
      : customRights(catalogue, [], role.permissions ?? []);
    return describePermissions(catalogue, rights);
  }
}
