import { GraphQLScalarType } from 'graphql';
import type { FieldKind } from '../field-kind.ts';
import { reject } from './reject.ts';

/** Values whose shape depends on what they are about. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value. Its shape is said where it stands.',
});

const MAX_CHARACTERS = 20_000;

/** A JSON document of no declared shape. It is read and written whole, never filtered or sorted. */
export const json: FieldKind = {
  name: 'json',
  columns: [{ suffix: '', type: 'jsonb' }],
  output: () => () => JsonScalar,
  inputType: () => 'JSON',
  operators: [],
  orderable: false,
  grouping: 'none',
  measures: [],
  accept: (value, _field, path) => {
    const text = JSON.stringify(value);
    if (text.length > MAX_CHARACTERS)
      reject(path, `has ${text.length} characters; at most ${MAX_CHARACTERS} are allowed.`);
    if (text.includes('\\u0000') || !text.isWellFormed()) reject(path, 'holds a character that no text can hold.');
    return [text];
  },
  comparable: () => [],
  show: ([value]) => (typeof value === 'string' ? JSON.parse(value) : value),
  json: { shape: 'embedded' },
};
