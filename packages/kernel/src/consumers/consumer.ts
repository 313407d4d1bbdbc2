import type { Access } from '../access/access.ts';
import type { LoggedEvent } from '../events/event-log.ts';
import type { ShownEvent } from '../graphql/event-types.ts';
import type { Composition } from '../plugins/composition.ts';
import type { PluginContext } from '../plugins/plugin-runner.ts';

/** An event as a plugin may see it. `id` is the same whenever the event is handled again: it is the key to do something once. */
export type HandledEvent = Omit<ShownEvent, 'node' | 'id' | 'type' | 'actor'> & {
  readonly id: string;
  readonly type: string;
  readonly actor: string;
};

/**
 * What a plugin does after events, in each tenant: at least once for each event that it may see, those about one record
 * in their order. An event that it fails with is tried again later, and holds up only what follows about the same record.
 */
export interface AfterHandler {
  /** Its name within the plugin: `award-points`. */
  readonly id: string;
  /** Types of events, such as `customer.updated` or `customer.*`. */
  readonly events: readonly string[];
  readonly run: (event: HandledEvent, context: PluginContext) => Promise<void>;
  /** The same for all that follows at once; where it throws, they are handled one by one. */
  readonly runAll?: (events: readonly HandledEvent[], context: PluginContext) => Promise<void>;
  /** It is told of every event of the tenant, whatever the plugin's rights: for what follows conditions on any record. */
  readonly sees?: 'everything';
}

/** Names a consumer among all of them. */
export interface ConsumerName {
  readonly plugin: string;
  readonly handler: string;
}

/** Somebody who follows the log of every tenant from a place that is kept. */
export interface EventConsumer extends ConsumerName {
  /** What it may see in a tenant with these plugins. */
  readonly accessOf: (composition: Composition) => Access;
  readonly wantsType: (type: string) => boolean;
  /** Throws where the event must be handled again. */
  readonly handle: (tenantId: number, event: HandledEvent, signal: AbortSignal, logged: LoggedEvent) => Promise<void>;
  /** The same for all that follows at once; where it throws, they are handled one by one. */
  readonly handleAll?: (tenantId: number, events: readonly HandledEvent[], signal: AbortSignal) => Promise<void>;
}

export const nameOf = ({ plugin, handler }: ConsumerName): string => `${plugin}/${handler}`;
