import { RapportError } from '../errors/index.ts';
import { later, type Value, type Values } from './definition.ts';

/** What expressions look things up in. */
export interface Scope {
  readonly event: unknown;
  readonly input: unknown;
  /** What steps brought, by id. */
  readonly steps: Values;
  /** The record that the automation is about, as far as its fields are asked for. */
  readonly subject: Values | undefined;
  readonly now: Date;
}

const LOOKUPS = ['event', 'subject', 'step', 'input'] as const;
const EXPRESSIONS: readonly string[] = [...LOOKUPS, 'now', 'text', 'literal'];

/** The expression that an object is; undefined for any other value. */
export function expressionOf(value: Value): readonly [key: string, of: unknown] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [entry, ...others] = Object.entries(value);
  return entry && others.length === 0 && EXPRESSIONS.includes(entry[0]) ? entry : undefined;
}

/** Every expression in a value, with those within it. */
export function expressionsIn(value: Value): (readonly [key: string, of: unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  const expression = expressionOf(value);
  if (!expression) return Object.values(value).flatMap(expressionsIn);
  return expression[0] === 'text' ? [expression, ...expressionsIn(expression[1])] : [expression];
}

/** What a value of a step is now. */
export function evaluate(value: Value, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope));
  if (typeof value !== 'object' || value === null) return value;
  const expression = expressionOf(value);
  if (!expression) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluate(item, scope)]));
  const [key, of] = expression;
  switch (key) {
    case 'literal':
      return of;
    case 'now':
      return later(scope.now, String(of)).toISOString();
    case 'text':
      return (of as unknown[]).map((part) => evaluate(part, scope) ?? '').join('');
    case 'step':
      return lookUp(scope.steps, String(of));
    default:
      return lookUp(scope[key as 'event' | 'input' | 'subject'], String(of));
  }
}

/** All values of an object. */
export function evaluateAll(values: Values, scope: Scope): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, evaluate(value, scope)]));
}

/** Follows own properties only; null where there is nothing. */
function lookUp(from: unknown, path: string): unknown {
  let found: unknown = from;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return null;
    found = (found as Values)[name];
  }
  return found ?? null;
}

/** A moment that a value names. Throws INPUT_INVALID when it names none. */
export function instantOf(value: unknown, path: string): Date {
  const moment = new Date(typeof value === 'string' ? value : Number.NaN);
  if (Number.isNaN(moment.getTime()))
    throw new RapportError('INPUT_INVALID', `${path}: must be an instant such as "2026-03-01T10:00:00Z".`, {
      field: path,
    });
  return moment;
}
