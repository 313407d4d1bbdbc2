import { coerceInputValue, type GraphQLInputType, type GraphQLSchema } from 'graphql';
import type { Access } from '../access/access.ts';
import { RapportError } from '../errors/index.ts';
import { checkCron } from '../jobs/cron.ts';
import type { Outbound } from '../outbound/index.ts';
import type { Composition } from '../plugins/composition.ts';
import type { FilterInput } from '../records/filter.ts';
import { camelCase } from '../records/naming.ts';
import type { RecordType } from '../records/record-type.ts';
import { inputFields } from '../records/write/input.ts';
import { type AutomationDefinition, allSteps, invalid, type Step, type Values } from './definition.ts';
import { findMessagePort } from './message-port.ts';
import type { PluginStep } from './plugin-step.ts';
import { expressionsIn } from './values.ts';

/** Where an automation is to work, and with whose rights. */
export interface AutomationPlace {
  readonly composition: Composition;
  readonly access: Access;
  readonly schema: GraphQLSchema;
  /** Checks addresses; where it is missing they are checked when they are used. */
  readonly outbound?: Outbound;
}

/** The type of the record that an automation is about; undefined when it is about none. */
export function subjectTypeOf(
  { trigger, recordType }: AutomationDefinition,
  { catalogue, events }: Composition,
): RecordType | undefined {
  if (recordType !== undefined) return catalogue.find(recordType);
  if (!('event' in trigger)) return undefined;
  const own = events.own.get(trigger.event)?.about;
  if (own) return catalogue.typeOf(own());
  return catalogue.types.find(({ name }) => trigger.event.startsWith(`${camelCase(name)}.`));
}

/** The step of a plugin that automations call so. */
export function findPluginStep({ plugins }: Composition, name: string): PluginStep | undefined {
  const [plugin, id] = name.split('/', 2);
  return plugins.find((one) => one.id === plugin)?.automationSteps?.find((step) => step.id === id);
}

/**
 * Checks an automation against what there is: record types, fields, events, transitions, steps of plugins. Throws
 * AUTOMATION_INVALID, which names the step and what to do.
 */
export function checkAutomation(definition: AutomationDefinition, place: AutomationPlace, path = 'definition'): void {
  const { composition } = place;
  const subject = subjectTypeOf(definition, composition);
  if (definition.recordType !== undefined) typeNamed(composition, definition.recordType, `${path}.recordType`);
  checkTrigger(definition, place, `${path}.trigger`);
  if (definition.condition) checkFilter(definition.condition, subject, place, `${path}.condition`);
  const known = new Set(allSteps(definition.steps).map(({ id }) => id));
  for (const step of allSteps(definition.steps))
    checkStep(step, subject, place, known, `${path}: the step "${step.id}"`);
}

function checkTrigger({ trigger }: AutomationDefinition, { composition }: AutomationPlace, path: string): void {
  if ('event' in trigger) checkEvent(trigger.event, composition, `${path}.event`);
  if ('cron' in trigger) {
    try {
      checkCron({ catchUp: 'skip', ...trigger }, path);
    } catch (error) {
      invalid(`${path}.cron`, (error as Error).message);
    }
  }
}

function checkEvent(type: string, { events }: Composition, path: string): void {
  if (type.startsWith('automation')) invalid(path, 'events of automations let no automation begin.');
  try {
    events.matcher([type], path);
  } catch (error) {
    if (!(error instanceof RapportError)) throw error;
    invalid(
      path,
      `there is no event "${type}".`,
      '`schema/events.md` lists them; a plugin that is switched off has none.',
    );
  }
}

function checkStep(
  step: Step,
  subject: RecordType | undefined,
  place: AutomationPlace,
  known: ReadonlySet<string>,
  path: string,
): void {
  const { composition } = place;
  const target = (recordType: string | undefined): RecordType =>
    recordType === undefined
      ? (subject ??
        invalid(path, 'there is no record that the automation is about.', 'Give `record` and `recordType`.'))
      : typeNamed(composition, recordType, `${path}: recordType`);
  switch (step.type) {
    case 'waitForEvent':
      checkEvent(step.event, composition, `${path}: event`);
      break;
    case 'if':
      checkFilter(step.filter, subject, place, `${path}: filter`);
      break;
    case 'update':
      checkFields(target(step.recordType), 'update', step.values, place, path);
      break;
    case 'create':
      checkFields(target(step.recordType), 'create', step.values, place, path);
      break;
    case 'transition': {
      const type = target(step.recordType);
      const transitions = type.lifeCycle?.transitions;
      const taken = [...(transitions?.values() ?? [])].filter(({ byCode }) => !byCode).map(({ name }) => name);
      if (!taken.includes(step.transition))
        invalid(
          `${path}: transition`,
          `${type.name} has no transition "${step.transition}".`,
          `It has ${taken.join(', ') || 'none'}.`,
        );
      break;
    }
    case 'http':
      place.outbound?.readUrl(step.url, `${path}: url`);
      break;
    case 'run':
      checkPluginStep(step.step, step.input ?? {}, composition, path);
      break;
    case 'sendMessage':
      if (step.record === undefined && !subject)
        invalid(path, 'there is no record that the message is for.', 'Give `record`.');
      checkMessage(step, composition, path);
      break;
    default:
  }
  for (const [key, of] of expressionsIn(step)) checkExpression(key, of, subject, known, path);
}

