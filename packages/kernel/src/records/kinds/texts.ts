import type { FieldKind } from '../field-kind.ts';
import { reject } from './reject.ts';
import { text } from './text.ts';

const MAX_ITEMS = 100;

/** A short list of one-line texts. It is read and written whole, never filtered or sorted. */
export const texts: FieldKind = {
  name: 'texts',
  columns: [{ suffix: '', type: 'jsonb' }],
  output: () => () => [String],
  inputType: () => '[String!]',
  operators: [],
  orderable: false,
  grouping: 'none',
  measures: [],
  accept: (value, field, path, context) => {
    if (!Array.isArray(value)) reject(path, 'must be a list of texts.');
    if (value.length > MAX_ITEMS) reject(path, `has ${value.length} items; at most ${MAX_ITEMS} are allowed.`);
    const item = { ...field, nullable: false };
    const items = value.flatMap((each, index) => text.accept(each, item, `${path}[${index}]`, context));
    return [JSON.stringify(items)];
  },
  comparable: () => [],
  show: ([value]) => (typeof value === 'string' ? JSON.parse(value) : value),
  json: { shape: 'scalar', sql: ([column]) => `${column}::text` },
};
