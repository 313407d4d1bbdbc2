import type { Rule } from '../errors/index.ts';
import type { FileRules } from '../files/stored-file.ts';
import type { FieldKind } from './field-kind.ts';
import type { Search } from './search/searched-field.ts';

// biome-ignore lint/suspicious/noExplicitAny: a class of unknown constructor arguments has no other type in TypeScript.
export type RecordClass<Row extends object = object> = abstract new (...args: any[]) => Row;

/** When a field may be given in an input. */
export type Writable = 'always' | 'create' | 'never';

export interface NamedOrder {
  /** Value of the order enum, for example `NAME_STROKE`. */
  readonly name: string;
  /** Collation of the order and of its index; the column's own when absent. */
  readonly collation?: string;
}

/** A stored value of a record type. */
export interface Field {
  readonly name: string;
  /** Column names, one per column of its kind. */
  readonly columns: readonly string[];
  readonly kind: FieldKind;
  readonly description: string;
  readonly nullable: boolean;
  readonly writable: Writable;
  readonly filterable: boolean;
  readonly orders: readonly NamedOrder[];
  /** Longest text in characters; texts only. */
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  /** Decimals of a decimal number. */
  readonly scale?: number;
  /** Texts of which the value is one. */
  readonly choices?: readonly string[];
  /** A record created without it refers to the user who creates it. */
  readonly orActor?: true;
  /** Value given to a record created without one. */
  readonly default?: unknown;
  /** Expression that the database gives a row written without it. */
  readonly databaseDefault?: string;
  readonly enumeration?: EnumerationType;
  /** Record type that the id refers to; reference fields only. */
  readonly target?: () => RecordClass;
  /** What files it takes; fields that hold one only. */
  readonly file?: FileRules;
  /** Classes of a JSON document; embedded fields only. */
  readonly embedded?: EmbeddedTypes;
  /** Fields whose values it tells: whoever may not read one of them may not read it. */
  readonly tells?: () => readonly ToldFields[];
  /** Where it stands when a plugin added it to records of another one. */
  readonly extension?: { readonly key: string /** Its name in the object of the plugin. */; readonly name: string };
}

export interface ToldFields {
  readonly record: () => RecordClass;
  /** Names of fields. */
  readonly fields: readonly string[];
}

export interface EnumerationType {
  readonly name: string;
  readonly values: readonly string[];
}

export interface EmbeddedTypes {
  readonly output: object;
  readonly input: object;
  readonly inputName: string;
  readonly list: boolean;
}

/** To-one: this record holds the other's id. */
export interface Reference {
  readonly name: string;
  /** Name of the field that holds the id. */
  readonly field: string;
  readonly target: () => RecordClass;
  readonly description: string;
  /** How the other record type shows the records that refer to it. */
  readonly inverse?: { readonly name: string; readonly description: string };
  /** Says what was, not what is: a merge of the records that it refers to leaves it alone. */
  readonly staysOnMerge: boolean;
}

/** An ordered list of records of one type to which this record refers. */
export interface ReferenceList {
  readonly name: string;
  /** Name of the field that holds the ids. */
  readonly field: string;
  readonly target: () => RecordClass;
  readonly description: string;
  /** Says what was, not what is: a merge of the records that it refers to leaves it alone. */
  readonly staysOnMerge: boolean;
}

/** To-many: the records of another type that refer to this one. */
export interface Collection {
  readonly name: string;
  readonly description: string;
  /** The type of the records. */
  readonly target: RecordType;
  /** Their field that holds this record's id. */
  readonly field: Field;
}

/** Whose record it is: what the row scopes `own`, `team` and `territory` compare. */
export interface Ownership {
  /** Reference to the user who is accountable; several where the record belongs to each of them, and to the first unless it is said. */
  readonly owner?: string | readonly string[];
  /** Reference to the team that is. */
  readonly team?: string;
  /** Reference to the territory it lies in. */
  readonly territory?: string;
  /** Reference to the record whose ownership counts: the only one, or one more. */
  readonly through?: string;
}

/** Shows the records of this type in the timeline of a record that they refer to. */
export interface TimelineEntry {
  /** Reference to the record whose timeline it is. */
  readonly of: string;
  /** Field with the moment at which it stands there: an instant that is never missing. */
  readonly at: string;
}
/** Values by names of fields; a record is public when it has all of them. */
export type PublicValues = Readonly<Record<string, string | boolean>>;

export const ownersOf = ({ owner = [] }: Ownership): readonly string[] => [owner].flat();

/**
 * Fields that a plugin adds to the records of another one, in a table of its own with at most one row per record.
 * In the API they stand in one object under its key; their names begin with the key and a dot, and so do their columns
 * in rows that were read with the record's own.
 */
export interface Extension {
  /** Id of the plugin in camel case. */
  readonly key: string;
  readonly plugin: string;
  readonly class: RecordClass;
  /** Name of its GraphQL type. */
  readonly name: string;
  readonly table: string;
  readonly description: string;
  /** By their names in the object. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly references: ReadonlyMap<string, Reference>;
  readonly referenceLists: ReadonlyMap<string, ReferenceList>;
  readonly indexes: readonly Index[];
  readonly deny: Readonly<Record<string, FieldNames>>;
  /** Where values stand when the table holds a row for each of them: by field name, the id of the field and the column of its kind. */
  readonly places?: ReadonlyMap<string, { readonly fieldId: string; readonly column: string }>;
  /** Of a table that several extensions share: which rows are its own. */
  readonly share?: Share;
}

