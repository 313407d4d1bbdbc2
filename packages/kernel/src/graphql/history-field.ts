import DataLoader from 'dataloader';
import {
  type GraphQLFieldConfig,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import { RapportError } from '../errors/index.ts';
import { DateTimeScalar, JsonScalar } from '../records/kinds/index.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../records/plan/page.ts';
import { NEEDS } from '../records/plan/planner.ts';
import { decodeId } from '../records/record-id.ts';
import type { RecordType } from '../records/record-type.ts';
import type { ExecutionContext } from '../work/request-context.ts';
import { NamedValues } from './answer-field.ts';
import { eventOperationType } from './event-types.ts';
import { COST } from './operation-size.ts';
import type { TypeBook } from './type-book.ts';

interface HistoryArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

interface Entry {
  readonly version: number;
  readonly at: Date;
  readonly actor: string;
  readonly request_id: string;
  readonly operation: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** What became of a record, newest first: who changed what, when, from what to what. */
export function historyField(book: TypeBook, type: RecordType): GraphQLFieldConfig<unknown, ExecutionContext> {
  return {
    type: new GraphQLNonNull(historyConnection(book)),
    description: `Who changed what of this ${type.name}, when, from what to what; the newest change first.`,
    args: {
      first: {
        type: GraphQLInt,
        description: `Size of the page: 1 to ${MAX_PAGE_SIZE}, or ${DEFAULT_PAGE_SIZE} when not given.`,
      },
      after: { type: GraphQLString, description: 'Begin after this cursor.' },
    },
    extensions: { [NEEDS]: ['id'] },
    resolve: async (source, args, context) => {
      const { id } = source as { readonly id: string };
      const page = readPage(args as HistoryArguments);
      return connectionOf(type, await loaderOf(context, type, page).load(decodeId(type, id, 'id')), page, context);
    },
  };
}

interface Page {
  readonly size: number;
  /** Version of the entry before the page. */
  readonly below: number | undefined;
}

function readPage({ first, after }: HistoryArguments): Page {
  const size = first ?? DEFAULT_PAGE_SIZE;
  if (size < 1 || size > MAX_PAGE_SIZE)
    throw new RapportError('PAGE_INVALID', `first: must be from 1 to ${MAX_PAGE_SIZE}.`, { field: 'first' });
  if (after == null) return { size, below: undefined };
  const below = /^v(\d{1,9})$/.exec(Buffer.from(after, 'base64url').toString())?.[1];
  if (below === undefined)
    throw new RapportError('CURSOR_INVALID', 'after: this is not a cursor of a history.', { field: 'after' });
  return { size, below: Number(below) };
}

const cursorOf = ({ version }: Entry) => Buffer.from(`v${version}`).toString('base64url');

const loaders = new WeakMap<object, Map<string, DataLoader<string, Entry[]>>>();

/** Histories of the records of one list are read together. */
function loaderOf(context: ExecutionContext, type: RecordType, { size, below }: Page): DataLoader<string, Entry[]> {
  const ofRequest = loaders.get(context) ?? new Map<string, DataLoader<string, Entry[]>>();
  loaders.set(context, ofRequest);
  const key = `${type.name} ${size} ${below}`;
  let loader = ofRequest.get(key);
  if (!loader) {
    loader = new DataLoader(async (uuids) => {
      const rows = await context.reader.run<Entry & { record_id: string }>({
        text: `
select e.* from unnest($2::uuid[]) wanted(id) cross join lateral (
  select a.record_id, a.version, a.at, a.actor, a.request_id, a.operation, a.before, a.after from audit_entry a
  where a.tenant_id = $1 and a.record_type = $3 and a.record_id = wanted.id and ($4::integer is null or a.version < $4)
  order by a.id desc limit $5) e`,
        values: [context.tenant.id, uuids, type.name, below ?? null, size + 1],
      });
      return uuids.map((uuid) => rows.filter(({ record_id }) => record_id === uuid));
    });
    ofRequest.set(key, loader);
  }
  return loader;
}

function connectionOf(type: RecordType, found: readonly Entry[], { size, below }: Page, { access }: ExecutionContext) {
  const entries = found.slice(0, size);
  const readable = (name: string) => {
    const field = type.fields.get(name);
    return field !== undefined && access.canRead(type, field);
  };
  const nodes = entries.map((entry) => ({
    at: entry.at,
    actor: entry.actor,
    requestId: entry.request_id,
    version: entry.version,
    operation: entry.operation.toUpperCase(),
    changes: Object.keys(entry.after)
      .filter(readable)
      .map((field) => ({ field, before: entry.before[field] ?? null, after: entry.after[field] ?? null })),
  }));
  const edges = nodes.map((node, index) => ({ cursor: cursorOf(entries[index] as Entry), node }));
  return {
    nodes,
    edges,
    pageInfo: new NamedValues({
      hasNextPage: found.length > size,
      hasPreviousPage: below !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    }),
  };
}

function historyConnection(book: TypeBook): GraphQLObjectType {
  const required = (type: GraphQLOutputType, description: string) => ({ type: new GraphQLNonNull(type), description });
  const listOf = (type: GraphQLObjectType) => new GraphQLList(new GraphQLNonNull(type));
  const change = () =>
    book.define(
      'FieldChange',
      () =>
        new GraphQLObjectType({
          name: 'FieldChange',
          description: 'A field that changed.',
          fields: () => ({
            field: required(GraphQLString, 'Its name.'),
            before: { type: JsonScalar, description: 'Its value before; null when it had none.' },
            after: { type: JsonScalar, description: 'Its value since; null when it has none.' },
          }),
        }),
    );
  const entry = () =>
    book.define(
      'HistoryEntry',
      () =>
        new GraphQLObjectType({
          name: 'HistoryEntry',
          description: 'One change of a record.',
          fields: () => ({
            at: required(DateTimeScalar, 'When it was changed.'),
            actor: required(
              GraphQLString,
              'Id of the user or API key who changed it, `plugin:` and the id of a plugin, `automation:` and the key of an automation, or `operator`.',
            ),
            requestId: required(GraphQLString, 'The request in which it was changed.'),
            version: required(GraphQLInt, 'Version of the record that came of it.'),
            operation: required(eventOperationType(book), 'What happened to the record.'),
            changes: required(listOf(change()), 'The fields that changed, of those that the reader may read.'),
          }),
        }),
    );
  const edge = () =>
    book.define(
      'HistoryEdge',
      () =>
        new GraphQLObjectType({
          name: 'HistoryEdge',
          description: 'A change in the history of a record.',
          fields: () => ({
            cursor: required(GraphQLString, 'Its place in the history.'),
            node: required(entry(), 'The change.'),
          }),
        }),
    );
  return book.define(
    'HistoryConnection',
    () =>
      new GraphQLObjectType({
        name: 'HistoryConnection',
        description: 'A part of the history of a record.',
        extensions: { [COST]: 0 },
        fields: () => ({
          nodes: required(listOf(entry()), 'The changes.'),
          edges: required(listOf(edge()), 'The changes with their cursors.'),
          pageInfo: required(book.get<GraphQLObjectType>('PageInfo'), 'Where the page lies in the history.'),
        }),
      }),
  );
}
