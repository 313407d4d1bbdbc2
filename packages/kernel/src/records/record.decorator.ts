import 'reflect-metadata';
import { ObjectType } from 'type-graphql';
import { Check, Entity, Index as EntityIndex, Exclusion, PrimaryColumn } from 'typeorm';
import type { Rule } from '../errors/index.ts';
import { checksOf } from './checks.ts';
import { exclusionsOf } from './exclusions.ts';
import { declareField, takeDeclarations } from './field.decorators.ts';
import { id, instant, int, secret } from './kinds/index.ts';
import { camelCase, constantCase, snakeCase } from './naming.ts';
import type {
  Combine,
  Condition,
  Field,
  Grant,
  Index,
  IndexColumn,
  LifeCycle,
  Merging,
  Ownership,
  PublicValues,
  RecordClass,
  RecordType,
  Reference,
  TimelineEntry,
  Window,
} from './record-type.ts';
import { registerRecordType } from './registry.ts';
import type { Search, SearchWay } from './search/searched-field.ts';
import { isSystemField } from './system-fields.ts';

/** Columns of an index: field names, `-` before a descending one. */
export type IndexFields = readonly string[];

export interface SearchOptions {
  /** How each is searched, by field name; several ways for what may be of several sorts. */
  readonly fields: Readonly<Record<string, SearchWay | readonly SearchWay[]>>;
  /** Reference to the record that is found by these values; the record itself when absent. It needs an `inverse`. */
  readonly of?: string;
}

export interface RecordOptions {
  /** Two to four lower-case letters that begin every id of this type. */
  readonly prefix: string;
  readonly description: string;
  /** Name of its list; the type's name with an `s` when absent. */
  readonly plural?: string;
  /** Name of its table; the type's name in snake case when absent. */
  readonly table?: string;
  readonly ownership?: Ownership;
  /** Which of its records are for everybody: `{ audience: 'PUBLIC' }`. The row scope `public` reaches them and no others. */
  readonly publicWhere?: PublicValues;
  /**
   * Timelines in which its records stand, each of a record that they refer to. `[{ of: 'customer', at: 'occurredAt' }]`
   * makes them entries of `Customer.timeline`, and needs the index `['customerId', '-occurredAt', '-id']`.
   */
  readonly timelines?: readonly TimelineEntry[];
  /**
   * Reference to the record that took the place of this one. Lists and aggregates show the records that have none;
   * the others are reached by id and by relations.
   */
  readonly supersededBy?: string;
  /** Indexes besides those that orders and the primary key bring. They serve filters and row scopes. */
  readonly indexes?: readonly IndexFields[];
  /**
   * Values that live records may not share; with `when`, only among the records that it fits. A soft-deleted record does
   * not count. With `rule`, a second one is refused as breaking it.
   */
  readonly unique?: readonly (
    | IndexFields
    | { readonly fields: IndexFields; readonly when?: Condition; readonly rule?: Rule }
  )[];
  /** Times during which records hold. */
  readonly windows?: readonly WindowOptions[];
  readonly lifeCycle?: LifeCycleOptions;
  /** Fields by which records are found in a search. Text fields only. */
  readonly search?: SearchOptions;
  /** Two of its records can be merged. A merge moves every record that refers to the merged one, of whatever type. */
  readonly merging?: Merging;
  /** Its records are the merges of this type: each refers to the `survivor` and to the `merged` one, and has the instant `unmergedAt`. */
  readonly mergesOf?: () => RecordClass;
  /** What a merge does with two of its records: with those that are merged, or that cannot stand beside each other when what they refer to is. */
  readonly combine?: Combine;
  /** What the built-in roles may do, by role key. `admin` may do everything and needs no grant. */
  readonly grants: Readonly<Record<string, Grant>>;
  /** Whether tenants can add fields of their own to it, over the API. */
  readonly extensible?: true;
  /** Standard mutations offered in GraphQL; all three when absent. */
  readonly commands?: RecordType['commands'];
}

export interface WindowOptions {
  /** Field with the first instant or day; open when it is missing. */
  readonly from: string;
  /** Field with the first instant or day on which it no longer holds. */
  readonly until: string;
  /** Records that agree in the fields `by` may not hold at the same time, as far as `when` fits them. */
  readonly exclusive?: { readonly by: readonly string[]; readonly when?: Condition; readonly rule?: Rule };
}

