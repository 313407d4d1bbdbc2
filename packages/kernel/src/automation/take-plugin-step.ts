import { RapportError } from '../errors/index.ts';
import { Budget, type Limits } from '../work/budget.ts';
import { findPluginStep } from './check-automation.ts';
import type { Step, Values } from './definition.ts';
import { findMessagePort, type MessageRequest } from './message-port.ts';
import type { PluginStepContext } from './plugin-step.ts';
import type { StepContext } from './steps.ts';
import { evaluate, evaluateAll } from './values.ts';

const LIMITS: Limits = { milliseconds: 8_000, rows: 10_000 };

type RunStep = Extract<Step, { type: 'run' }>;
type MessageStep = Extract<Step, { type: 'sendMessage' }>;

/** Takes a step that a plugin offers. */
export async function takePluginStep(
  { step: name, input = {} }: RunStep,
  context: StepContext,
): Promise<Values | null> {
  const step = findPluginStep(context.composition, name);
  if (!step) throw new RapportError('PLUGIN_UNAVAILABLE', `No plugin that is in use offers the step "${name}".`);
  const [plugin = ''] = name.split('/', 1);
  const given = evaluateAll(input, context.scope);
  const output = await runAsPlugin(plugin, `its step ${step.id}`, context, (plain) => step.run(given, plain));
  return output ?? null;
}

/** Gives a message to the plugin that sends messages; what it answers is what the step brings. */
export async function takeMessageStep(step: MessageStep, context: StepContext): Promise<Values> {
  const found = findMessagePort(context.composition);
  if (!found) throw new RapportError('PLUGIN_UNAVAILABLE', 'No plugin that is in use sends messages.');
  const request = messageOf(step, context);
  const answer = await runAsPlugin(found.plugin, 'its message port', context, ({ work, settings }) =>
    found.port.send(request, { work, settings }),
  );
  return { id: answer.id, state: answer.state, rule: answer.state === 'REFUSED' ? answer.rule : null };
}

/** What a step asks to be sent. Throws INPUT_INVALID where it is for no record. */
export function messageOf(
  { id, record, channel, purpose, template, variables = {} }: MessageStep,
  { scope, subjectId, key }: StepContext,
): MessageRequest {
  const recordId = record === undefined ? subjectId : evaluate(record, scope);
  if (typeof recordId !== 'string')
    throw new RapportError('INPUT_INVALID', `${id}.record: names no record.`, { field: `${id}.record` });
  return { key, recordId, channel: channel ?? null, purpose, template, variables: evaluateAll(variables, scope) };
}

async function runAsPlugin<Result>(
  plugin: string,
  part: string,
  { work, subjectId, key, services: { settings, outbound } }: StepContext,
  code: (context: PluginStepContext) => Promise<Result>,
): Promise<Result> {
  const budget = new Budget({ plugin, part }, LIMITS);
  const { transaction } = work;
  transaction.meter = budget;
  const result = await budget.run(() =>
    code({
      work,
      subjectId,
      key,
      outbound,
      settings: (declared) => settings.read(work, work.context.tenant, declared),
    }),
  );
  transaction.meter = undefined;
  return result;
}
