import { RapportError } from '../errors/index.ts';
import type { CatchUp } from '../jobs/cron.ts';
import type { FilterInput } from '../records/filter.ts';

/**
 * A value of a step: what JSON can say, or an expression, which is an object with one of these keys:
 * `{ "event": "patch.name" }`, `{ "subject": "ownerId" }`, `{ "step": "make.id" }` and `{ "input": "answer" }` look
 * something up, `{ "now": "P3D" }` is a moment from now, `{ "text": ["Dear ", { "subject": "name" }] }` joins texts, and
 * `{ "literal": ... }` stands for itself.
 */
export type Value = unknown;
export type Values = Readonly<Record<string, Value>>;

/** What lets an automation begin. */
export type Trigger =
  | { readonly event: string; readonly changedFields?: readonly string[] }
  | { readonly cron: string; readonly timeZone?: string; readonly catchUp?: CatchUp }
  | { readonly manual: true }
  | { readonly webhook: true };

interface Named {
  /** Unique in the automation; by it later steps name what this one brought. */
  readonly id: string;
}

export type Step = Named &
  (
    | { readonly type: 'wait'; readonly for: string }
    | { readonly type: 'waitUntil'; readonly until: Value }
    | { readonly type: 'waitForEvent'; readonly event: string; readonly anyRecord?: boolean; readonly timeout?: string }
    | {
        readonly type: 'if';
        readonly filter: FilterInput;
        readonly steps: readonly Step[];
        readonly otherwise?: readonly Step[];
      }
    | { readonly type: 'update'; readonly record?: Value; readonly recordType?: string; readonly values: Values }
    | { readonly type: 'create'; readonly recordType: string; readonly values: Values }
    | {
        readonly type: 'transition';
        readonly record?: Value;
        readonly recordType?: string;
        readonly transition: string;
        readonly reason?: Value;
        readonly values?: Values;
      }
    | { readonly type: 'http'; readonly url: string; readonly body: Value }
    | { readonly type: 'run'; readonly step: string; readonly input?: Values }
    | {
        readonly type: 'sendMessage';
        readonly record?: Value;
        readonly channel?: string;
        readonly purpose: string;
        readonly template: string;
        readonly variables?: Values;
      }
    | { readonly type: 'stop'; readonly reason?: string }
  );

export type StepType = Step['type'];

/** What an automation does: data, checked before it is in force, and never changed afterwards. */
export interface AutomationDefinition {
  readonly trigger: Trigger;
  /** Type of the record that it is about, where the trigger does not say it. */
  readonly recordType?: string;
  /** It begins only when the record matches. */
  readonly condition?: FilterInput;
  readonly steps: readonly Step[];
}

/** An automation that a plugin brings along. It acts with the rights of the plugin. */
export interface PluginAutomation extends AutomationDefinition {
  /** Its name within the plugin: `win-back`. */
  readonly key: string;
  readonly name: string;
  readonly description?: string;
}

type Check = (value: unknown, path: string) => void;
interface Shape {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional?: Readonly<Record<string, Check>>;
}

export const MAX_STEPS = 100;
const MAX_BYTES = 40_000;
const STEP_ID = /^[a-z][A-Za-z0-9]{0,39}$/;
const DURATION = /^P(?=.)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?(T(?=.)(\d{1,5}H)?(\d{1,6}M)?(\d{1,7}S)?)?$/;

export function invalid(path: string, problem: string, hint?: string): never {
  throw new RapportError('AUTOMATION_INVALID', `${path}: ${problem}`, { field: path, hint });
}

const text: Check = (value, path) => {
  if (typeof value !== 'string' || value === '') invalid(path, 'must be a text.');
};
const duration: Check = (value, path) => {
  if (typeof value !== 'string' || !DURATION.test(value)) invalid(path, 'must be a duration such as "P14D" or "PT2H".');
};
const object: Check = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) invalid(path, 'must be an object.');
};
const flag: Check = (value, path) => {
  if (typeof value !== 'boolean') invalid(path, 'must be true or false.');
};
const texts: Check = (value, path) => {
  if (!Array.isArray(value)) invalid(path, 'must be a list of texts.');
  for (const [index, item] of value.entries()) text(item, `${path}[${index}]`);
};
const anything: Check = () => undefined;
const steps: Check = (value, path) => {
  if (!Array.isArray(value)) invalid(path, 'must be a list of steps.');
  for (const [index, step] of value.entries()) checkStep(step, `${path}[${index}]`);
};
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, path) => {
    if (!allowed.includes(value as string)) invalid(path, `must be one of ${allowed.join(', ')}.`);
  };

