import type { Permission } from '../access/permission.ts';
import type { PluginRights } from '../access/plugin-access.ts';
import type { PluginAutomation } from '../automation/definition.ts';
import type { MessagePort } from '../automation/message-port.ts';
import type { PluginStep } from '../automation/plugin-step.ts';
import type { AfterHandler } from '../consumers/consumer.ts';
import { PluginError } from '../errors/index.ts';
import type { OwnEvent } from '../events/own-event.ts';
import type { Board } from '../graphql/board-roots.ts';
import type { PluginAlarm } from '../jobs/alarm.ts';
import type { PluginJob } from '../jobs/plugin-jobs.ts';
import type { RecordClass } from '../records/record-type.ts';
import type { AnyScorer } from '../scoring/scorer.ts';
import type { PluginSettings } from '../settings/setting.ts';
import type { BeforeHandler } from '../work/unit-of-work.ts';
import type { PluginDemo } from './plugin-demo.ts';
import type { PluginRoute } from './plugin-route.ts';
import type { Setup } from './plugin-setups.ts';

/** A step of a plugin's database schema. Steps never change once they are released; their checksum is kept. */
export interface Migration {
  /** Number and name, for example `0001-create-customers`; steps of one plugin run in the order of their ids. */
  readonly id: string;
  readonly sql: string;
}

/** A role that comes with the product. Record types say what it may do with them. */
export interface BuiltInRole {
  readonly key: string;
  readonly name: string;
  readonly description: string;
}

/** What a plugin is: frozen data that can be read without running anything. */
export interface PluginDefinition {
  /** Unique and immutable: `^[a-z][a-z0-9-]{1,30}$`. */
  readonly id: string;
  /** Semantic version. */
  readonly version: string;
  /** Nothing works without it: no tenant can switch it off. */
  readonly required?: true;
  /** Ids of plugins that must be there and come before it. */
  readonly requires?: readonly string[];
  /**
   * Versions with which it works, by id of the plugin, as ranges of npm: `{ sdk: '^0.1', customers: '>=0.1 <2' }`. `sdk` is
   * the SDK itself. Another version that is installed stops the boot.
   */
  readonly compat?: Readonly<Record<string, string>>;
  readonly roles?: readonly BuiltInRole[];
  /** Rights of roles that are not about records of a type. */
  readonly permissions?: readonly Permission[];
  /** What its code may do with records of others where nobody asked for it: in jobs, handlers and automations. */
  readonly rights?: PluginRights;
  /** What it can be told. */
  readonly settings?: PluginSettings;
  readonly records?: readonly RecordClass[];
  /** Classes decorated with `@ExtensionOf`: fields that it adds to records of plugins that it requires. */
  readonly extensions?: readonly RecordClass[];
  /** type-graphql classes: new roots and fields of own types. */
  readonly resolvers?: readonly (new () => object)[];
  readonly migrations?: readonly Migration[];
  /** Events that it publishes on its own; those of changes of records come by themselves. */
  readonly events?: readonly OwnEvent[];
  /** Run inside the transaction of a change, before it is written. */
  readonly before?: readonly BeforeHandler[];
  /** Makes it ready in each process that serves; returns how to let go again. */
  readonly setup?: Setup;
  /** What it does after events, once they are committed: at least once for each. */
  readonly after?: readonly AfterHandler[];
  /** What it brings along to be done by itself, in each tenant. */
  readonly automations?: readonly PluginAutomation[];
  /** Steps that it offers to automations. */
  readonly automationSteps?: readonly PluginStep[];
  /** How automations send messages. Only one plugin of an installation may have it. */
  readonly messagePort?: MessagePort;
  /** Paths at which it answers whoever asks: pages behind links in messages, addresses for systems that only post. */
  readonly routes?: readonly PluginRoute[];
  /** How it gives records scores, of its own or of plugins that it requires. */
  readonly scorers?: readonly AnyScorer[];
  /** What it does again and again, in each tenant. */
  readonly jobs?: readonly PluginJob[];
  /** What it brings along for the demonstration. */
  readonly demo?: PluginDemo;
  /** What people keep looking at: records of one place, with a query and a subscription. */
  readonly boards?: readonly Board[];
  /** What it does when the moment comes that a field of one of its records names. */
  readonly alarms?: readonly PluginAlarm[];
}

const PLUGIN_ID = /^[a-z][a-z0-9-]{1,30}$/;

/** Known to every copy of this module, so that a plugin made by another copy is told from what is no plugin. */
const MADE_BY_DEFINE_PLUGIN = Symbol.for('rapport.plugin');
const madeHere = new WeakSet<object>();

/** Declares a plugin. Returns a frozen copy of what it was given. */
export function definePlugin<const Definition extends PluginDefinition>(definition: Definition): Readonly<Definition> {
  if (!PLUGIN_ID.test(definition.id)) {
    throw new PluginError(
      `The plugin id "${definition.id}" must be 2 to 31 lower-case letters, digits or hyphens, beginning with a letter.`,
      'Correct `id` in its definePlugin.',
    );
  }
  const plugin = Object.freeze(Object.defineProperty({ ...definition }, MADE_BY_DEFINE_PLUGIN, { value: true }));
  madeHere.add(plugin);
  return plugin;
}

/** Where a value got its `definePlugin` from. Record types of a plugin from elsewhere are unknown here. */
export function originOfPlugin(value: unknown): 'here' | 'elsewhere' | 'unknown' {
  if (typeof value !== 'object' || value === null) return 'unknown';
  if (madeHere.has(value)) return 'here';
  return MADE_BY_DEFINE_PLUGIN in value ? 'elsewhere' : 'unknown';
}
