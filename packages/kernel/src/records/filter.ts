import { RapportError } from '../errors/index.ts';
import type { RecordCatalogue } from './catalogue.ts';
import { type LeafOperator, leafOperators } from './field-kind.ts';
import { allOf, anyOf, type Predicate, quantifiers } from './predicate.ts';
import type { ReadAccess } from './read-access.ts';
import type { Field, RecordType } from './record-type.ts';
import { canFollow, canFollowBack } from './relations.ts';
import { searchedFields, searchPredicate, typedQuery } from './search/search-reader.ts';

/** Key of a filter on types that are searched. */
export const SEARCH = 'search';

/** A filter as GraphQL hands it over: coerced, so its keys and value types are known to be right. */
export type FilterInput = Readonly<Record<string, unknown>>;

/**
 * Reads the filter input of one record type. Values stay as they are: they become parameters, never SQL text.
 * An explicit null is an error, because a forgotten variable must not widen what a filter matches.
 */
export class FilterReader {
  private readonly catalogue: RecordCatalogue;
  private readonly access: ReadAccess;

  constructor(catalogue: RecordCatalogue, access: ReadAccess) {
    this.catalogue = catalogue;
    this.access = access;
  }

  read(type: RecordType, input: FilterInput, path = 'filter'): Predicate {
    const conditions: Predicate[] = [];
    for (const [key, value] of Object.entries(input)) {
      if (value === undefined) continue;
      const at = `${path}.${key}`;
      if (value === null) refuse(at, 'is null, which would match everything.');
      conditions.push(this.readKey(type, key, value, at));
    }
    return allOf(...conditions);
  }

  private readKey(type: RecordType, key: string, value: unknown, path: string): Predicate {
    if (key === 'and' || key === 'or') {
      const items = (value as FilterInput[]).map((item, index) => this.read(type, item, `${path}[${index}]`));
      return key === 'and' ? allOf(...items) : anyOf(...items);
    }
    if (key === SEARCH && this.catalogue.searchedFieldsOf(type).length > 0)
      return searchPredicate(searchedFields(type, this.catalogue, this.access), typedQuery(value, path));
    if (key === 'not') return { kind: 'not', of: this.read(type, value as FilterInput, path) };

    const field = type.fields.get(key);
    if (field) {
      if (!this.access.canRead(type, field)) refuse(path, 'is unknown.');
      return this.readLeaf(field, value as FilterInput, path);
    }
    const extension = type.extensions.get(key);
    if (extension) {
      const conditions = Object.entries(value as FilterInput).flatMap(([own, condition]): Predicate[] => {
        if (condition === undefined) return [];
        const at = `${path}.${own}`;
        if (condition === null) refuse(at, 'is null, which would match everything.');
        return [this.readKey(type, `${extension.key}.${own}`, condition, at)];
      });
      return allOf(...conditions);
    }
    const reference = type.references.get(key);
    if (reference && canFollow(this.access, type, reference)) {
      const target = this.readable(this.catalogue.typeOf(reference.target()));
      return { kind: 'one', reference, target, of: this.read(target, value as FilterInput, path) };
    }
    const collection = this.catalogue.collectionsOf(type).get(key);
    if (collection && canFollowBack(this.access, collection)) {
      const target = this.readable(collection.target);
      const conditions = quantifiers.flatMap((quantifier): Predicate[] => {
        const nested = (value as FilterInput)[quantifier];
        if (nested === undefined) return [];
        if (nested === null) refuse(`${path}.${quantifier}`, 'is null, which would match everything.');
        return [
          {
            kind: 'many',
            collection,
            quantifier,
            of: this.read(target, nested as FilterInput, `${path}.${quantifier}`),
          },
        ];
      });
      return allOf(...conditions);
    }
    return refuse(path, 'is unknown.');
  }

  private readLeaf(field: Field, input: FilterInput, path: string): Predicate {
    const conditions = Object.entries(input).flatMap(([operator, value]): Predicate[] => {
      if (value === undefined) return [];
      const at = `${path}.${operator}`;
      if (value === null) refuse(at, 'is null, which would match everything.');
      if (!isLeafOperator(operator)) refuse(at, 'is unknown.');
      return [{ kind: 'leaf', field, operator, value, path: at }];
    });
    return allOf(...conditions);
  }

  private readable(type: RecordType): RecordType {
    this.access.require(type, 'read');
    return type;
  }
}

function isLeafOperator(key: string): key is LeafOperator {
  return (leafOperators as readonly string[]).includes(key);
}

function refuse(path: string, problem: string): never {
  throw new RapportError('FILTER_INVALID', `${path}: ${problem}`, { field: path });
}
