import {
  GraphQLEnumType,
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import { encodeEventCursor } from '../events/event-cursor.ts';
import type { EventKind, SeenEvent } from '../events/event-view.ts';
import { operations } from '../events/outbox.ts';
import { nestedValues } from '../records/extensions/nested-values.ts';
import { DateTimeScalar, JsonScalar } from '../records/kinds/index.ts';
import { encodeId } from '../records/record-id.ts';
import type { RecordType } from '../records/record-type.ts';
import type { RecordRef } from '../work/record-ref.ts';
import type { ExecutionContext } from '../work/request-context.ts';
import { answerField } from './answer-field.ts';
import { COST } from './operation-size.ts';
import { resolveReferences } from './references.ts';
import type { TypeBook } from './type-book.ts';

/** An event in the shape of its GraphQL type. */
export interface ShownEvent {
  readonly id: string | null;
  readonly cursor: string;
  readonly sequence: string;
  readonly kind: EventKind | 'CHECKPOINT';
  readonly type: string | null;
  readonly at: string;
  readonly recordType: string | null;
  readonly recordId: string | null;
  readonly version: number | null;
  readonly operation: string | null;
  readonly changedFields: readonly string[];
  readonly patch: Readonly<Record<string, unknown>> | null;
  readonly actor: string | null;
  readonly requestId: string | null;
  readonly schemaVersion: number | null;
  readonly node: RecordRef | null;
}

/** What a reader sees of an event, as GraphQL shows it. */
export function showEvent(tenantId: number, epoch: number, seen: SeenEvent): ShownEvent {
  const { event, kind, record, inSight, changedFields, patch } = seen;
  return {
    id: `evt_${event.uuid}`,
    cursor: encodeEventCursor(tenantId, { epoch, seq: event.seq }),
    sequence: String(event.seq),
    kind,
    type: event.type,
    at: event.at.toISOString(),
    recordType: record?.type.name ?? null,
    recordId: record ? encodeId(record.type, record.uuid) : null,
    version: event.record?.version ?? null,
    operation: event.operation?.toUpperCase() ?? null,
    changedFields,
    patch: patch && event.operation ? nestedValues(Object.entries(patch)) : (patch ?? null),
    actor: event.actor,
    requestId: event.requestId,
    schemaVersion: event.schemaVersion,
    node: record && inSight && kind !== 'REMOVED' ? record : null,
  };
}

/** Says how far a subscription has come when nothing concerned it. */
export function showCheckpoint(tenantId: number, epoch: number, seq: number): ShownEvent {
  return {
    id: null,
    cursor: encodeEventCursor(tenantId, { epoch, seq }),
    sequence: String(seq),
    kind: 'CHECKPOINT',
    type: null,
    at: new Date().toISOString(),
    recordType: null,
    recordId: null,
    version: null,
    operation: null,
    changedFields: [],
    patch: null,
    actor: null,
    requestId: null,
    schemaVersion: null,
    node: null,
  };
}

const kinds: Readonly<Record<ShownEvent['kind'], string>> = {
  CREATED: 'A record came into being, or was restored.',
  UPDATED: 'A record changed. It may have come into the filter by that: take it as new when it is unknown.',
  REMOVED: 'A record was deleted, or has left the filter or the sight of the reader.',
  PUBLISHED: 'Something else happened, as `type` says.',
  CHECKPOINT:
    'Nothing happened that concerns the reader; `cursor` says up to where. Comes at least every ten seconds while the log grows.',
};

const operationDescriptions: Readonly<Record<(typeof operations)[number], string>> = {
  created: 'It was created.',
  updated: 'Values were changed.',
  deleted: 'It was deleted softly.',
  restored: 'It was restored after a deletion.',
};

function kindType(book: TypeBook): GraphQLEnumType {
  return book.define(
    'EventKind',
    () =>
      new GraphQLEnumType({
        name: 'EventKind',
        description: 'What an event means to its reader.',
        values: Object.fromEntries(Object.entries(kinds).map(([kind, description]) => [kind, { description }])),
      }),
  );
}

export function eventOperationType(book: TypeBook): GraphQLEnumType {
  return book.define(
    'EventOperation',
    () =>
      new GraphQLEnumType({
        name: 'EventOperation',
        description: 'What happened to a record.',
        values: Object.fromEntries(
          operations.map((name) => [name.toUpperCase(), { description: operationDescriptions[name] }]),
        ),
      }),
  );
}

/** The event of any type. */
export function eventType(book: TypeBook): GraphQLObjectType {
  return defineEventType(book, 'Event', 'Something that happened.', 'Node', 'The record as it is now');
}

/** The event about records of one type. */
export function recordEventType(book: TypeBook, { name }: RecordType): GraphQLObjectType {
  return defineEventType(
    book,
    `${name}Event`,
    `Something that happened to a ${name}.`,
    name,
    `The ${name} as it is now`,
  );
}

function defineEventType(book: TypeBook, name: string, description: string, node: string, what: string) {
  return book.define(
    name,
    () =>
      new GraphQLObjectType({
        name,
        description,
        fields: () => eventFields(book, node, what),
      }),
  );
}

function eventFields(book: TypeBook, node: string, what: string): GraphQLFieldConfigMap<ShownEvent, ExecutionContext> {
  const field = (type: GraphQLOutputType, description: string) => ({ type, description });
  return {
    id: field(GraphQLID, 'Its id: an event that comes twice has the same. Null for a checkpoint.'),
    cursor: field(new GraphQLNonNull(GraphQLString), 'Place in the log: give it as `after` to go on behind it.'),
    sequence: field(
      new GraphQLNonNull(GraphQLString),
      'Its number in the log of the tenant, a decimal that rises by one with every event: who reads all of them can see that none is missing.',
    ),
    kind: field(new GraphQLNonNull(kindType(book)), 'What it means to the reader.'),
    type: field(GraphQLString, 'What happened, for example `customer.updated`. Null for a checkpoint.'),
    at: field(new GraphQLNonNull(DateTimeScalar), 'When it happened.'),
    recordType: field(GraphQLString, 'Name of the type of the record that it is about.'),
    recordId: field(GraphQLID, 'Id of the record that it is about.'),
    version: field(GraphQLInt, 'Version of the record that it led to.'),
    operation: field(
      eventOperationType(book),
      'What happened to the record; null for an event that a plugin published.',
    ),
    changedFields: field(
      new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))),
      'Names of the fields that changed, of those that the reader may read.',
    ),
    patch: field(
      JsonScalar,
      'New values of the changed fields by name, or the payload of an event that a plugin published. Values that were erased are missing; null when the record is out of sight.',
    ),
    actor: field(GraphQLString, 'Id of the user or API key who did it, or `operator`.'),
    requestId: field(GraphQLString, 'The request that it happened in; its other events have the same.'),
    schemaVersion: field(GraphQLInt, 'Version of the shape of `patch`.'),
    node: {
      type: book.get(node) as GraphQLOutputType,
      description: `${what}, as the reader may see it; null when it is not in sight.`,
      resolve: resolveReferences((event) => (event as ShownEvent).node),
    },
  };
}

