import {
  GraphQLEnumType,
  type GraphQLFieldConfigMap,
  GraphQLInt,
  type GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import { constantCase } from '../records/naming.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, readPage } from '../records/plan/page.ts';
import type { RecordType } from '../records/record-type.ts';
import { type MatchKind, matchKinds, searchedFields, typedQuery } from '../records/search/search-reader.ts';
import { shownName } from '../records/search/searched-field.ts';
import { RecordRef } from '../work/record-ref.ts';
import type { ExecutionContext, RequestContext } from '../work/request-context.ts';
import type { SchemaView } from './field-rules.ts';
import { resolveReferences } from './references.ts';
import type { TypeBook } from './type-book.ts';

interface SearchArguments {
  readonly query: string;
  readonly types?: readonly string[] | null;
  readonly first?: number | null;
}

/** The search over all record types that declare what they are found by; none for whoever may read none of them. */
export function searchRoot(book: TypeBook, view: SchemaView): GraphQLFieldConfigMap<unknown, ExecutionContext> {
  const types = view.catalogue.types.filter((type) => searchedFields(type, view.catalogue, view.rules).length > 0);
  if (types.length === 0) return {};
  return {
    search: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(hitType(book)))),
      description:
        'Records found by what people type, the closest match first and then the newest. All words must be found, each in any of the searched fields.',
      args: {
        query: {
          type: new GraphQLNonNull(GraphQLString),
          description:
            'Characters of a Chinese name, beginnings of words of any other, the last digits of a telephone number, the beginning of an e-mail address, a whole id of another system.',
        },
        types: {
          type: new GraphQLList(new GraphQLNonNull(searchedTypeEnum(book, view, types))),
          description: 'Only records of these types; of all that can be searched when not given.',
        },
        first: {
          type: GraphQLInt,
          description: `At most so many: 1 to ${MAX_PAGE_SIZE}, or ${DEFAULT_PAGE_SIZE} when not given.`,
        },
      },
      resolve: (_source, args, context) => search(types, args as SearchArguments, context),
    },
  };
}

async function search(
  types: readonly RecordType[],
  { query: value, types: names, first = null }: SearchArguments,
  { reader, access, catalogue }: RequestContext,
) {
  const { size } = readPage({ first }, 'search');
  const query = typedQuery(value, 'query');
  const asked = names ? types.filter((type) => names.includes(constantCase(type.name))) : types;
  const found = await Promise.all(
    asked.map(async (type) => {
      const hits = await reader.search(type, searchedFields(type, catalogue, access), query, size);
      return hits.map((hit) => ({ ...hit, node: new RecordRef(type, hit.uuid) }));
    }),
  );
  const newestFirst = (a: string, b: string) => (a < b ? 1 : -1);
  return found
    .flat()
    .sort((a, b) => a.rank - b.rank || newestFirst(a.uuid, b.uuid))
    .slice(0, size);
}

function searchedTypeEnum(book: TypeBook, view: SchemaView, types: readonly RecordType[]): GraphQLEnumType {
  return book.define(
    'SearchedType',
    () =>
      new GraphQLEnumType({
        name: 'SearchedType',
        description: 'Record types that can be searched.',
        values: Object.fromEntries(
          types.map((type) => {
            const fields = searchedFields(type, view.catalogue, view.rules).map(shownName).join(', ');
            return [constantCase(type.name), { description: `${type.name} records, by ${fields}.` }];
          }),
        ),
      }),
  );
}

const matchDescriptions: Readonly<Record<MatchKind, string>> = {
  EXACT: 'The whole value is what was searched for.',
  BEGINNING: 'The value begins with it.',
  ENDING: 'The number ends with it.',
  WORD: 'Words of the value begin with it, or its characters stand in the value.',
};

function hitType(book: TypeBook): GraphQLObjectType {
  const how = book.define(
    'SearchMatchKind',
    () =>
      new GraphQLEnumType({
        name: 'SearchMatchKind',
        description: 'How a value fits what was searched for, the closest first.',
        values: Object.fromEntries(matchKinds.map((kind) => [kind, { description: matchDescriptions[kind] }])),
      }),
  );
  const match = book.define(
    'SearchMatch',
    () =>
      new GraphQLObjectType({
        name: 'SearchMatch',
        description: 'Why a record was found.',
        fields: {
          field: {
            type: new GraphQLNonNull(GraphQLString),
            description: 'The field that matched, for example `name`, or `list.field` of a record that belongs to it.',
          },
          how: { type: new GraphQLNonNull(how), description: 'How its value fits.' },
        },
      }),
  );
  return book.define(
    'SearchHit',
    () =>
      new GraphQLObjectType<{ readonly node: RecordRef }, ExecutionContext>({
        name: 'SearchHit',
        description: 'A record that a search found.',
        fields: () => ({
          node: {
            type: book.get<GraphQLInterfaceType>('Node'),
            description: 'The record; null when it was deleted a moment ago.',
            resolve: resolveReferences((hit) => (hit as { readonly node: RecordRef }).node),
          },
          matchedOn: {
            type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(match))),
            description: 'By which fields it was found; only fields that the actor may read.',
          },
        }),
      }),
  );
}
