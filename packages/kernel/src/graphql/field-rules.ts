import type { RecordCatalogue } from '../records/catalogue.ts';
import type {
  Action,
  Collection,
  Extension,
  Field,
  RecordType,
  Reference,
  ReferenceList,
} from '../records/record-type.ts';
import { canFollow, canFollowBack, fieldOf } from '../records/relations.ts';
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

/** The fields of an extension that the schema shows. */
export function visibleExtensionFields(rules: FieldRules, type: RecordType, { key }: Extension): Field[] {
  return visibleFields(rules, type).filter(({ extension }) => extension?.key === key);
}

/** Relations that fields of an extension make. */
export function visibleExtensionReferences(rules: FieldRules, type: RecordType, { key }: Extension): Reference[] {
  return visibleReferences(rules, type).filter(({ field }) => fieldOf(type, field).extension?.key === key);
}

/** Extensions of which anything is to be seen. */
export function visibleExtensions(rules: FieldRules, type: RecordType): Extension[] {
  return [...type.extensions.values()].filter((each) => visibleExtensionFields(rules, type, each).length > 0);
}

export function visibleFields(rules: FieldRules, type: RecordType): Field[] {
  return [...type.fields.values()].filter((field) => rules.canRead(type, field));
}

export function visibleReferences(rules: FieldRules, type: RecordType): Reference[] {
  return [...type.references.values()].filter((reference) => canFollow(rules, type, reference));
}

export function visibleLists(rules: FieldRules, type: RecordType): ReferenceList[] {
  return [...type.referenceLists.values()].filter(({ field }) => rules.canRead(type, fieldOf(type, field)));
}

/** Lists of references that a plugin added to the record. */
export function visibleExtensionLists(rules: FieldRules, type: RecordType, { key }: Extension): ReferenceList[] {
  return visibleLists(rules, type).filter(({ field }) => fieldOf(type, field).extension?.key === key);
}

export function visibleCollections({ catalogue, rules }: SchemaView, type: RecordType): Collection[] {
  return [...catalogue.collectionsOf(type).values()].filter((collection) => canFollowBack(rules, collection));
}

export function visibleTimeline({ catalogue, rules }: SchemaView, type: RecordType): TimelineSource[] {
  return catalogue.timelineOf(type).filter((source) => canShow(rules, source));
}