export function eventConnectionType(book: TypeBook): GraphQLObjectType {
  const event = () => new GraphQLNonNull(eventType(book));
  const listOf = (type: GraphQLNonNull<GraphQLObjectType>) => new GraphQLNonNull(new GraphQLList(type));
  const edge = book.define(
    'EventEdge',
    () =>
      new GraphQLObjectType({
        name: 'EventEdge',
        description: 'An event in a list.',
        fields: () => ({
          cursor: { type: new GraphQLNonNull(GraphQLString), description: 'Its place in the log.' },
          node: { type: event(), description: 'The event.' },
        }),
      }),
  );
  return book.define(
    'EventConnection',
    () =>
      new GraphQLObjectType({
        name: 'EventConnection',
        description: 'A part of the event log.',
        extensions: { [COST]: 0 },
        fields: () => ({
          nodes: { type: listOf(event()), description: 'The events.' },
          edges: { type: listOf(new GraphQLNonNull(edge)), description: 'The events with their cursors.' },
          pageInfo: answerField(
            new GraphQLNonNull(book.get<GraphQLObjectType>('PageInfo')),
            'Where the page lies in the log. A page may be short, or empty, and still have a next one: go on after `endCursor`.',
          ),
        }),
      }),
  );
}

/** A condition on events themselves. */
export function eventFilterType(book: TypeBook): GraphQLInputObjectType {
  const list = (type: typeof GraphQLID | typeof GraphQLString) => new GraphQLList(new GraphQLNonNull(type));
  return book.define(
    'EventFilter',
    () =>
      new GraphQLInputObjectType({
        name: 'EventFilter',
        description: 'A condition on events. All that is given must hold.',
        fields: () => ({
          recordIds: { type: list(GraphQLID), description: 'It is about one of these records.' },
          actors: { type: list(GraphQLString), description: 'One of these did it.' },
          exceptActors: {
            type: list(GraphQLString),
            description: 'None of these did it; with its own id a script does not hear of what it writes itself.',
          },
          changedFields: { type: list(GraphQLString), description: 'One of these fields changed.' },
        }),
      }),
  );
}
