import currencyCodes from 'currency-codes';
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { Field as GraphQLField, InputType, ObjectType } from 'type-graphql';
import { comparisons, type FieldKind } from '../field-kind.ts';
import { reject } from './reject.ts';

/** Largest magnitude of a `bigint` column. */
const MAX_MINOR = 2n ** 63n - 1n;
const DEFAULT_DIGITS = 2;
const AMOUNT = /^-?\d{1,19}(?:\.(\d{1,6}))?$/;

const digitsByCurrency = new Map(currencyCodes.data.map((currency) => [currency.code, currency.digits]));

/** Digits after the point of a currency's minor unit, by ISO 4217. */
export function minorUnitDigits(currency: string): number | undefined {
  return digitsByCurrency.get(currency);
}

/** Writes minor units as a decimal, as `money_text` does in the database. */
export function formatMinor(minor: bigint, currency: string): string {
  const digits = minorUnitDigits(currency) ?? DEFAULT_DIGITS;
  const magnitude = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const whole = magnitude.slice(0, magnitude.length - digits);
  const sign = minor < 0n ? '-' : '';
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${magnitude.slice(-digits)}`;
}

/** Reads an amount: a decimal text in major units, or an integer in minor units. */
export function parseMinor(amount: unknown, currency: string, path: string): bigint {
  const digits = minorUnitDigits(currency);
  if (digits === undefined) reject(`${path}.currency`, 'must be a currency code of ISO 4217, for example TWD.');
  if (typeof amount === 'number' && Number.isSafeInteger(amount)) return BigInt(amount);
  const match = typeof amount === 'string' ? AMOUNT.exec(amount) : null;
  if (!match) reject(`${path}.amount`, 'must be a decimal text such as "12.50", or a whole number of minor units.');
  const fraction = match[1] ?? '';
  if (fraction.length > digits) reject(`${path}.amount`, `has more than the ${digits} decimals of ${currency}.`);
  const minor = BigInt(match[0].replace('.', '') + '0'.repeat(digits - fraction.length));
  if (minor > MAX_MINOR || minor < -MAX_MINOR) reject(`${path}.amount`, 'is too large.');
  return minor;
}

export const MoneyAmountScalar = new GraphQLScalarType<string | number, string>({
  name: 'MoneyAmount',
  description:
    'An exact amount. Answers are decimal text in major units (`"12.50"`). Inputs are such a text, or a whole number of minor units (`1250`).',
  serialize: (value) => String(value),
  parseValue: (value) => {
    if (typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value))) return value;
    throw new GraphQLError('MoneyAmount must be a decimal text or a whole number of minor units, never a fraction.');
  },
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return node.value;
    if (node.kind === Kind.INT && Number.isSafeInteger(Number(node.value))) return Number(node.value);
    throw new GraphQLError('MoneyAmount must be a decimal text or a whole number of minor units, never a fraction.', {
      nodes: node,
    });
  },
});

@ObjectType('Money', { description: 'An exact amount in one currency.', simpleResolvers: true })
export class Money {
  @GraphQLField(() => MoneyAmountScalar, {
    description: 'Decimal text in major units, with all decimals of the currency.',
  })
  amount!: string;

  @GraphQLField(() => String, { description: 'Currency code of ISO 4217, for example `TWD`.' })
  currency!: string;
}

@InputType('MoneyInput', { description: 'An exact amount in one currency.' })
export class MoneyInput {
  @GraphQLField(() => MoneyAmountScalar, {
    description: 'Decimal text in major units, or a whole number of minor units.',
  })
  amount!: string | number;

  @GraphQLField(() => String, { description: 'Currency code of ISO 4217, for example `TWD`.' })
  currency!: string;
}

/** An amount of minor units with its currency. Comparisons and sums never mix currencies. */
export const money: FieldKind = {
  name: 'money',
  columns: [
    { suffix: '_amount', type: 'bigint' },
    { suffix: '_currency', type: 'text', collation: 'C' },
  ],
  output: () => () => Money,
  inputType: () => 'MoneyInput',
  inputClass: () => MoneyInput,
  operators: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'isNull'],
  orderable: false,
  grouping: 'none',
  measures: ['sum', 'avg', 'min', 'max'],
  accept: (value, _field, path) => {
    const { amount, currency } = value as MoneyInput;
    return [parseMinor(amount, currency, path).toString(), currency];
  },
  comparable: (value, field, path, context) => money.accept(value, field, path, context),
  // Amounts compare within their currency only.
  compare: (operator, [amount, currency], [minor, code]) => {
    if (operator === 'ne') return `(${amount} = ${minor} and ${currency} = ${code}) is not true`;
    return `${currency} = ${code} and ${amount} ${comparisons[operator]} ${minor}`;
  },
  show: ([minor, currency]) =>
    minor == null ? null : { amount: formatMinor(BigInt(String(minor)), String(currency)), currency },
  json: {
    shape: 'composite',
    type: 'Money',
    parts: {
      amount: ([amount, currency]) => `'"'||money_text(${amount}, ${currency})||'"'`,
      currency: ([, currency]) => `'"'||${currency}||'"'`,
    },
  },
};