function checkExpression(
  key: string,
  of: unknown,
  subject: RecordType | undefined,
  known: ReadonlySet<string>,
  path: string,
): void {
  if (key === 'subject' && typeof of === 'string' && !subject?.fields.has(of.split('.')[0] ?? ''))
    invalid(path, `${subject?.name ?? 'Nothing'} has no field "${of}".`, 'Name a field that there is.');
  if (key === 'step' && !known.has(String(of).split('.')[0] ?? ''))
    invalid(path, `there is no step "${String(of).split('.')[0]}".`, 'Name the id of another step.');
}

function checkPluginStep(name: string, input: Values, composition: Composition, path: string): void {
  const step = findPluginStep(composition, name);
  if (!step) {
    const names = composition.plugins.flatMap(({ id, automationSteps = [] }) =>
      automationSteps.map((one) => `${id}/${one.id}`),
    );
    invalid(`${path}: step`, `no plugin offers the step "${name}".`, `There are ${names.join(', ') || 'none'}.`);
  }
  const missing = Object.keys(step.input).find((key) => step.input[key] && !Object.hasOwn(input, key));
  if (missing !== undefined) invalid(`${path}: input.${missing}`, 'is missing.');
  const unknown = Object.keys(input).find((key) => !Object.hasOwn(step.input, key));
  if (unknown !== undefined) invalid(`${path}: input.${unknown}`, `is unknown to "${name}".`);
}

function checkMessage(
  { channel, purpose }: { readonly channel?: string; readonly purpose: string },
  composition: Composition,
  path: string,
): void {
  const found = findMessagePort(composition);
  if (!found) invalid(path, 'no plugin sends messages.', 'Install, or switch on, a plugin that has a message port.');
  const { channels, purposes } = found.port;
  if (channel !== undefined && !channels.includes(channel))
    invalid(`${path}: channel`, `there is no channel "${channel}".`, `There are ${channels.join(', ')}.`);
  if (!purposes.includes(purpose))
    invalid(`${path}: purpose`, `there is no purpose "${purpose}".`, `There are ${purposes.join(', ')}.`);
}

function checkFields(
  type: RecordType,
  mode: 'create' | 'update',
  values: Values,
  { access }: AutomationPlace,
  path: string,
) {
  access.require(type, mode);
  const fields = inputFields(type, mode);
  for (const name of Object.keys(values)) {
    const field = fields.find((one) => one.name === name);
    if (!field || !access.canWrite(type, field))
      invalid(
        `${path}: values.${name}`,
        `${type.name} has no such field that may be written.`,
        'Take it out, or name another field.',
      );
  }
}

/** A filter in the form in which the record layer takes it: as GraphQL would read it from a variable. */
export function readFilter(filter: FilterInput, type: RecordType, schema: GraphQLSchema, path: string): FilterInput {
  const input = schema.getType(`${type.name}Filter`) as GraphQLInputType | undefined;
  if (!input) invalid(path, `${type.name} records may not be read.`);
  return coerceInputValue(filter, input, (at, _value, error) =>
    invalid([path, ...at].join('.'), error.message, 'Correct the filter: it is that of the list of these records.'),
  ) as FilterInput;
}

function checkFilter(filter: FilterInput, subject: RecordType | undefined, { schema }: AutomationPlace, path: string) {
  if (!subject) invalid(path, 'there is no record to compare.', 'Give `recordType`.');
  readFilter(filter, subject, schema, path);
}

function typeNamed({ catalogue }: Composition, name: string, path: string): RecordType {
  return (
    catalogue.find(name) ??
    invalid(path, `there is no record type "${name}".`, 'A plugin that is switched off has none.')
  );
}
