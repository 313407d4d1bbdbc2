import {
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLFieldResolver,
  GraphQLID,
  type GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLObjectType,
} from 'graphql';
import { RapportError } from '../errors/index.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { camelCase } from '../records/naming.ts';
import { ROOT, type RootPlan } from '../records/plan/operation.ts';
import type { ListArguments, StatsArguments } from '../records/plan/planner.ts';
import { known } from '../records/plan/variables.ts';
import type { RecordType } from '../records/record-type.ts';
import { noteCutPages, plannerFor } from '../work/record-loads.ts';
import type { ExecutionContext } from '../work/request-context.ts';
import type { SchemaView } from './field-rules.ts';
import { connectionType, listArguments } from './list-types.ts';
import { statsArguments, statsType } from './stats-types.ts';
import type { TypeBook } from './type-book.ts';

type Roots = GraphQLFieldConfigMap<unknown, ExecutionContext>;

export const MAX_NODE_IDS = 100;

/** Queries of one record type: by id, as a list, and aggregated. */
export function recordRoots(book: TypeBook, type: RecordType, view: SchemaView): Roots {
  const name = camelCase(type.name);
  const object = book.get<GraphQLObjectType>(type.name);
  return {
    [name]: root<{ id: string }>(
      {
        type: object,
        description: `The ${type.name} with this id; null when there is none in sight.`,
        args: {
          id: { type: new GraphQLNonNull(GraphQLID), description: `Id of a ${type.name} (${type.prefix}_...).` },
        },
      },
      (planner, nodes, { id }) => ({
        kind: 'record',
        id: { value: id, path: 'id' },
        node: planner.record(type, nodes),
      }),
    ),
    [type.plural]: root<ListArguments>(
      {
        type: new GraphQLNonNull(connectionType(book, type)),
        description: `${type.name} records as a list. ${type.description}`,
        args: listArguments(book, type, view),
      },
      (planner, nodes, args) => ({ kind: 'connection', connection: planner.connection(type, nodes, args) }),
    ),
    [`${name}Stats`]: root<StatsArguments>(
      {
        type: new GraphQLNonNull(statsType(book, type, view)),
        description: `Aggregates over ${type.name} records.`,
        args: statsArguments(book, type, view),
      },
      (planner, nodes, args) => ({ kind: 'stats', stats: planner.stats(type, nodes, args) }),
    ),
  };
}

/** A root field that only fetches: compiled, it is a part of the operation's statement; executed, a statement of its own. */
export function root<Arguments>(config: GraphQLFieldConfig<unknown, ExecutionContext>, plan: RootPlan<Arguments>) {
  const resolve: GraphQLFieldResolver<unknown, ExecutionContext> = async (_source, args, context, info) => {
    const [first, ...others] = info.fieldNodes;
    if (!first) throw new Error('A field is resolved that was not selected.');
    const node = plan(plannerFor(context, info), [first, ...others], args as Arguments);
    const answer = await (node.kind === 'records' ? context.reader.records(node) : context.reader.root(node));
    noteCutPages(context, answer, info);
    return answer;
  };
  return { ...config, resolve, extensions: { ...config.extensions, [ROOT]: plan } };
}

/** Lookups of records of any type. */
export function nodeRoots(book: TypeBook, catalogue: RecordCatalogue): Roots {
  const node = book.get<GraphQLInterfaceType>('Node');
  return {
    node: root<{ id: string }>(
      {
        type: node,
        description: 'The record with this id, of whatever type; null when there is none in sight.',
        args: { id: { type: new GraphQLNonNull(GraphQLID), description: 'Id of a record of any type.' } },
      },
      (planner, nodes, { id }) => ({
        kind: 'record',
        id: { value: id, path: 'id' },
        node: planner.record(
          catalogue.get(known(id, (given) => catalogue.resolveId(given, 'id')[0].name, 'record type')),
          nodes,
        ),
      }),
    ),
    nodes: root<{ ids: readonly string[] }>(
      {
        type: new GraphQLNonNull(new GraphQLList(node)),
        description: 'The records with these ids, in the same order; null where there is none in sight.',
        args: {
          ids: {
            type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID))),
            description: `Ids of records of any types, at most ${MAX_NODE_IDS}.`,
          },
        },
      },
      (planner, nodes, { ids }) => {
        const resolve = (id: unknown, index: number) => catalogue.resolveId(id, `ids[${index}]`);
        const types = typesOfIds(ids, (id, index) => resolve(id, index)[0].name).map((name) => catalogue.get(name));
        return { kind: 'records', ids, resolve, nodes: types.map((type) => planner.record(type, nodes)) };
      },
    ),
  };
}

/** Names of the record types that the ids name, each once. A plan is good for all ids of the same types. */
function typesOfIds(ids: readonly string[], typeOf: (id: string, index: number) => string): readonly string[] {
  const distinct = (names: readonly string[]) => [...new Set(names)].sort();
  const typesOf = (given: readonly string[]) => {
    assertFew(given);
    return distinct(given.map(typeOf));
  };
  // The list is one variable, or stands in the document; there each of its ids may be one.
  if (!Array.isArray(ids)) return known(ids, typesOf, 'record types');
  assertFew(ids);
  return distinct(ids.map((id: string, index) => known(id, (given) => typeOf(given, index), 'record type')));
}

function assertFew(ids: readonly unknown[]): void {
  if (ids.length <= MAX_NODE_IDS) return;
  throw new RapportError('PAGE_INVALID', `ids: at most ${MAX_NODE_IDS} ids can be asked for at once.`, {
    field: 'ids',
  });
}
