export { Access } from './access.ts';
export { decidesOnAccess } from './access-records.ts';
export { mayChangeRoles } from './access-rules.ts';
export type { Actor, ActorRole, Tenant } from './actor.ts';
export { ApiKey } from './api-key.record.ts';
export { makeApiKey, makeSelfServiceKey, type NewApiKey } from './api-key.service.ts';
export { API_KEY_PREFIX } from './api-key-secret.ts';
export { Authenticator, PRINCIPAL_LIFETIME_MS, type TokenVerifier, type VerifiedToken } from './authenticator.ts';
export { loadTenant } from './load-tenant.ts';
export { operatorAccess } from './operator.ts';
export { checkPermissions, definePermission, type Permission } from './permission.ts';
export { type ActingPlugin, type PluginRights, pluginAccess } from './plugin-access.ts';
export { loadKeyPrincipal, loadUserPrincipal, type Principal } from './principal.ts';
export { type Charge, RateBudget } from './rate-budget.ts';
export {
  ADMIN_ROLE,
  builtInRights,
  customRights,
  describeRights,
  EVERYONE,
  type Rights,
  SELF_ROLE,
  type StoredGrant,
} from './rights.ts';
export { Role, RoleGrant, RowScope } from './role.record.ts';
export { Team } from './team.record.ts';
export { closeLookups } from './tenant-table.ts';
export { Territory } from './territory.record.ts';
export { User } from './user.record.ts';
