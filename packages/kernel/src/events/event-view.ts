import type { Access } from '../access/access.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { EVERYTHING, type Predicate } from '../records/predicate.ts';
import { encodeId } from '../records/record-id.ts';
import type { RecordType } from '../records/record-type.ts';
import { RecordRef } from '../work/record-ref.ts';
import type { LoggedEvent, LoggedRecord } from './event-log.ts';
import type { EventCatalogue } from './own-event.ts';
import type { RecordSights } from './record-sights.ts';

/** Which events somebody wants to know of. */
export interface EventQuestion {
  /** Whether events of this type are wanted. */
  readonly wantsType: (type: string) => boolean;
  /** Only events about records of these types, each as far as they match. */
  readonly records?: readonly RecordCondition[];
  readonly filter: EventFilter;
}

/** A condition on records of one type. */
export interface RecordCondition {
  readonly type: RecordType;
  readonly filter: Predicate;
}

/** A condition on events themselves. What is not given holds. */
export interface EventFilter {
  readonly recordIds?: readonly string[] | null;
  readonly actors?: readonly string[] | null;
  readonly exceptActors?: readonly string[] | null;
  readonly changedFields?: readonly string[] | null;
}

/** What an event means to one reader. */
export type EventKind = 'CREATED' | 'UPDATED' | 'REMOVED' | 'PUBLISHED';

/** An event as one reader may see it. */
export interface SeenEvent {
  readonly event: LoggedEvent;
  readonly kind: EventKind;
  readonly record: RecordRef | undefined;
  /** Whether the record is in his sight now, so that what it holds may be shown. */
  readonly inSight: boolean;
  readonly changedFields: readonly string[];
  /** Undefined where its values are none of his business. */
  readonly patch: Readonly<Record<string, unknown>> | undefined;
}

/** Who reads, and how to find out what he sees. */
export interface EventReaderContext {
  readonly sights: RecordSights;
  readonly access: Access;
  readonly catalogue: RecordCatalogue;
  readonly events: EventCatalogue;
}

interface RecordEvent {
  readonly event: LoggedEvent;
  readonly about: LoggedRecord;
  readonly type: RecordType;
}

/**
 * The events of these that concern the reader, as he may see them: rows by his row scopes, values by his field rules,
 * both as they are now. A record that has left his sight or his filter by an event is REMOVED, if it was there before.
 */
export async function seeEvents(
  events: readonly LoggedEvent[],
  question: EventQuestion,
  context: EventReaderContext,
): Promise<SeenEvent[]> {
  const wanted = events.filter((event) => isWanted(event, question, context));
  const aboutRecords = wanted.flatMap((event): RecordEvent[] => {
    const type = event.record && context.catalogue.find(event.record.typeName);
    return event.record && type ? [{ event, about: event.record, type }] : [];
  });
  const seen = new Map<LoggedEvent, SeenEvent>();
  for (const type of new Set(aboutRecords.map((one) => one.type))) {
    const ofType = aboutRecords.filter((one) => one.type === type);
    const filter = question.records?.find((condition) => condition.type === type)?.filter ?? EVERYTHING;
    for (const one of await seeOfType(type, ofType, filter, context)) seen.set(one.event, one);
  }
  return wanted.flatMap((event) => {
    const one = event.record ? seen.get(event) : publication(event);
    return one && changesWanted(one, question) ? [one] : [];
  });
}

function isWanted(event: LoggedEvent, { wantsType, records, filter }: EventQuestion, context: EventReaderContext) {
  const { record, actor } = event;
  if (!wantsType(event.type)) return false;
  if (records && !records.some(({ type }) => type.name === record?.typeName)) return false;
  if (filter.actors && !filter.actors.includes(actor)) return false;
  if (filter.exceptActors?.includes(actor)) return false;
  if (!event.operation && !context.events.mayRead(context.access, event.type)) return false;
  if (!record) return !filter.recordIds;
  const type = context.catalogue.find(record.typeName);
  if (!type || !context.access.allows(type, 'read')) return false;
  return !filter.recordIds || filter.recordIds.includes(encodeId(type, record.uuid));
}

/** Decided on what the reader may see of an event, so that nothing else can be found out with it. */
function changesWanted({ changedFields }: SeenEvent, { filter }: EventQuestion): boolean {
  return !filter.changedFields || filter.changedFields.some((name) => changedFields.includes(name));
}

function publication(event: LoggedEvent): SeenEvent {
  return { event, kind: 'PUBLISHED', record: undefined, inSight: false, changedFields: [], patch: event.patch };
}

async function seeOfType(
  type: RecordType,
  events: readonly RecordEvent[],
  filter: Predicate,
  context: EventReaderContext,
): Promise<SeenEvent[]> {
  const uuids = [...new Set(events.map(({ about }) => about.uuid))];
  const sights = await context.sights.now(type, uuids, filter);
  const isThere = ({ about }: RecordEvent) => sights.get(about.uuid) === true;
  const gone = events.filter((one) => !isThere(one) && mayBeRemoval(one));
  const changes = gone.map(({ about: { uuid, version = 0 } }) => ({ uuid, version }));
  const wasThere = await context.sights.before(type, changes, filter);
  const removed = new Set(gone.filter((_, index) => wasThere[index]));
  return events.flatMap((one): SeenEvent[] => {
    const kind = isThere(one) ? kindOf(one.event) : removed.has(one) ? 'REMOVED' : undefined;
    if (!kind) return [];
    return [view(one, kind, sights.has(one.about.uuid), context.access)];
  });
}

function kindOf({ operation }: LoggedEvent): EventKind {
  if (!operation) return 'PUBLISHED';
  return operation === 'created' || operation === 'restored' ? 'CREATED' : 'UPDATED';
}

/** Before it was created or restored, nobody saw it. */
function mayBeRemoval({ event }: RecordEvent): boolean {
  return event.operation === 'updated' || event.operation === 'deleted';
}

function view({ event, about, type }: RecordEvent, kind: EventKind, inSight: boolean, access: Access): SeenEvent {
  const readable = (name: string) => {
    const field = type.fields.get(name);
    return field !== undefined && access.canRead(type, field);
  };
  const record = new RecordRef(type, about.uuid);
  const own = event.operation === undefined;
  // Whoever lost sight of a record does not learn to whom it went.
  const changedFields = inSight && !own ? event.changedFields.filter(readable) : [];
  const values = own ? Object.entries(event.patch) : Object.entries(event.patch).filter(([name]) => readable(name));
  return { event, kind, record, inSight, changedFields, patch: inSight ? Object.fromEntries(values) : undefined };
}
