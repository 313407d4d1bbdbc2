import type { RecordCatalogue } from '../catalogue.ts';
import { known } from '../plan/variables.ts';
import { allOf, anyOf, isNothing, NOTHING, type Predicate } from '../predicate.ts';
import type { ReadAccess } from '../read-access.ts';
import type { RecordType } from '../record-type.ts';
import { canFollowBack } from '../relations.ts';
import { readQuery, type SearchQuery, shapeOf } from './search-query.ts';
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
export function searchedFields(
  type: RecordType,
  catalogue: RecordCatalogue,
  access: Pick<ReadAccess, 'allows' | 'canRead'>,
): SearchedField[] {
  return catalogue
    .searchedFieldsOf(type)
    .filter(
      ({ type: holder, field, through }) =>
        access.allows(type, 'read') &&
        access.allows(holder, 'read') &&
        access.canRead(holder, field) &&
        (!through || canFollowBack(access, through)),
    );
}

/** Records in which every term of the query is found, each in whatever field. */
export function searchPredicate(fields: readonly SearchedField[], query: TypedQuery): Predicate {
  return allOf(
    ...query.shape.terms.map((_, index) => anyOf(...fields.map((field) => termPredicate(field, query, index)))),
  );
}

/** Records that have the term in this field, in one of the ways in which it is searched. */
function termPredicate(searched: SearchedField, query: TypedQuery, index: number): Predicate {
  return belonging(searched, anyOf(...searched.ways.map((way) => wayPredicate(searched, query, index, way))));
}

/** Rows of the field's own record type that have the term in this way. */
function wayPredicate(searched: SearchedField, query: TypedQuery, index: number, way: SearchWay): Predicate {
  const needles = query.shape.terms[index]?.[way] ?? [];
  if (needles.length === 0) return NOTHING;
  return allOf(
    ...needles.map(({ kind, match }, position) =>
      tokenPredicate(searched, query, kind, match, ({ terms }) => terms[index]?.[way][position]?.text ?? ''),
    ),
  );
}

/** Records of which a whole value of this field is the query, or begins with it. */
function wholePredicate(searched: SearchedField, query: TypedQuery, match: 'equal' | 'prefix'): Predicate {
  return tokenPredicate(searched, query, query.shape.whole.kind, match, ({ whole }) => whole.text);
}

/** How well a hit fits, best first. */
export const matchKinds = ['EXACT', 'BEGINNING', 'ENDING', 'WORD'] as const;
export type MatchKind = (typeof matchKinds)[number];

/** Some of the records that a query finds, all in the same way. */
export interface Limb {
  readonly match: MatchKind;
  readonly predicate: Predicate;
}

const wayMatches: Readonly<Record<SearchWay, MatchKind>> = {
  exact: 'EXACT',
  beginning: 'BEGINNING',
  ending: 'ENDING',
  name: 'WORD',
};

/** What the query finds, in parts of which each has an index of its own; a record may be in several. */
export function searchLimbs(fields: readonly SearchedField[], query: TypedQuery): Limb[] {
  const limb = (searched: SearchedField, match: MatchKind, predicate: Predicate): Limb => ({
    match,
    predicate: belonging(searched, predicate),
  });
  const whole = fields.filter(({ ways }) => ways.includes('name') || ways.includes('beginning'));
  const severalTerms = query.shape.terms.length > 1;
  const limbs = [
    ...whole.map((searched) => limb(searched, 'EXACT', wholePredicate(searched, query, 'equal'))),
    ...whole.map((searched) => limb(searched, 'BEGINNING', wholePredicate(searched, query, 'prefix'))),
    ...(severalTerms
      ? [{ match: 'WORD' as const, predicate: searchPredicate(fields, query) }]
      : fields.flatMap((searched) =>
          searched.ways
            .filter((way) => way !== 'beginning')
            .map((way) => limb(searched, wayMatches[way], wayPredicate(searched, query, 0, way))),
        )),
  ];
  return limbs.filter(({ predicate }) => !isNothing(predicate));
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
