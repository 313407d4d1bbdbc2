import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import type { FieldKind } from '../field-kind.ts';
import { reject } from './reject.ts';

const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:[Zz]|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Where the day begins first, in milliseconds before UTC. */
const FURTHEST_ZONE_MS = 14 * 3_600_000;

/** Last year that ISO 8601 writes with four digits. */
export const LAST_YEAR = 9999;

/** True when year, month and day name a day of the Gregorian calendar; `Date` alone would roll over. */
function isCalendarDay(year: number, month: number, day: number): boolean {
  if (year < 1) return false;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

export function isInstant(value: string): boolean {
  const match = INSTANT.exec(value);
  if (!match) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (!isCalendarDay(year, month, day) || hour >= 24 || minute >= 60 || second >= 60) return false;
  // The offset may carry an instant out of the years that four digits can write.
  const yearInUtc = new Date(normalised(value)).getUTCFullYear();
  return yearInUtc >= 1 && yearInUtc <= LAST_YEAR;
}

/** The form that JavaScript and Postgres both read. */
function normalised(value: string): string {
  return value.toUpperCase().replace(' ', 'T');
}

export function isDate(value: string): boolean {
  const match = DATE.exec(value);
  return match !== null && isCalendarDay(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** A scalar of checked strings: what the database wrote goes out as it is. */
function stringScalar(name: string, description: string, accepts: (value: string) => boolean, rule: string) {
  const check = (value: unknown, node?: ValueNode): string => {
    if (typeof value === 'string' && accepts(value)) return value;
    throw new GraphQLError(`${name} must be ${rule}.`, node ? { nodes: node } : {});
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: (value) => String(value),
    parseValue: (value) => check(value),
    parseLiteral: (node) => check(node.kind === Kind.STRING ? node.value : undefined, node),
  });
}

export const DateTimeScalar = stringScalar(
  'DateTime',
  'An instant as ISO 8601 text with a zone, for example `2026-03-01T09:30:00Z`. Answers are in UTC with up to milliseconds.',
  isInstant,
  'an existing instant in ISO 8601 with a zone, for example 2026-03-01T09:30:00Z',
);

export const DateScalar = stringScalar(
  'Date',
  'A calendar day without a time, for example `2026-03-01`.',
  isDate,
  'an existing day written as YYYY-MM-DD',
);

/** An instant as Postgres' `to_json` writes it in UTC: milliseconds without trailing zeros. */
function instantText(value: unknown): string {
  const instant = value instanceof Date ? value : new Date(String(value));
  return `${instant.toISOString().replace(/\.?0*Z$/, '')}+00:00`;
}

const timeKind = (
  name: string,
  type: 'date' | 'timestamptz(3)',
  scalar: GraphQLScalarType,
  accepts: (value: string) => boolean,
  toStored: (value: string) => string,
): FieldKind => ({
  name,
  columns: [{ suffix: '', type }],
  output: () => () => scalar,
  inputType: () => scalar.name,
  operators: ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'between', 'isNull'],
  orderable: true,
  grouping: 'time',
  measures: ['min', 'max'],
  accept: (value, _field, path) => {
    if (typeof value !== 'string' || !accepts(value))
      reject(path, `must be a ${scalar.name} that exists in the calendar.`);
    return [toStored(value)];
  },
  comparable: (value) => [value],
  show: ([value]) => (type === 'date' || value == null ? value : instantText(value)),
  json: { shape: 'scalar', sql: ([column]) => `to_json(${column})` },
});

/** A moment, the same everywhere. Kept to the millisecond; what is finer is cut off. */
export const instant = timeKind('instant', 'timestamptz(3)', DateTimeScalar, isInstant, (value) =>
  new Date(normalised(value)).toISOString(),
);
/** A calendar day. */
export const date = timeKind('date', 'date', DateScalar, isDate, (value) => value);

/** A calendar day that has begun somewhere on earth: a birth, a founding. */
export const pastDate: FieldKind = {
  ...date,
  accept: (value, field, path, context) => {
    const [day] = date.accept(value, field, path, context);
    const latest = new Date(Date.now() + FURTHEST_ZONE_MS).toISOString().slice(0, 10);
    if (String(day) > latest) reject(path, 'must not lie in the future.');
    return [day];
  },
};
