export { Composition } from './composition.ts';
export { draftMigration } from './draft-migration.ts';
export { Installation } from './installation.ts';
export { type AppliedMigration, checksumOf, migrate, pendingMigrations } from './migrate.ts';
export { type BuiltInRole, definePlugin, type Migration, originOfPlugin, type PluginDefinition } from './plugin.ts';
export { type PluginContext, type PluginRun, PluginRunner } from './plugin-runner.ts';
export { type Dispose, PluginSetups, type Setup, type SetupContext } from './plugin-setups.ts';
export { tablesSql } from './tables-sql.ts';
export { createTenant, type NewTenant } from './tenants.ts';
