import type { Outbound } from '../outbound/index.ts';
import { partNames } from '../plugins/part-id.ts';
import type { PluginSettings, SettingFields, SettingValues } from '../settings/setting.ts';
import type { UnitOfWork } from '../work/unit-of-work.ts';
import type { Values } from './definition.ts';

/** What a step of a plugin knows. */
export interface PluginStepContext {
  /** Its writes are one with the run's progress: they happen once, whatever dies in between. */
  readonly work: UnitOfWork;
  /** Id of the record that the run is about. */
  readonly subjectId: string | null;
  /** The same at every try of this step of this run. */
  readonly key: string;
  /** What the plugin was told in this tenant. */
  settings<Fields extends SettingFields>(declared: PluginSettings<Fields>): Promise<SettingValues<Fields>>;
  /** Where the server may send something. */
  readonly outbound: Outbound;
}

/** A step that a plugin offers to automations: it sends a message, makes a task, scores a record. */
export interface PluginStep {
  /** Its name within the plugin: automations call it `loyalty/add-points`. */
  readonly id: string;
  readonly description: string;
  /** Names of what can be given to it; `true` where it must be. */
  readonly input: Readonly<Record<string, boolean>>;
  /** Acts with the rights of the automation. What it returns later steps can look up. */
  readonly run: (input: Values, context: PluginStepContext) => Promise<Values | undefined>;
}

/** Steps have names of their own within their plugin. */
export function checkPluginSteps(plugin: string, steps: readonly PluginStep[]): void {
  const take = partNames(plugin, 'step');
  for (const { id } of steps) take(id);
}
