import type { FieldKind } from '../field-kind.ts';
import { reject } from './reject.ts';
import { text } from './text.ts';

/** One of a list of texts that the tenant keeps: the list may grow, so it is no enumeration of the schema. */
export const choice: FieldKind = {
  ...text,
  name: 'choice',
  operators: ['eq', 'ne', 'in', 'isNull'],
  accept: (value, field, path) => {
    const choices = field.choices ?? [];
    if (typeof value !== 'string' || !choices.includes(value)) reject(path, `must be one of ${choices.join(', ')}.`);
    return [value];
  },
};
