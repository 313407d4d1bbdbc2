import type { Collection, Field, RecordType, Reference } from '../record-type.ts';

/**
 * How a field is searched. `name`: by characters of scripts without spaces, by beginnings of words of others, accents
 * folded. `beginning`: by what the value begins with. `ending`: by the last digits of a number. `exact`: by the whole value.
 */
export const searchWays = ['name', 'beginning', 'ending', 'exact'] as const;
export type SearchWay = (typeof searchWays)[number];

/** What a record type's `@Record` says of its search. */
export interface Search {
  readonly fields: ReadonlyMap<Field, readonly SearchWay[]>;
  /** The record to which its values lead, when they do not lead to the record itself. */
  readonly of: Reference | undefined;
}

/** A field by which records of some type are found: one of their own, or one of records that belong to them. */
export interface SearchedField {
  readonly type: RecordType;
  readonly field: Field;
  readonly ways: readonly SearchWay[];
  /** How the records that have the field belong to those that are found. */
  readonly through: Collection | undefined;
}

/** Name of a searched field as its tokens carry it; prefixes are unique in an installation. */
export const tokenField = (type: RecordType, field: Field): string => `${type.prefix}.${field.name}`;

/** Name of a searched field as an answer shows it: `name`, or `contactPoints.value`. */
export const shownName = ({ through, field }: SearchedField): string =>
  through ? `${through.name}.${field.name}` : field.name;