export interface TransitionOptions {
  readonly description: string;
  readonly from: readonly string[];
  readonly to: string;
  /** Fields that may be given with it, also such as no other input may name. */
  readonly takes?: readonly string[];
  /** Fields that must be given with it. */
  readonly requires?: readonly string[];
  /** Only code of the plugin takes it: there is no mutation for it, and no automation names it. */
  readonly byCode?: true;
  /**
   * It gives the record away: afterwards it may lie outside the row scope of whoever took the step. Its mutation answers
   * null then. Without it such a step is refused: nobody writes what he would not find again.
   */
  readonly handsOver?: true;
}

export interface LifeCycleOptions {
  /** The enumeration that holds the state. */
  readonly field: string;
  /** By name: `start` of a record type `Task` is the mutation `startTask`. */
  readonly transitions: Readonly<{ [name: string]: TransitionOptions }>;
}

/** What every record has; its fields are declared by `@Record`. */
export abstract class RecordBase {
  readonly id!: string;
  readonly version!: number;
  readonly createdAt!: string;
  readonly updatedAt!: string;
  readonly deletedAt!: string | null;
}

/**
 * Declares a record type: its table, its GraphQL type with list, filter, order, aggregates and node lookup,
 * its permissions and its documentation. The class body declares the fields.
 */
export function Record(options: RecordOptions) {
  return (recordClass: RecordClass<RecordBase>): void => {
    declareSystemFields(recordClass);
    const { fields: declared, references, referenceLists } = takeDeclarations(recordClass);
    const fields = new Map([...declared].sort(([, a], [, b]) => Number(isSystemField(b)) - Number(isSystemField(a))));
    const type: RecordType = {
      class: recordClass,
      name: recordClass.name,
      plural: options.plural ?? `${camelCase(recordClass.name)}s`,
      table: options.table ?? snakeCase(recordClass.name),
      prefix: options.prefix,
      description: options.description,
      fields,
      references,
      referenceLists,
      extensions: new Map(),
      ownership: options.ownership ?? {},
      ...(options.publicWhere && { publicWhere: options.publicWhere }),
      timelines: options.timelines ?? [],
      ...(options.supersededBy && { supersededBy: successorOf(recordClass.name, references, options.supersededBy) }),
      indexes: indexesOf(options.table ?? snakeCase(recordClass.name), fields, options),
      search: options.search && searchOf(recordClass.name, fields, references, options.search),
      grants: options.grants,
      isExtensible: options.extensible ?? false,
      commands: options.commands ?? ['create', 'update', 'delete'],
      windows: (options.windows ?? []).map((window) =>
        windowOf(options.table ?? snakeCase(recordClass.name), fields, window),
      ),
      ...(options.merging && { merging: options.merging }),
      ...(options.mergesOf && { mergesOf: options.mergesOf }),
      ...(options.combine && { combine: options.combine }),
      ...(options.lifeCycle && { lifeCycle: lifeCycleOf(recordClass.name, fields, options.lifeCycle) }),
    };
    assertSound(type);
    registerRecordType(type);
    declareEntity(type);
    ObjectType(type.name, { description: type.description, simpleResolvers: true })(recordClass);
  };
}

function declareSystemFields(recordClass: RecordClass): void {
  const system = (name: string, field: Pick<Field, 'kind' | 'description'> & Partial<Field>) =>
    declareField(recordClass.prototype, name, { nullable: false, writable: 'never', ...field });
  PrimaryColumn({ name: 'tenant_id', type: 'integer' })(recordClass.prototype, 'tenantId');
  system('id', {
    kind: id,
    description: 'Opaque id; its prefix names the record type.',
    target: () => recordClass,
  });
  system('version', {
    kind: int,
    description: 'Rises by one with every change; give it as `expectedVersion`.',
    filterable: false,
    default: 1,
    databaseDefault: '1',
  });
  system('createdAt', {
    kind: instant,
    description: 'When the record was created.',
    orders: [{ name: 'CREATED_AT' }],
    databaseDefault: 'now()',
  });
  system('updatedAt', {
    kind: instant,
    description: 'When the record was last changed.',
    databaseDefault: 'now()',
  });
  system('deletedAt', {
    kind: instant,
    description: 'When the record was soft-deleted; null while it lives.',
    nullable: true,
    filterable: false,
  });
}

