export { Composition } from './composition.ts';
export { draftMigration } from './draft-migration.ts';
export { Installation } from './installation.ts';
export { type AppliedMigration, checksumOf, migrate, pendingMigrations } from './migrate.ts';
export { type BuiltInRole, definePlugin, type Migration, originOfPlugin, type PluginDefinition } from './plugin.ts';
export type { DemoPlace, DemoRow, DemoTable, PluginDemo } from './plugin-demo.ts';
export {
  type PluginContext,
  type PluginContext,
  type PluginFiles,
  type PluginRun,
  type PluginRun,
  PluginRunner,
  PluginRunner,
} from './plugin-runner.ts';
export { type Dispose, PluginSetups, type Setup, type SetupContext } from './plugin-setups.ts';
export { disablePlugin, enablePlugin } from './plugin-switch.service.ts';
export { tablesSql } from './tables-sql.ts';
export { createTenant, type NewTenant } from './tenants.ts';
