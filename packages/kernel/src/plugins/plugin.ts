import { PluginError } from '../errors/index.ts';
import type { RecordClass } from '../records/record-type.ts';
import type { BeforeHandler } from '../work/unit-of-work.ts';

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
  /** Ids of plugins that must be there and come before it. */
  readonly requires?: readonly string[];
  readonly roles?: readonly BuiltInRole[];
  readonly records?: readonly RecordClass[];
  /** type-graphql classes: new roots and fields of own types. */
  readonly resolvers?: readonly (new () => object)[];
  readonly migrations?: readonly Migration[];
  /** Run inside the transaction of a change, before it is written. */
  readonly before?: readonly BeforeHandler[];
}

const PLUGIN_ID = /^[a-z][a-z0-9-]{1,30}$/;

/** Declares a plugin. Returns what it was given, frozen. */
export function definePlugin<const Definition extends PluginDefinition>(definition: Definition): Readonly<Definition> {
  if (!PLUGIN_ID.test(definition.id)) {
    throw new PluginError(
      `The plugin id "${definition.id}" must be 2 to 31 lower-case letters, digits or hyphens, beginning with a letter.`,
      'Correct `id` in its definePlugin.',
    );
  }
  return Object.freeze(definition);
}