/** The rows of a table that have this value in this column. */
export interface Share {
  readonly column: string;
  readonly value: string;
}

/** Two records of the type can become one, and be taken apart again. */
export interface Merging {
  /** Reference to the record that a merged one went into. */
  readonly into: string;
  /** Values that mark a merged record. */
  readonly marks?: Readonly<Record<string, unknown>>;
}

/**
 * Says what becomes of two records that cannot stand beside each other when what they refer to is merged:
 * new values for the one of the survivor, and for the other. If the other still cannot stand there, it stays where it is.
 * Of the records that are merged themselves: new values for the survivor.
 */
export type Combine = (
  survivors: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
) => { readonly survivors?: Readonly<Record<string, unknown>>; readonly other?: Readonly<Record<string, unknown>> };

export interface IndexColumn {
  readonly column: string;
  readonly descending: boolean;
  readonly collation?: string;
}

export interface Index {
  readonly name: string;
  readonly columns: readonly IndexColumn[];
  readonly unique: boolean;
  /** Records that it holds. Lists ask for the living ones, and a deleted record must not block a new one. */
  readonly of: 'living' | 'deleted' | 'superseded' | 'some';
  /** Which of the living records an index of `some` holds. */
  readonly when?: Condition;
  /** Which rule a write breaks that a unique index refuses. */
  readonly rule?: Rule;
  /** Fields named in the error when a unique index refuses a write. */
  readonly fields: readonly string[];
  /** Key of the extension in whose table it is: it knows nothing of records that have no row there. */
  readonly extension?: string;
}

/** Values that fields must have for a rule to hold, by field name. */
export type Condition = Readonly<Record<string, readonly (string | boolean)[]>>;

/** The time during which a record holds: from `from` until just before `until`; a missing end is open. */
export interface Window {
  readonly from: Field;
  readonly until: Field;
  /** Records that agree in these fields may not hold at the same time. */
  readonly exclusive?: {
    readonly name: string;
    readonly by: readonly Field[];
    readonly when: Condition;
    /** Which rule is broken by one that does. */
    readonly rule?: Rule;
  };
}

/** A named step from one state to another; each is a mutation. */
export interface Transition {
  readonly name: string;
  readonly description: string;
  readonly from: readonly string[];
  readonly to: string;
  /** Only code takes it: nobody's request and no automation. */
  readonly byCode: boolean;
  /** Fields that may be given with it, and those that must be. */
  readonly takes: readonly Field[];
  readonly requires: readonly Field[];
  /** It may leave the row scope of whoever takes the step. */
  readonly handsOver: boolean;
}

/** The states of a record and the steps between them; its field changes in no other way. */
export interface LifeCycle {
  readonly field: Field;
  readonly transitions: ReadonlyMap<string, Transition>;
}

export const actions = ['read', 'create', 'update', 'delete'] as const;
export type Action = (typeof actions)[number];

export const rowScopes = ['self', 'public', 'own', 'team', 'territory', 'all'] as const;
export type RowScope = (typeof rowScopes)[number];

/** What one built-in role may do with one record type. What is not said is denied. */
export type Grant = { readonly [A in Action]?: RowScope } & {
  readonly deny?: FieldNames;
  /** The only fields that it may read and write; fields that plugins add later are not among them. */
  readonly only?: Required<FieldNames>;
};

export interface FieldNames {
  readonly read?: readonly string[];
  readonly write?: readonly string[];
}

/** Everything that the product knows of one kind of record, declared once by its class. */
export interface RecordType {
  readonly class: RecordClass;
  readonly name: string;
  /** Name of its list in GraphQL. */
  readonly plural: string;
  readonly table: string;
  readonly prefix: string;
  readonly description: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly references: ReadonlyMap<string, Reference>;
  readonly referenceLists: ReadonlyMap<string, ReferenceList>;
  /** What plugins have added to it in one installation, by key. Their fields, references and indexes are among those above and below. */
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly ownership: Ownership;
  /** Values of the records that are for everybody: what the row scope `public` compares. None are when it is missing. */
  readonly publicWhere?: PublicValues;
  readonly timelines: readonly TimelineEntry[];
  /** Reference to the record that took the place of this one. */
  readonly supersededBy?: Reference;
  readonly indexes: readonly Index[];
  /** Fields by whose values records are found; undefined when there are none. */
  readonly search: Search | undefined;
  /** By role key; `everyone` stands for every authenticated actor. */
  readonly grants: Readonly<Record<string, Grant>>;
  /** Whether tenants can add fields to it. */
  readonly isExtensible: boolean;
  /** Standard mutations that GraphQL offers for it. */
  readonly commands: readonly Exclude<Action, 'read'>[];
  readonly windows: readonly Window[];
  readonly lifeCycle?: LifeCycle;
  readonly merging?: Merging;
  /** Its records are the merges of this type. */
  readonly mergesOf?: () => RecordClass;
  readonly combine?: Combine;
}
