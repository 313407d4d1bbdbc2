import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import type { FieldKind } from '../field-kind.ts';
import type { Field } from '../record-type.ts';
import { reject } from './reject.ts';

/** Largest magnitude of a `bigint` column. */
const MAX_UNITS = 2n ** 63n - 1n;
const DECIMAL = /^(-?)(\d{1,19})(?:\.(\d{1,18}))?$/;

export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'An exact decimal number as text (`"12.50"`). Inputs are such a text, or a whole number.',
  serialize: (value) => String(value),
  parseValue: (value) => {
    if (typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value))) return String(value);
    throw new GraphQLError('Decimal must be a text such as "12.50" or a whole number: a fraction would not be exact.');
  },
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING || node.kind === Kind.INT) return node.value;
    throw new GraphQLError('Decimal must be a text such as "12.50" or a whole number: a fraction would not be exact.', {
      nodes: node,
    });
  },
});

const scaleOf = ({ name, scale }: Field): number => {
  if (scale === undefined) throw new Error(`The decimal field ${name} has no scale.`);
  return scale;
};

/** Whole units of the last decimal; undefined for what is no decimal number or has more decimals. */
function unitsOf(value: unknown, scale: number): bigint | undefined {
  const [, sign, whole = '', fraction = ''] = DECIMAL.exec(String(value)) ?? [];
  if (sign === undefined || fraction.length > scale) return undefined;
  const units = BigInt(sign + whole + fraction.padEnd(scale, '0'));
  return units > MAX_UNITS || units < -MAX_UNITS ? undefined : units;
}

/** An exact number with a fixed number of decimals, stored in units of the last one: comparisons of `numeric` would lose indexes. */
export const decimal: FieldKind = {
  name: 'decimal',
  columns: [{ suffix: '', type: 'bigint' }],
  output: () => () => DecimalScalar,
  inputType: () => 'Decimal',
  operators: ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'between', 'isNull'],
  orderable: true,
  grouping: 'value',
  measures: ['countDistinct', 'min', 'max'],
  accept: (value, field, path) => {
    const scale = scaleOf(field);
    const units = unitsOf(value, scale);
    if (units === undefined)
      reject(path, `must be a decimal number with at most ${scale} decimals, for example "12.5".`);
    const [least, most] = [field.min, field.max].map((bound) =>
      bound === undefined ? undefined : unitsOf(bound, scale),
    );
    if (least !== undefined && units < least) reject(path, `must be at least ${field.min}.`);
    if (most !== undefined && units > most) reject(path, `must be at most ${field.max}.`);
    return [units.toString()];
  },
  comparable: (value, field, path) => {
    const units = unitsOf(value, scaleOf(field));
    if (units === undefined) reject(path, `must be a decimal number with at most ${field.scale} decimals.`);
    return [units.toString()];
  },
  show: ([units], field) => (units == null ? null : formatUnits(BigInt(String(units)), scaleOf(field))),
  json: {
    shape: 'scalar',
    sql: ([column], field) => `'"'||round(${column}::numeric / 1${'0'.repeat(scaleOf(field))}, ${scaleOf(field)})||'"'`,
  },
};

function formatUnits(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const sign = units < 0n ? '-' : '';
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
