export { isDatabaseError, isUnavailable, translateDatabaseError } from './database-errors.ts';
export {
  API_ROLE,
  AUTHENTICATOR_ROLE,
  createDatabaseRole,
  createDatabaseRoles,
  prepareApiLogin,
  SCHEDULER_ROLE,
  SEQUENCER_ROLE,
  type SqlClient,
  sessionSettings,
} from './database-roles.ts';
export { LAZY_COMMIT } from './lazy-commit-setting.ts';
export { LOOK_UP_BY_INDEX } from './lookup-setting.ts';
export { quietly } from './moving-setting.ts';
export { patience } from './patience-setting.ts';
export { PipelinedConnections } from './pipelined-connections.ts';
export { createPool } from './pool.ts';
export { isolateTenants, type TablePrivilege } from './row-level-security.ts';
export { quoteIdentifier, quoteLiteral, type Statement, type StatementRunner } from './statement.ts';
export { type Meter, TenantDatabase, type Transaction, transactionOn } from './tenant-database.ts';
export { SET_TENANT, TENANT_SETTING } from './tenant-setting.ts';
