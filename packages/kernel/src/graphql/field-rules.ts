import type { RecordCatalogue } from '../records/catalogue.ts';
import type { Action, Collection, Field, RecordType, Reference } from '../records/record-type.ts';
import { canFollow, canFollowBack } from '../records/relations.ts';
import { canShow, type TimelineSource } from '../records/timeline.ts';

/** Which fields and entries of timelines a schema shows. Actors with the same rules share one schema. */
export interface FieldRules {
  allows(type: RecordType, action: Action): boolean;
  canRead(type: RecordType, field: Field): boolean;
  canWrite(type: RecordType, field: Field): boolean;
}

/** What one schema is made of. */
export interface SchemaView {
  readonly catalogue: RecordCatalogue;
  readonly rules: FieldRules;
}

/** Everything, for the reference schema and for roles without field rules. */
export const ALL_FIELDS: FieldRules = { allows: () => true, canRead: () => true, canWrite: () => true };

export function visibleFields(rules: FieldRules, type: RecordType): Field[] {
  return [...type.fields.values()].filter((field) => rules.canRead(type, field));
}

export function visibleReferences(rules: FieldRules, type: RecordType): Reference[] {
  return [...type.references.values()].filter((reference) => canFollow(rules, type, reference));
}

export function visibleCollections({ catalogue, rules }: SchemaView, type: RecordType): Collection[] {
  return [...catalogue.collectionsOf(type).values()].filter((collection) => canFollowBack(rules, collection));
}

export function visibleTimeline({ catalogue, rules }: SchemaView, type: RecordType): TimelineSource[] {
  return catalogue.timelineOf(type).filter((source) => canShow(rules, source));
}