/** Indexes that orders bring, and those that were declared. */
export function declaredIndexes(
  table: string,
  fields: ReadonlyMap<string, Field>,
  { indexes = [], unique = [] }: Pick<RecordOptions, 'indexes' | 'unique'>,
): Index[] {
  const orders = [...fields.values()].flatMap((field) =>
    field.orders.map((order) => {
      const ordered: IndexColumn = {
        column: field.columns[0] ?? '',
        descending: false,
        ...(order.collation && { collation: order.collation }),
      };
      const label = order.name === constantCase(field.name) ? (field.columns[0] ?? '') : order.name.toLowerCase();
      return indexOf(table, [ordered, indexColumn(table, fields, 'id')], label, [field.name]);
    }),
  );
  const plain = indexes.map((specs) => {
    const columns = specs.map((spec) => indexColumn(table, fields, spec));
    return indexOf(table, columns, labelOf(columns), []);
  });
  const exclusive = unique.map((option): Index => {
    const { fields: specs, when, rule } = 'fields' in option ? option : { fields: option };
    const columns = specs.map((spec) => indexColumn(table, fields, spec));
    const index = { ...indexOf(table, columns, labelOf(columns), specs, 'key'), unique: true, ...(rule && { rule }) };
    return when ? { ...index, of: 'some', when } : index;
  });
  return [...orders, ...plain, ...exclusive];
}

function indexesOf(table: string, fields: ReadonlyMap<string, Field>, options: RecordOptions): Index[] {
  const newest = ['createdAt', 'id'].map((name) => indexColumn(table, fields, name));
  // The list of deleted records, newest first.
  const deleted: Index = { ...indexOf(table, newest, 'deleted', []), of: 'deleted' };
  // Those whose place others took are in no list; what looks for all records finds them here.
  const superseded: Index = { ...indexOf(table, newest, 'superseded', []), of: 'superseded' };
  return [...declaredIndexes(table, fields, options), deleted, ...(options.supersededBy ? [superseded] : [])];
}

const labelOf = (columns: readonly IndexColumn[]) => columns.map(({ column }) => column).join('_');

function indexOf(
  table: string,
  columns: readonly IndexColumn[],
  label: string,
  fields: readonly string[],
  suffix: 'idx' | 'key' = 'idx',
): Index {
  return { name: `${table}_${label}_${suffix}`, columns, unique: false, of: 'living', fields };
}

function indexColumn(table: string, fields: ReadonlyMap<string, Field>, spec: string): IndexColumn {
  const descending = spec.startsWith('-');
  const field = fields.get(descending ? spec.slice(1) : spec);
  if (!field) throw new Error(`An index of ${table} names the unknown field ${spec}.`);
  return { column: field.columns[0] ?? '', descending };
}

function named(owner: string, fields: ReadonlyMap<string, Field>, name: string): Field {
  const field = fields.get(name);
  if (!field) throw new Error(`@Record ${owner}: there is no field "${name}".`);
  return field;
}

function successorOf(owner: string, references: ReadonlyMap<string, Reference>, name: string): Reference {
  const reference = references.get(name);
  if (!reference) throw new Error(`@Record ${owner}: supersededBy names "${name}", which is not a reference.`);
  return reference;
}

function windowOf(
  table: string,
  fields: ReadonlyMap<string, Field>,
  { from, until, exclusive }: WindowOptions,
): Window {
  return {
    from: named(table, fields, from),
    until: named(table, fields, until),
    ...(exclusive && {
      exclusive: {
        name: `${table}_${exclusive.by.map((name) => snakeCase(name)).join('_')}_window`,
        by: exclusive.by.map((name) => named(table, fields, name)),
        when: exclusive.when ?? {},
        ...(exclusive.rule && { rule: exclusive.rule }),
      },
    }),
  };
}

