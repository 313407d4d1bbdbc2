import { PluginError } from '../errors/index.ts';
import { type Order, timelineOrder } from './order.ts';
import type { ReadAccess } from './read-access.ts';
import type { Field, Index, RecordType, Reference } from './record-type.ts';
import { recordTypeOf } from './registry.ts';
import { canFollowBack, fieldOf } from './relations.ts';

/** Name of the field that shows a record's timeline. */
export const TIMELINE = 'timeline';

/** One record type in the timeline of another. */
export interface TimelineSource {
  /** The type of the entries. */
  readonly target: RecordType;
  readonly reference: Reference;
  /** Their field that holds the id of the record whose timeline it is. */
  readonly field: Field;
  /** Their field with the moment at which they stand there. */
  readonly at: Field;
  readonly order: Order;
}

/** What each record type's timeline is made of, by the name of the type whose timeline it is. */
export function linkTimelines(types: readonly RecordType[]): ReadonlyMap<string, readonly TimelineSource[]> {
  const timelines = new Map<string, TimelineSource[]>();
  for (const target of types) {
    for (const { of, at } of target.timelines) {
      const reference = target.references.get(of);
      if (!reference) throw new Error(`${target.name} has no reference ${of}.`);
      const parent = recordTypeOf(reference.target());
      const sources = timelines.get(parent.name) ?? [];
      if (sources.some((source) => source.target === target)) {
        throw new PluginError(
          `${target.name} stands in the timeline of ${parent.name} twice: a record would be shown two times.`,
          'Leave one of the two out of `timelines` of its @Record.',
        );
      }
      const moment = fieldOf(target, at);
      const order = timelineOrder(parent, target, moment);
      sources.push({ target, reference, field: fieldOf(target, reference.field), at: moment, order });
      timelines.set(parent.name, sources);
    }
  }
  return timelines;
}

/** Whether an index has the entries of one record in the order of its timeline. */
export function isServed({ target, field, at }: TimelineSource): boolean {
  const wanted = [field, at, fieldOf(target, 'id')].map(({ columns }) => columns[0]);
  const serves = ({ of, columns }: Index) =>
    of === 'living' &&
    wanted.every((column, position) => columns[position]?.column === column) &&
    columns[1]?.descending === columns[2]?.descending;
  return target.indexes.some(serves);
}

/** Whoever may not read the records, whose they are, or when they happened does not find them in a timeline. */
export function canShow(access: Pick<ReadAccess, 'canRead' | 'allows'>, source: TimelineSource): boolean {
  return (
    access.allows(source.target, 'read') && canFollowBack(access, source) && access.canRead(source.target, source.at)
  );
}
