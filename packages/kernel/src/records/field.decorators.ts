import { StoredFile, StoredFileInput } from '../files/stored-file.ts';
import 'reflect-metadata';
import { Field as GraphQLField } from 'type-graphql';
import { Column, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { FieldKind } from './field-kind.ts';
import * as kinds from './kinds/index.ts';
import { constantCase, snakeCase } from './naming.ts';
import type {
  EmbeddedTypes,
  Field,
  NamedOrder,
  RecordClass,
  Reference,
  ReferenceList,
  Writable,
} from './record-type.ts';

/** A record class in a property's type. An alias, so that two classes may refer to each other. */
export type Ref<Target> = Target;

export interface FieldOptions {
  readonly description: string;
  /** May be missing. A required field must be given when the record is created, unless it has a default. */
  readonly nullable?: boolean;
  readonly writable?: Writable;
  /** False keeps it out of filters. */
  readonly filter?: boolean;
  /** Offers it in `orderBy`, with an index of its own; a list offers several named orders. */
  readonly order?: boolean | readonly NamedOrder[];
  readonly default?: unknown;
}

export interface TextOptions extends FieldOptions {
  /** In characters. */
  readonly maxLength: number;
}

export interface IntOptions extends FieldOptions {
  readonly min?: number;
  readonly max?: number;
}

export interface DecimalOptions extends IntOptions {
  /** Decimals: 0 to 9. */
  readonly scale: number;
}

export interface SecretOptions extends Pick<FieldOptions, 'description' | 'writable'> {
  /** In characters; 4,000 when absent. */
  readonly maxLength?: number;
}

interface Declarations {
  readonly fields: Map<string, Field>;
  readonly references: Map<string, Reference>;
  readonly referenceLists: Map<string, ReferenceList>;
}

const declarations = new WeakMap<object, Declarations>();

function declarationsOf(prototype: object): Declarations {
  let found = declarations.get(prototype);
  if (!found) {
    found = { fields: new Map(), references: new Map(), referenceLists: new Map() };
    declarations.set(prototype, found);
  }
  return found;
}

export function takeDeclarations(recordClass: RecordClass): Declarations {
  return declarationsOf(recordClass.prototype as object);
}

type FieldDeclaration = Pick<Field, 'kind' | 'description' | 'nullable' | 'writable'> & Partial<Field>;

/** Registers a field with the record layer, with TypeORM and with type-graphql. */
export function declareField(prototype: object, name: string, declaration: FieldDeclaration): void {
  const { kind } = declaration;
  const column = snakeCase(name);
  const field: Field = {
    filterable: kind.operators.length > 0,
    orders: [],
    ...declaration,
    name,
    columns: kind.columns.map(({ suffix }) => column + suffix),
  };
  declarationsOf(prototype).fields.set(name, field);
  for (const [position, shape] of kind.columns.entries()) {
    const [type, precision] = shape.type === 'timestamptz(3)' ? (['timestamptz', 3] as const) : ([shape.type] as const);
    const options = {
      name: field.columns[position] ?? '',
      type,
      nullable: field.nullable,
      ...(precision && { precision }),
      ...(shape.collation && { collation: shape.collation }),
      ...(field.databaseDefault && { default: columnDefault(field.databaseDefault) }),
    };
    if (name === 'id') PrimaryColumn({ name: options.name, type })(prototype, name);
    else Column(options)(prototype, position === 0 ? name : name + shape.suffix);
  }
  GraphQLField(kind.output(field) as () => never, {
    nullable: field.nullable && !kind.isAlwaysShown,
    description: field.description,
    simple: true,
  })(prototype, name);
}

/** TypeORM compares numbers as numbers and everything else as expressions. */
function columnDefault(expression: string): number | (() => string) {
  return /^\d+$/.test(expression) ? Number(expression) : () => expression;
}

function fieldDecorator(kind: FieldKind, options: FieldOptions, extra: Partial<Field> = {}): PropertyDecorator {
  return (prototype, key) => {
    const name = String(key);
    const { description, nullable = false, writable = 'always', filter = true, order = false } = options;
    if (order !== false && !kind.orderable)
      throw new Error(`The field ${name} cannot be sorted: ${kind.name} has no order.`);
    declareField(prototype, name, {
      kind,
      description,
      nullable,
      writable,
      filterable: filter && kind.operators.length > 0,
      orders: order === true ? [{ name: constantCase(name) }] : order === false ? [] : order,
      ...(options.default !== undefined && { default: options.default }),
      ...extra,
    });
  };
}

interface FileOptions extends Pick<FieldOptions, 'description' | 'nullable'> {
  readonly maxBytes: number;
}

/** Declares a field of a record type, one decorator per kind of value. */
export const field = {
  /** One line of text. */
  text: ({ maxLength, ...options }: TextOptions) => fieldDecorator(kinds.text, options, { maxLength }),
  /** Text with line breaks; not sortable. */
  longText: ({ maxLength, ...options }: TextOptions) => fieldDecorator(kinds.longText, options, { maxLength }),
  /** A short list of one-line texts, each of at most `maxLength` characters. */
  texts: ({ maxLength, ...options }: TextOptions) => fieldDecorator(kinds.texts, options, { maxLength }),
  /** An e-mail address, normalised to lower case. */
  email: (options: FieldOptions) => fieldDecorator(kinds.email, options),
  /** A telephone number, normalised to E.164. */
  phone: (options: FieldOptions) => fieldDecorator(kinds.phone, options),
  /** A whole number of 32 bits. */
  int: ({ min, max, ...options }: IntOptions) =>
    fieldDecorator(kinds.int, options, { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }),
  /** An exact number with `scale` decimals. */
  decimal: ({ scale, min, max, ...options }: DecimalOptions) =>
    fieldDecorator(kinds.decimal, options, {
      scale,
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
    }),
  /** A number with at most two decimals. */
  points: (options: FieldOptions) => fieldDecorator(kinds.points, options),
  boolean: (options: FieldOptions) => fieldDecorator(kinds.boolean, options),
  /** An exact amount in one currency, in minor units. */
  money: (options: FieldOptions) => fieldDecorator(kinds.money, options),
  /** A moment in time, in milliseconds. */
  instant: (options: FieldOptions) => fieldDecorator(kinds.instant, options),
  /** A calendar day. */
  date: (options: FieldOptions) => fieldDecorator(kinds.date, options),
  /** A calendar day that is not in the future: a birth, a founding. */
  pastDate: (options: FieldOptions) => fieldDecorator(kinds.pastDate, options),
  /** One of the values of an `enumeration()`. */
  enum: (values: object, options: FieldOptions) =>
    fieldDecorator(kinds.enumerated(values), options, { enumeration: kinds.enumerationTypeOf(values) }),
  /** Several values of an `enumeration()`. */
  enums: (values: object, options: FieldOptions) => fieldDecorator(kinds.enums(values), options),
  /** A text that is encrypted where it lies; the API takes it, and tells only whether it is set. It may always be missing. */
  secret: ({ maxLength, ...options }: SecretOptions) =>
    fieldDecorator(kinds.secret, { ...options, nullable: true }, { ...(maxLength !== undefined && { maxLength }) }),
  /** A small JSON document of no declared shape, read and written whole. */
  json: (options: FieldOptions) => fieldDecorator(kinds.json, options),
  /**
   * A file of at most `maxBytes`, in the store of files. Records come to be by `POST /files/<record type>` with its bytes,
   * and `GET /files/<id>` brings them to whoever may read the record. One per record type.
   */
  file: ({ maxBytes, ...options }: FileOptions) =>
    fieldDecorator(
      kinds.embedded,
      { ...options, writable: 'never' },
      {
        file: { maxBytes },
        embedded: { output: StoredFile, input: StoredFileInput, inputName: 'StoredFileInput', list: false },
      },
    ),
  /** A small JSON document of declared classes, read and written whole. */
  embedded: (types: EmbeddedTypes, options: FieldOptions) =>
    fieldDecorator(kinds.embedded, options, { embedded: types }),
};

export interface ReferenceOptions extends Omit<FieldOptions, 'order'> {
  /** Of users: a record created without it refers to the user who creates it. */
  readonly orActor?: true;
  /** Gives the other record type a list of the records that refer to it. */
  readonly inverse?: { readonly name: string; readonly description: string };
  /** Says what was, not what is: when the record that it refers to is merged into another, it stays. */
  readonly staysOnMerge?: boolean;
}

/**
 * Declares a to-one relation: the object `<name>` and the field `<name>Id` that holds the other record's id.
 * The other record must be in sight of whoever sets it.
 */
export function belongsTo(
  target: () => RecordClass,
  { inverse, orActor, staysOnMerge = false, ...options }: ReferenceOptions,
): PropertyDecorator {
  return (prototype, key) => {
    const name = String(key);
    const fieldName = `${name}Id`;
    fieldDecorator(
      kinds.id,
      { ...options, description: `Id of: ${options.description}` },
      { target, ...(orActor && { orActor }) },
    )(prototype, fieldName);
    declarationsOf(prototype).references.set(name, {
      name,
      field: fieldName,
      target,
      description: options.description,
      ...(inverse && { inverse }),
      staysOnMerge,
    });
    ManyToOne(() => target(), { nullable: options.nullable ?? false, onDelete: 'NO ACTION' })(prototype, name);
    JoinColumn([
      {
        name: 'tenant_id',
        referencedColumnName: 'tenantId',
        foreignKeyConstraintName: foreignKeyName(prototype, fieldName),
      },
      { name: snakeCase(fieldName), referencedColumnName: 'id' },
    ])(prototype, name);
  };
}

export interface ReferenceListOptions extends Pick<FieldOptions, 'description' | 'writable'> {
  /** How many there may be: 20, or up to 100. */
  readonly max?: number;
  /** Says what was, not what is: when a record that it refers to is merged into another, it stays. */
  readonly staysOnMerge?: boolean;
}

const DEFAULT_REFS = 20;

/**
 * Declares an ordered list of relations: `tools` are the records, and `toolIds` the field that holds their ids. All of
 * them must be in sight of whoever adds them. There is no list on the other side: filter by `containsAny`.
 */
export function refersToMany(
  target: () => RecordClass,
  { max = DEFAULT_REFS, staysOnMerge = false, description, ...options }: ReferenceListOptions,
): PropertyDecorator {
  return (prototype, key) => {
    const name = String(key);
    if (max < 1 || max > kinds.MAX_REFS)
      throw new Error(`The list ${name} may refer to 1 to ${kinds.MAX_REFS} records.`);
    const fieldName = `${name.replace(/ies$/, 'y').replace(/s$/, '')}Ids`;
    fieldDecorator(
      kinds.refs,
      { ...options, nullable: true, description: `Ids, in their order, of: ${description}` },
      { target, max },
    )(prototype, fieldName);
    declarationsOf(prototype).referenceLists.set(name, { name, field: fieldName, target, description, staysOnMerge });
  };
}

export function foreignKeyName(prototype: object, fieldName: string): string {
  return `${snakeCase(prototype.constructor.name)}_${snakeCase(fieldName)}_fkey`;
}
