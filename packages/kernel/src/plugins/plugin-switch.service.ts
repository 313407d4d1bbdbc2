import { DISABLED_PLUGINS } from '../access/load-tenant.ts';
import { RapportError } from '../errors/index.ts';
import { idOf } from '../records/ids.ts';
import type { UnitOfWork } from '../work/unit-of-work.ts';
import { defaultFillings } from './extension-defaults.ts';
import type { Installation } from './installation.ts';
import type { PluginDefinition } from './plugin.ts';
import { PluginSwitch } from './plugin-switch.record.ts';

/** Any number; whoever switches plugins of one tenant takes turns. */
const SWITCH_LOCK = 7_262_515;

/** Switches a plugin on for the tenant. What it kept is there again, and records made meanwhile get their defaults. */
export async function enablePlugin(
  work: UnitOfWork,
  installation: Installation,
  id: string,
): Promise<PluginDefinition> {
  const plugin = find(installation, id);
  const disabled = await disabledPlugins(work);
  const missing = plugin.requires?.find((required) => disabled.includes(required));
  if (missing !== undefined)
    refuse(`The plugin "${id}" requires "${missing}", which is switched off.`, `Switch "${missing}" on first.`);
  await turn(work, id, true);
  for (const fill of defaultFillings(installation, [id], work.context.tenant.id)) await work.run(fill);
  return plugin;
}

/** Switches a plugin off for the tenant: its part of the schema goes, and its data stays. */
export async function disablePlugin(
  work: UnitOfWork,
  installation: Installation,
  id: string,
): Promise<PluginDefinition> {
  const plugin = find(installation, id);
  if (plugin.required) refuse(`The plugin "${id}" is a part that nothing works without.`, 'Leave it on.');
  const disabled = await disabledPlugins(work);
  const user = installation.plugins.find((other) => other.requires?.includes(id) && !disabled.includes(other.id));
  if (user) refuse(`The plugin "${user.id}" requires "${id}".`, `Switch "${user.id}" off first.`);
  await turn(work, id, false);
  return plugin;
}

function find(installation: Installation, id: string): PluginDefinition {
  const plugin = installation.plugins.find((each) => each.id === id);
  if (plugin) return plugin;
  const known = installation.plugins.map((each) => each.id).join(', ');
  throw new RapportError('NOT_FOUND', `id: no plugin "${id}" is installed.`, {
    field: 'id',
    hint: `Installed: ${known}.`,
  });
}

function refuse(problem: string, hint: string): never {
  throw new RapportError('PLUGIN_IN_USE', problem, { field: 'id', hint });
}

async function turn(work: UnitOfWork, plugin: string, enabled: boolean): Promise<void> {
  const [known] = await work.run<{ id: string }>({
    text: 'select id from plugin_switch where tenant_id = $1 and plugin = $2 and deleted_at is null',
    values: [work.context.tenant.id, plugin],
  });
  if (known) await work.update(PluginSwitch, idOf(PluginSwitch, known.id), { enabled });
  else await work.create(PluginSwitch, { plugin, enabled });
}

/** Ids of the plugins that the tenant has switched off. Nobody else switches any until the work ends. */
async function disabledPlugins(work: UnitOfWork): Promise<string[]> {
  const tenantId = work.context.tenant.id;
  await work.run({ text: 'select pg_advisory_xact_lock($1, $2)', values: [SWITCH_LOCK, tenantId] });
  const [row] = await work.run<{ plugins: string[] }>({
    text: `select ${DISABLED_PLUGINS} as plugins`,
    values: [tenantId],
  });
  return row?.plugins ?? [];
}
