import type { Field } from './record-type.ts';

/** One database column of a field. Most fields have one; money has an amount and a currency. */
export interface ColumnShape {
  /** Appended to the field's column name; empty for single-column kinds. */
  readonly suffix: string;
  /** Comparisons of all of these but jsonb are leakproof, so that row-level security keeps using indexes; jsonb is never compared. */
  readonly type: 'text' | 'integer' | 'bigint' | 'boolean' | 'uuid' | 'date' | 'timestamptz(3)' | 'jsonb';
  readonly collation?: string;
}

export const leafOperators = [
  'eq',
  'ne',
  'in',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'isNull',
  'contains',
  'startsWith',
  'endsWith',
  'containsAny',
] as const;
export type LeafOperator = (typeof leafOperators)[number];

/** Operators that SQL has under the same meaning. */
export const comparisons: Partial<Record<LeafOperator, string>> = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' };

export const measures = ['countDistinct', 'sum', 'avg', 'min', 'max'] as const;
export type Measure = (typeof measures)[number];

/** What validation may know besides the value itself. */
export interface InputContext {
  /** ISO 3166 code: the country of phone numbers written without one. */
  readonly defaultCountry: string | undefined;
  /** Encrypts a value of the field; where there are no secrets it is missing. */
  readonly conceal?: (text: string, field: Field) => string;
}

/** A type that type-graphql takes in `@Field(() => ...)`. */
export type OutputType = () => unknown;

/** What all fields of one sort have in common: columns, GraphQL types, operators, validation, JSON. */
export interface FieldKind {
  readonly name: string;
  readonly columns: readonly ColumnShape[];
  /** Type of the field in type-graphql terms. */
  readonly output: (field: Field) => OutputType;
  /** What it shows says itself whether there is a value, so something is always shown. */
  readonly isAlwaysShown?: true;
  /** Name of the GraphQL type that create, update and filter inputs take for a value. */
  readonly inputType: (field: Field) => string;
  /** type-graphql class of that type, where it is an input object. */
  readonly inputClass?: (field: Field) => object;
  /** Operators of its filter; none when the field cannot be filtered. */
  readonly operators: readonly LeafOperator[];
  readonly orderable: boolean;
  /** `time` groups take a bucket and a time zone. */
  readonly grouping: 'value' | 'time' | 'none';
  readonly measures: readonly Measure[];
  /** Of a number that is kept in smaller units, such as hundredths: how many make one. */
  readonly unitsPerOne?: number;
  /** Validates and normalises one input value into its columns' values; throws INPUT_INVALID naming `path`. */
  readonly accept: (value: unknown, field: Field, path: string, context: InputContext) => readonly unknown[];
  /** Brings a filter's value to the form of the columns. More lenient than `accept`: whatever cannot be stored matches nothing. */
  readonly comparable: (value: unknown, field: Field, path: string, context: InputContext) => readonly unknown[];
  /** Condition of a filter on columns that are not compared one by one; `parameters` stand for the comparable value. */
  readonly compare?: (operator: LeafOperator, columns: readonly string[], parameters: readonly string[]) => string;
  /** Turns stored values back into what the API shows, for audit entries and events. */
  readonly show: (values: readonly unknown[], field: Field) => unknown;
  readonly json: ScalarJson | CompositeJson | EmbeddedJson;
}

/** A leaf: one SQL expression yields its JSON text. `columns` are qualified and never null. */
export interface ScalarJson {
  readonly shape: 'scalar';
  readonly sql: (columns: readonly string[], field: Field) => string;
}

/** An object of leaves whose parts are selected one by one. */
export interface CompositeJson {
  readonly shape: 'composite';
  /** Name of its GraphQL type. */
  readonly type: string;
  readonly parts: Readonly<Record<string, (columns: readonly string[]) => string>>;
}

/** A JSON document that GraphQL resolvers walk by property name. */
export interface EmbeddedJson {
  readonly shape: 'embedded';
}
