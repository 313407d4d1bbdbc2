import type { Composition } from '../plugins/composition.ts';
import type { Values } from './definition.ts';
import type { PluginStepContext } from './plugin-step.ts';

/** What an automation asks to be sent. */
export interface MessageRequest {
  /**
   * The same at every try of this step of this run. A port that knows it already answers as it did, so that a message is
   * never there twice.
   */
  readonly key: string;
  /** Id of the record that the message is for, such as a customer. */
  readonly recordId: string;
  /** One of the channels of the port; without one the port chooses. */
  readonly channel: string | null;
  /** One of the purposes of the port. */
  readonly purpose: string;
  readonly template: string;
  /** What the template is filled with. */
  readonly variables: Values;
}

/** What became of it: it is on its way, or a rule forbids it, such as a missing consent. `id`: of the message's record. */
export type MessageAnswer =
  | { readonly state: 'QUEUED'; readonly id: string }
  | { readonly state: 'REFUSED'; readonly id: string; readonly rule: string };

/** Acts with the rights of the automation. What is written with `work` is one with the run's progress: it happens once. */
export type MessageContext = Pick<PluginStepContext, 'work' | 'settings'>;

/** How automations send messages. One plugin of an installation gives it. */
export interface MessagePort {
  /** Ways on which it sends: `EMAIL`. */
  readonly channels: readonly string[];
  /** What messages are for: `MARKETING`. */
  readonly purposes: readonly string[];
  /**
   * Takes a message in, and lets it leave once the transaction is committed. A refusal is an answer; what it throws lets
   * the step fail, and whatever it wrote is undone.
   */
  readonly send: (message: MessageRequest, context: MessageContext) => Promise<MessageAnswer>;
}

/** The port of the plugins that work, with the plugin that gives it. */
export function findMessagePort({
  plugins,
}: Pick<Composition, 'plugins'>): { readonly plugin: string; readonly port: MessagePort } | undefined {
  for (const { id, messagePort } of plugins) if (messagePort) return { plugin: id, port: messagePort };
  return undefined;
}