function lifeCycleOf(owner: string, fields: ReadonlyMap<string, Field>, options: LifeCycleOptions): LifeCycle {
  const field = named(owner, fields, options.field);
  const states = field.enumeration?.values ?? [];
  if (field.writable === 'always')
    throw new Error(`@Record ${owner}: ${field.name} changes by transitions only, so it cannot be writable always.`);
  const transitions = Object.entries(options.transitions).map(
    ([name, { takes = [], requires = [], byCode = false, handsOver = false, ...transition }]) => {
      const unknown = [...transition.from, transition.to].find((state) => !states.includes(state));
      if (unknown !== undefined) throw new Error(`@Record ${owner}: ${name} names the unknown state "${unknown}".`);
      const fieldsOf = (names: readonly string[]) => names.map((each) => named(owner, fields, each));
      return [
        name,
        { ...transition, name, byCode, handsOver, takes: fieldsOf(takes), requires: fieldsOf(requires) },
      ] as const;
    },
  );
  return { field, transitions: new Map(transitions) };
}

function searchOf(
  name: string,
  fields: ReadonlyMap<string, Field>,
  references: ReadonlyMap<string, Reference>,
  { fields: searched, of }: SearchOptions,
): Search {
  const reference = of === undefined ? undefined : references.get(of);
  if (of !== undefined && !reference?.inverse)
    throw new Error(`@Record ${name}: \`search.of\` names "${of}", which is no reference with an inverse.`);
  const ways = Object.entries(searched).map(([fieldName, way]) => {
    const field = fields.get(fieldName);
    if (field?.kind.columns[0]?.type !== 'text' || field.enumeration || field.kind === secret)
      throw new Error(`@Record ${name}: \`search\` names "${fieldName}", which is no text field.`);
    return [field, typeof way === 'string' ? [way] : way] as const;
  });
  return { fields: new Map(ways), of: reference };
}

/** Tells TypeORM what it can hold; indexes carry sort directions that it cannot write, so it leaves them alone. */
function declareEntity(type: RecordType): void {
  Entity({ name: type.table })(type.class);
  for (const { name, expression } of checksOf(type)) Check(name, expression)(type.class);
  for (const { name, expression } of exclusionsOf(type)) Exclusion(name, expression)(type.class);
  for (const { name } of [...type.indexes, ...exclusionsOf(type)])
    EntityIndex(name, { synchronize: false })(type.class);
}

function assertSound(type: RecordType): void {
  const fail = (problem: string): never => {
    throw new Error(`@Record ${type.name}: ${problem}`);
  };
  if (!/^[a-z]{2,4}$/.test(type.prefix)) fail(`the prefix "${type.prefix}" must be two to four lower-case letters.`);
  const names = [...type.fields.keys(), ...type.references.keys(), ...type.referenceLists.keys()];
  for (const name of names) {
    if (names.indexOf(name) !== names.lastIndexOf(name)) fail(`the name "${name}" is declared twice.`);
    if (!/^[a-z][A-Za-z0-9]*$/.test(name)) fail(`the name "${name}" must be in camel case.`);
  }
  if (names.includes('search')) fail('the name "search" is taken by the filter.');
  for (const member of Object.values(type.ownership).flat()) {
    if (!type.references.has(member)) fail(`ownership names "${member}", which is not a reference.`);
  }
  for (const name of Object.keys(type.publicWhere ?? {})) {
    if (!type.fields.has(name)) fail(`publicWhere names "${name}", which is not a field.`);
  }
  for (const { of, at } of type.timelines) {
    if (!type.references.has(of)) fail(`a timeline names "${of}", which is not a reference.`);
    const moment = type.fields.get(at);
    if (moment?.kind !== instant || moment.nullable)
      fail(`a timeline names "${at}", which is not an instant that every record has.`);
  }
  const into = type.merging && type.references.get(type.merging.into);
  if (type.merging && (into?.target() !== type.class || !type.fields.get(into.field)?.nullable))
    fail(`merging names "${type.merging.into}", which is not a reference to its own type that may be missing.`);
  const named = [...type.indexes, ...type.windows.flatMap(({ exclusive }) => exclusive ?? [])];
  for (const { name } of named) {
    if (name.length > 63) fail(`the index name ${name} is longer than the 63 bytes of Postgres.`);
  }
}