const stepShapes: Readonly<Record<StepType, Shape>> = {
  wait: { required: { for: duration } },
  waitUntil: { required: { until: anything } },
  waitForEvent: { required: { event: text }, optional: { anyRecord: flag, timeout: duration } },
  if: { required: { filter: object, steps }, optional: { otherwise: steps } },
  update: { required: { values: object }, optional: { record: anything, recordType: text } },
  create: { required: { recordType: text, values: object } },
  transition: {
    required: { transition: text },
    optional: { record: anything, recordType: text, reason: anything, values: object },
  },
  http: { required: { url: text, body: anything } },
  run: { required: { step: text }, optional: { input: object } },
  sendMessage: {
    required: { purpose: text, template: text },
    optional: { record: anything, channel: text, variables: object },
  },
  stop: { required: {}, optional: { reason: text } },
};

function checkStep(value: unknown, path: string): void {
  object(value, path);
  const { id, type, ...rest } = value as { readonly id?: unknown; readonly type?: unknown };
  if (typeof id !== 'string' || !STEP_ID.test(id))
    invalid(`${path}.id`, 'must be up to 40 letters and digits, in camel case.');
  const shape = typeof type === 'string' && Object.hasOwn(stepShapes, type) ? stepShapes[type as StepType] : undefined;
  if (!shape)
    invalid(
      `${path}.type`,
      `the step "${id}" has the unknown type "${type}".`,
      `Types are ${Object.keys(stepShapes).join(', ')}.`,
    );
  checkShape(rest, shape, path);
}

function checkShape(value: object, { required, optional = {} }: Shape, path: string): void {
  for (const [key, check] of Object.entries(required)) {
    if (!Object.hasOwn(value, key)) invalid(`${path}.${key}`, 'is missing.');
    check((value as Values)[key], `${path}.${key}`);
  }
  for (const [key, given] of Object.entries(value)) {
    if (Object.hasOwn(required, key)) continue;
    if (!Object.hasOwn(optional, key)) invalid(`${path}.${key}`, 'is unknown.');
    optional[key]?.(given, `${path}.${key}`);
  }
}

const trigger: Check = (value, path) => {
  object(value, path);
  const shapes: Readonly<Record<string, Shape>> = {
    event: { required: { event: text }, optional: { changedFields: texts } },
    cron: { required: { cron: text }, optional: { timeZone: text, catchUp: oneOf('skip', 'once', 'all') } },
    manual: { required: { manual: flag } },
    webhook: { required: { webhook: flag } },
  };
  const kind = Object.keys(shapes).find((key) => Object.hasOwn(value as object, key));
  const shape = shapes[kind ?? ''];
  if (!shape) invalid(path, 'must have `event`, `cron`, `manual` or `webhook`.');
  checkShape(value as object, shape, path);
};

/** Reads a definition as somebody gave it. Throws AUTOMATION_INVALID with the place of what is wrong in its shape. */
export function readDefinition(value: unknown, path = 'definition'): AutomationDefinition {
  object(value, path);
  if (JSON.stringify(value).length > MAX_BYTES) invalid(path, `is longer than ${MAX_BYTES} characters.`);
  checkShape(
    value as object,
    { required: { trigger, steps }, optional: { recordType: text, condition: object } },
    path,
  );
  const definition = value as AutomationDefinition;
  const all = allSteps(definition.steps);
  if (all.length > MAX_STEPS) invalid(`${path}.steps`, `has ${all.length} steps; at most ${MAX_STEPS} are allowed.`);
  const ids = new Set<string>();
  for (const { id } of all) {
    if (ids.has(id)) invalid(`${path}.steps`, `two steps have the id "${id}".`);
    ids.add(id);
  }
  return definition;
}

/** The steps with those within them. */
export function allSteps(list: readonly Step[]): Step[] {
  return list.flatMap((step) => [
    step,
    ...(step.type === 'if' ? allSteps([...step.steps, ...(step.otherwise ?? [])]) : []),
  ]);
}

/** A moment so much later: `P1M` is a calendar month. In UTC. */
export function later(moment: Date, text: string): Date {
  const [, years, months, weeks, days, , hours, minutes, seconds] = (DURATION.exec(text) ?? []).map((part) =>
    Number.parseInt(part ?? '0', 10),
  );
  const result = new Date(moment);
  const day = result.getUTCDate();
  result.setUTCMonth(result.getUTCMonth() + (months ?? 0) + 12 * (years ?? 0));
  // A month that is too short ends on its last day.
  if (result.getUTCDate() !== day) result.setUTCDate(0);
  result.setUTCDate(result.getUTCDate() + (days ?? 0) + 7 * (weeks ?? 0));
  const rest = ((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  return new Date(result.getTime() + rest * 1_000);
}
