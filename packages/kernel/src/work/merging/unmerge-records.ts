import { isDeepStrictEqual } from 'node:util';
import { RapportError } from '../../errors/index.ts';
import type { MovedReference } from '../../records/catalogue.ts';
import { decodeId, encodeId } from '../../records/record-id.ts';
import type { RecordType } from '../../records/record-type.ts';
import { quietly, quoteIdentifier } from '../../tenancy/index.ts';
import type { FieldValues } from '../change.ts';
import { requireWrite } from '../ownership.ts';
import { RecordRef } from '../record-ref.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { keepOtherMergesOut, logOf } from './merge-records.ts';
import { type MergeStep, type Pair, stepsOf } from './merge-steps.ts';
import { assertNotMerged, mergedIntoField } from './merged-record.ts';
import { Moves } from './moves.ts';
import { shownRows } from './shown-rows.ts';
import { withoutRules } from './without-rules.ts';

export interface UnmergeOptions {
  readonly mergeId: string;
  /** Version of the merge that the caller read. */
  readonly expectedVersion?: number | null | undefined;
}

/** Something that was changed since the merge and therefore stays as it is. */
export interface UnmergeConflict {
  readonly recordType: string;
  readonly id: string;
  /** The field that another value was given; null where the record itself does not come back. */
  readonly field: string | null;
}

export interface UnmergeResult {
  readonly survivor: RecordRef;
  readonly merged: RecordRef;
  readonly merge: RecordRef;
  readonly conflicts: readonly UnmergeConflict[];
}

/**
 * Takes a merge back: what it moved goes back, and what it changed gets the values that it had. What came to the survivor
 * since stays there. What was changed since keeps the new value, and the answer tells it.
 */
export async function unmergeRecords(
  work: UnitOfWork,
  type: RecordType,
  { mergeId, expectedVersion }: UnmergeOptions,
): Promise<UnmergeResult> {
  const log = logOf(work, type);
  requireWrite(work, log, 'update');
  requireWrite(work, type, 'update');
  const merge = new RecordRef(log, decodeId(log, mergeId, 'mergeId'));
  const paths = { id: 'mergeId', input: 'input', expectedVersion: 'expectedVersion' };
  const unmergedAt = new Date().toISOString();
  // First of all, so that of two attempts at once only one goes on.
  await work.update(log.class, mergeId, {}, { expectedVersion, paths });
  const pair = await openMerge(work, log, merge.uuid);
  await keepOtherMergesOut(work, pair);
  await assertNotMerged(work, type, pair.survivor, 'mergeId');
  const steps = await stepsOf(work, merge.uuid);
  const isOfTheTwo = ({ reference, first }: MergeStep) => reference === null && Object.values(pair).includes(first);
  const conflicts: UnmergeConflict[] = [];
  const undoAll = async (some: readonly MergeStep[]) => {
    for (const step of some) conflicts.push(...(await undo(work, type, pair, step, merge.uuid)));
  };
  const lists = steps.filter((step) => followingList(work, type, step) !== undefined);
  const ofOthers = steps.filter((step) => !isOfTheTwo(step) && !lists.includes(step));
  const isLastOfMany = ({ record_type, reference }: MergeStep, index: number) =>
    !ofOthers.slice(index + 1).some((step) => step.record_type === record_type && step.reference === reference);
  await quietly(work.transaction, () =>
    undoAll(ofOthers.filter((step, index) => step.reference !== null && !isLastOfMany(step, index))),
  );
  await undoAll(ofOthers.filter((step, index) => step.reference === null || isLastOfMany(step, index)));
  // As in a merge, the two records themselves are locked last.
  await work.update(type.class, encodeId(type, pair.survivor), {}, { paths });
  await bringBack(work, type, pair.merged);
  // Only what is there can be referred to.
  await undoAll(lists);
  await undoAll(steps.filter(isOfTheTwo));
  await work.update(log.class, mergeId, {}, { kept: { unmergedAt }, paths });
  return {
    survivor: new RecordRef(type, pair.survivor),
    merged: new RecordRef(type, pair.merged),
    merge,
    conflicts,
  };
}

/** Both sides of a merge that stands. */
async function openMerge(work: UnitOfWork, log: RecordType, uuid: string): Promise<Pair> {
  const [row] = await work.run<{ survivor: string; merged: string; unmerged_at: Date | null }>({
    text: `select survivor_id as survivor, merged_id as merged, unmerged_at from ${quoteIdentifier(log.table)} where tenant_id = $1 and id = $2`,
    values: [work.context.tenant.id, uuid],
  });
  if (row && row.unmerged_at === null) return row;
  throw new RapportError('MERGE_REFUSED', 'This merge was taken back already.', { field: 'mergeId' });
}

/** Makes the merged record a living one again; the actor must be allowed to change it. */
async function bringBack(work: UnitOfWork, type: RecordType, uuid: string): Promise<void> {
  const id = encodeId(type, uuid);
  await work.unlimited.restore(type.class, id, { kept: { [mergedIntoField(type)?.name ?? '']: null } });
  await work.update(
    type.class,
    id,
    {},
    { paths: { id: 'mergeId', input: 'input', expectedVersion: 'expectedVersion' } },
  );
}

function undo(
  work: UnitOfWork,
  type: RecordType,
  pair: Pair,
  step: MergeStep,
  mergeUuid: string,
): Promise<UnmergeConflict[]> {
  const source = work.context.catalogue.find(step.record_type);
  // A plugin that is gone took its record types with it; its rows stay where they are.
  if (!source) return Promise.resolve([]);
  if (step.reference === null || followingList(work, type, step))
    return undoChange(work, source, step, step.first === pair.survivor);
  const moved = work.context.catalogue
    .movedReferences(type)
    .find((each) => each.source === source && each.reference.name === step.reference);
  return moved ? undoMove(work, moved, pair, step, mergeUuid) : Promise.resolve([]);
}

/** The list of references that a step tells of; undefined where it tells of something else. */
const followingList = ({ context }: UnitOfWork, type: RecordType, step: MergeStep) =>
  context.catalogue
    .followingLists(type)
    .find(({ source, list }) => source.name === step.record_type && list.name === step.reference);

async function undoMove(
  work: UnitOfWork,
  moved: MovedReference,
  { survivor, merged }: Pair,
  step: MergeStep,
  mergeUuid: string,
): Promise<UnmergeConflict[]> {
  const staying = await new Moves(work, moved, { from: survivor, to: merged }).moveBack(step, mergeUuid);
  return staying.map((id) => ({ recordType: moved.source.name, id, field: null }));
}

/** Of the survivor each field goes back by itself; another record goes back whole, or its values would not fit together. */
async function undoChange(
  work: UnitOfWork,
  type: RecordType,
  { first, before, after }: MergeStep,
  isSurvivor: boolean,
): Promise<UnmergeConflict[]> {
  const held = (await shownRows(work, type, [first])).get(first);
  if (!held || held.deletedAt !== null) return [];
  const names = Object.keys(after);
  const changed = names.filter((name) => !isDeepStrictEqual(held[name], after[name]));
  const back = changed.length > 0 && !isSurvivor ? [] : names.filter((name) => !changed.includes(name));
  const id = encodeId(type, first);
  const kept: FieldValues = Object.fromEntries(back.map((name) => [name, before[name]]));
  const writer = isSurvivor ? work.unlimited : withoutRules(work);
  if (back.length > 0) await writer.update(type.class, id, {}, { kept });
  return changed.map((field) => ({ recordType: type.name, id, field }));
}
