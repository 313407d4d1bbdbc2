import {
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';
import { RapportError } from '../errors/index.ts';
import { decodeEventCursor, encodeEventCursor, type LogPosition } from '../events/event-cursor.ts';
import type { EventLog } from '../events/event-log.ts';
import { type EventFilter, type EventQuestion, type EventReaderContext, seeEvents } from '../events/event-view.ts';
import type { EventCatalogue } from '../events/own-event.ts';
import { RecordSights } from '../events/record-sights.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { type FilterInput, FilterReader } from '../records/filter.ts';
import { camelCase } from '../records/naming.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../records/plan/page.ts';
import { EVERYTHING } from '../records/predicate.ts';
import type { ReadAccess } from '../records/read-access.ts';
import type { RecordType } from '../records/record-type.ts';
import type { ExecutionContext } from '../work/request-context.ts';
import { NamedValues } from './answer-field.ts';
import {
  eventConnectionType,
  eventFilterType,
  eventType,
  recordEventType,
  type ShownEvent,
  showEvent,
} from './event-types.ts';
import type { SchemaView } from './field-rules.ts';
import { filterType } from './filter-types.ts';
import type { TypeBook } from './type-book.ts';

type Roots = GraphQLFieldConfigMap<unknown, ExecutionContext>;

/** Extension of a subscription field: what it wants to know. */
export const FOLLOW = 'rapport.follow';

/** Reads the arguments of a subscription; throws what is wrong with them. */
export type Follow = (args: FollowArguments, reader: FollowReader) => EventQuestion;

export interface FollowArguments {
  readonly types?: readonly string[] | null;
  readonly filter?: (FilterInput & EventFilter) | null;
  readonly after?: string | null;
  /** Which board is followed, by the name that it gives to the argument. */
  readonly [board: string]: unknown;
}

export interface FollowReader {
  readonly catalogue: RecordCatalogue;
  readonly events: EventCatalogue;
  readonly access: ReadAccess;
}

const afterArgument = (what: string) => ({ type: GraphQLString, description: what });
const typesArgument = {
  type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
  description:
    'Only events of these types: `customer.updated`, or `customer.*` for all of a record type. All when not given.',
};

function eventArguments(book: TypeBook): GraphQLFieldConfigArgumentMap {
  return { types: typesArgument, filter: { type: eventFilterType(book), description: 'Only events that match.' } };
}

/** The log as a list, and its end. */
export function eventRoots(book: TypeBook): Roots {
  return {
    eventCursor: {
      type: new GraphQLNonNull(GraphQLString),
      description:
        'The end of the event log. Whatever this operation reads besides is at least as new: subscribe `after` it, and nothing is missed.',
      resolve: (_source, _args, context) => context.eventCursor(),
    },
    events: {
      type: new GraphQLNonNull(eventConnectionType(book)),
      description: 'The event log, oldest first: everything that happened and that the reader may know of.',
      args: {
        after: afterArgument('Begin after this cursor; at the oldest event that is kept when not given.'),
        first: {
          type: GraphQLInt,
          description: `How many events at most: 1 to ${MAX_PAGE_SIZE}, or ${DEFAULT_PAGE_SIZE} when not given.`,
        },
        ...eventArguments(book),
      },
      resolve: (_source, args, context) => pageOfEvents(args as PageArguments, context),
    },
  };
}

export const afterOfSubscription = afterArgument(
  'Begin after this cursor: that of the last event that was handled, or `eventCursor` of what was read. Now when not given.',
);

/** All changes of all record types, and what plugins publish. */
export function changesRoot(book: TypeBook): Roots {
  return {
    changes: {
      type: new GraphQLNonNull(eventType(book)),
      description: 'Everything that happens from now on, or since a cursor, in order and without a gap.',
      args: { ...eventArguments(book), after: afterOfSubscription },
      extensions: { [FOLLOW]: followChanges },
    },
  };
}

/** Changes of one record type. */
export function recordChangedRoot(book: TypeBook, type: RecordType, view: SchemaView): Roots {
  const follow: Follow = ({ filter }, { catalogue, access }) => {
    access.require(type, 'read');
    const predicate = filter ? new FilterReader(catalogue, access).read(type, filter) : EVERYTHING;
    return { wantsType: () => true, records: [{ type, filter: predicate }], filter: {} };
  };
  return {
    [`${camelCase(type.name)}Changed`]: {
      type: new GraphQLNonNull(recordEventType(book, type)),
      description: `What happens to ${type.name} records from now on, or since a cursor.`,
      args: {
        filter: {
          type: filterType(book, type, view),
          description: 'Only records that match. One that does not match any more comes as REMOVED.',
        },
        after: afterOfSubscription,
      },
      extensions: { [FOLLOW]: follow },
    },
  };
}

const followChanges: Follow = ({ types, filter }, { events }) => ({
  wantsType: events.matcher(types, 'types'),
  filter: filter ?? {},
});

interface PageArguments extends FollowArguments {
  readonly first?: number | null;
}

/** Events that are looked at for one page, so that a narrow filter does not read the whole log at once. */
const MAX_LOOKED_AT = 2_000;
const LOOKED_AT_ONCE = 200;

async function pageOfEvents(args: PageArguments, context: ExecutionContext): Promise<object> {
  const size = args.first ?? DEFAULT_PAGE_SIZE;
  if (size < 1 || size > MAX_PAGE_SIZE) {
    throw new RapportError('PAGE_INVALID', `first: must be from 1 to ${MAX_PAGE_SIZE}.`, { field: 'first' });
  }
  const { tenant, access, catalogue, composition, eventLog: log } = context;
  const { events } = composition;
  const question = followChanges(args, { catalogue, events, access });
  const sights = new RecordSights(log.runner, tenant, access);
  const reader: EventReaderContext = { sights, access, catalogue, events };
  const start = args.after == null ? await log.begin() : decodeEventCursor(tenant.id, args.after, 'after');
  const page = await gather(log, start, size, question, reader);
  const end = encodeEventCursor(tenant.id, page.end);
  return {
    nodes: page.events,
    edges: page.events.map((node) => ({ cursor: node.cursor, node })),
    pageInfo: new NamedValues({
      hasNextPage: page.more,
      hasPreviousPage: args.after != null,
      startCursor: page.events[0]?.cursor ?? null,
      endCursor: end,
    }),
  };
}

interface Gathered {
  readonly events: readonly ShownEvent[];
  readonly end: LogPosition;
  readonly more: boolean;
}

async function gather(
  log: EventLog,
  start: LogPosition,
  size: number,
  question: EventQuestion,
  reader: EventReaderContext,
): Promise<Gathered> {
  const shown: ShownEvent[] = [];
  let end = start;
  let more = true;
  for (let lookedAt = 0; more && shown.length < size && lookedAt < MAX_LOOKED_AT; lookedAt += LOOKED_AT_ONCE) {
    const { events, epoch, head } = await log.after(end, LOOKED_AT_ONCE);
    const seen = await seeEvents(events, question, reader);
    const taken = seen.slice(0, size - shown.length);
    shown.push(...taken.map((one) => showEvent(log.tenantId, epoch, one)));
    const full = shown.length === size ? taken.at(-1)?.event.seq : undefined;
    end = { epoch, seq: full ?? events.at(-1)?.seq ?? end.seq };
    more = end.seq < head;
  }
  return { events: shown, end, more };
}
