import type { RecordCatalogue } from '../catalogue.ts';
import { known } from '../plan/variables.ts';
import { allOf, anyOf, isNothing, type Predicate } from '../predicate.ts';
import type { ReadAccess } from '../read-access.ts';
import type { RecordType } from '../record-type.ts';
import { canFollowBack } from '../relations.ts';
import { readQuery, type SearchQuery, shapeOf, type Term } from './search-query.ts';
import type { SearchedField, SearchWay } from './searched-field.ts';

/** A query on its way into a statement: its shape is known, its texts may come with each request. */
export interface TypedQuery {
  readonly shape: SearchQuery;
  readonly value: unknown;
  readonly path: string;
}

/** Reads a query; throws SEARCH_INVALID. */
export function typedQuery(value: unknown, path: string): TypedQuery {
  return { shape: known(value, (given) => shapeOf(readQuery(given, path)), 'search'), value, path };
}

/** Fields by which this actor finds records of the type: those he may read of records that he may read. */
export function searchedFields(type: RecordType, catalogue: RecordCatalogue, access: ReadAccess): SearchedField[] {
  return catalogue
    .searchedFieldsOf(type)
    .filter(
      ({ type: holder, field, through }) =>
        access.canRead(holder, field) &&
        (!through || canFollowBack(access, through)) &&
        !isNothing(access.scope(holder, 'read')),
    );
}

/** Records in which every term of the query is found, each in whatever field. */
export function searchPredicate(fields: readonly SearchedField[], query: TypedQuery): Predicate {
  return allOf(
    ...query.shape.terms.map((_, index) => anyOf(...fields.map((field) => termPredicate(field, query, index)))),
  );
}

/** Records that have the term in this field. */
export function termPredicate(searched: SearchedField, query: TypedQuery, index: number): Predicate {
  const alternatives = searched.ways.flatMap((way): Predicate[] => {
    const needles = query.shape.terms[index]?.[way] ?? [];
    if (needles.length === 0) return [];
    return [
      allOf(
        ...needles.map(({ kind, match }, position) =>
          tokenPredicate(searched, query, kind, match, ({ terms }) => needleText(terms[index], way, position)),
        ),
      ),
    ];
  });
  return belonging(searched, anyOf(...alternatives));
}

function needleText(term: Term | undefined, way: SearchWay, position: number): string {
  return term?.[way][position]?.text ?? '';
}

/** Records of which a whole value of this field begins with the query; or is the query. */
export function wholePredicate(searched: SearchedField, query: TypedQuery, match: 'equal' | 'prefix'): Predicate {
  const { kind } = query.shape.whole;
  return belonging(
    searched,
    tokenPredicate(searched, query, kind, match, ({ whole }) => whole.text),
  );
}

function tokenPredicate(
  { type, field }: SearchedField,
  { value, path }: TypedQuery,
  kind: SearchQuery['whole']['kind'],
  match: 'equal' | 'prefix',
  pick: (query: SearchQuery) => string,
): Predicate {
  return {
    kind: 'token',
    type,
    field,
    token: kind,
    match,
    value,
    text: (raw, context) => pick(readQuery(raw, path, context)),
    path,
  };
}

/** The same of the records that belong to those that are found. */
function belonging({ through }: SearchedField, of: Predicate): Predicate {
  return through && !isNothing(of) ? { kind: 'many', collection: through, quantifier: 'some', of } : of;
}
