import type { RecordCondition } from '../events/event-view.ts';
import type { Composition } from '../plugins/composition.ts';
import type { Predicate } from '../records/predicate.ts';
import type { RecordType } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import { AffectedRecords, type Cause, type Hop, mergeCauses } from './affected-records.ts';

/** Announcements that mean a change of records about which no change is announced: `segments.entered` of a membership. */
export interface Announcement {
  readonly event: string;
  /** Name of the record type that changed. The announcement is about the record that `via` of it refers to. */
  readonly recordType: string;
  readonly via: string;
}

/** Finds the records that may begin or cease to meet a condition when something happens. */
export function affectedBy(
  { type, filter }: RecordCondition,
  { catalogue, events }: Composition,
  announcements: readonly Announcement[] = [],
): AffectedRecords {
  const told = (on: RecordType, field: string): ReadonlySet<string> =>
    new Set(
      [...events.own.values()]
        .filter((event) => event.tells === field && event.about && catalogue.typeOf(event.about()) === on)
        .map((event) => event.type),
    );
  const causes = causesOf(filter, type, []).map(
    (cause): Cause => ({
      ...cause,
      announcements: new Set([...(cause.fields ?? [])].flatMap((field) => [...told(cause.type, field)])),
    }),
  );
  return new AffectedRecords([
    { type, fields: new Set<string>(), path: [] },
    ...mergeCauses(type, catalogue),
    ...causes,
    ...causes.flatMap((cause) => announcements.flatMap((one) => announced(cause, one))),
  ]);

  function causesOf(predicate: Predicate, on: RecordType, path: readonly Hop[]): Cause[] {
    switch (predicate.kind) {
      case 'all':
      case 'any':
        return predicate.of.flatMap((part) => causesOf(part, on, path));
      case 'not':
        return causesOf(predicate.of, on, path);
      case 'leaf':
        return [{ type: on, fields: new Set([predicate.field.name]), path }];
      case 'token': {
        const { search } = predicate.type;
        const up: Hop[] =
          search?.of === undefined
            ? []
            : [{ direction: 'up', field: fieldOf(predicate.type, search.of.field), target: on }];
        return [{ type: predicate.type, fields: new Set([predicate.field.name]), path: [...up, ...path] }];
      }
      case 'one': {
        const field = fieldOf(on, predicate.reference.field);
        const down: Hop = { direction: 'down', field, target: on };
        return [
          { type: on, fields: new Set([field.name]), path },
          ...causesOf(predicate.of, predicate.target, [down, ...path]),
        ];
      }
      case 'many': {
        const { target, field } = predicate.collection;
        const up: Hop = { direction: 'up', field, target: on };
        const standing = target.supersededBy ? [target.supersededBy.field] : [];
        return [
          { type: target, fields: new Set([field.name, ...standing]), path: [up, ...path] },
          ...causesOf(predicate.of, target, [up, ...path]),
        ];
      }
    }
  }
}

function announced({ type, path: [first, ...rest] }: Cause, { event, recordType, via }: Announcement): Cause[] {
  const isOf = type.name === recordType && first?.direction === 'up' && first.field.name === `${via}Id`;
  return first && isOf ? [{ type: first.target, fields: new Set(), announcements: new Set([event]), path: rest }] : [];
}
