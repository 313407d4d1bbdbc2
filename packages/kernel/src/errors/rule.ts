import { RapportError } from './rapport-error.ts';

/** A rule of a plugin that a change can break. Its name is stable: clients branch on `extensions.rule`. */
export interface Rule {
  readonly name: string;
  /** What holds, as a sentence that whoever breaks it reads. */
  readonly text: string;
}

/** Declares the rules of a plugin, by name: `defineRules({ UNIT_TAKEN: 'A unit is held by one at a time.' })`. */
export function defineRules<const Texts extends Readonly<Record<string, string>>>(
  texts: Texts,
): { readonly [Name in keyof Texts]: Rule } {
  const rules = Object.entries(texts).map(([name, text]) => [name, Object.freeze({ name, text })]);
  return Object.freeze(Object.fromEntries(rules)) as { readonly [Name in keyof Texts]: Rule };
}

/**
 * Refuses a change with RULE_BROKEN: `path` says where in the request, and `details` become extensions of the error.
 * They must be in sight of whoever asked.
 */
export function refuse(rule: Rule, path: string, details: Readonly<Record<string, unknown>> = {}): never {
  throw brokenRule(rule, path, details);
}

export function brokenRule(
  { name, text }: Rule,
  path: string,
  details: Readonly<Record<string, unknown>> = {},
): RapportError {
  return new RapportError('RULE_BROKEN', `${path}: ${text}`, { ...details, field: path, rule: name });
}
