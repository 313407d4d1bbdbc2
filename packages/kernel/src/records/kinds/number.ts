import { Float, Int } from 'type-graphql';
import type { FieldKind } from '../field-kind.ts';
import { reject } from './reject.ts';

/** A whole number of 32 bits. */
export const int: FieldKind = {
  name: 'int',
  columns: [{ suffix: '', type: 'integer' }],
  output: () => () => Int,
  inputType: () => 'Int',
  operators: ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'between', 'isNull'],
  orderable: true,
  grouping: 'value',
  measures: ['countDistinct', 'sum', 'avg', 'min', 'max'],
  accept: (value, field, path) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) reject(path, 'must be a whole number.');
    if (field.min !== undefined && value < field.min) reject(path, `must be at least ${field.min}.`);
    if (field.max !== undefined && value > field.max) reject(path, `must be at most ${field.max}.`);
    return [value];
  },
  comparable: (value) => [value],
  show: ([value]) => value,
  json: { shape: 'scalar', sql: ([column]) => `${column}::text` },
};

const HUNDREDTHS = 100;

/** A number with at most two decimals, kept in hundredths so that sums are exact. */
export const points: FieldKind = {
  ...int,
  name: 'points',
  output: () => () => Float,
  inputType: () => 'Float',
  unitsPerOne: HUNDREDTHS,
  accept: (value, _field, path) => [toHundredths(value, path)],
  comparable: (value, _field, path) => [toHundredths(value, path)],
  show: ([value]) => (typeof value === 'number' ? value / HUNDREDTHS : null),
  json: { shape: 'scalar', sql: ([column]) => `trim_scale(${column} / ${HUNDREDTHS}.0)::text` },
};

function toHundredths(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) reject(path, 'must be a number.');
  const hundredths = Math.round(value * HUNDREDTHS);
  if (hundredths / HUNDREDTHS !== value) reject(path, 'must have at most two decimals.');
  return hundredths;
}

export const boolean: FieldKind = {
  name: 'boolean',
  columns: [{ suffix: '', type: 'boolean' }],
  output: () => () => Boolean,
  inputType: () => 'Boolean',
  operators: ['eq', 'ne', 'isNull'],
  orderable: false,
  grouping: 'value',
  measures: [],
  accept: (value, _field, path) => {
    if (typeof value !== 'boolean') reject(path, 'must be true or false.');
    return [value];
  },
  comparable: (value) => [value],
  show: ([value]) => value,
  json: { shape: 'scalar', sql: ([column]) => `${column}::text` },
};
