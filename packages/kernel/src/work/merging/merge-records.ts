import { isDeepStrictEqual } from 'node:util';
import { RapportError } from '../../errors/index.ts';
import { reject, secret } from '../../records/kinds/index.ts';
import { decodeId, encodeId, uuidBefore } from '../../records/record-id.ts';
import type { Field, RecordType } from '../../records/record-type.ts';
import { PredicateSql } from '../../records/sql/predicate-sql.ts';
import { StatementBuilder } from '../../records/sql/statement-builder.ts';
import { isSystemField } from '../../records/system-fields.ts';
import { inputFields, type RecordInput } from '../../records/write/input.ts';
import { quietly, quoteIdentifier } from '../../tenancy/index.ts';
import type { FieldValues } from '../change.ts';
import { refuseOutOfScope, requireWrite, withinScope } from '../ownership.ts';
import { RecordRef } from '../record-ref.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { countLists, followInLists } from './follow-lists.ts';
import { MergeSteps, type Pair } from './merge-steps.ts';
import { assertNotMerged, mergedIntoField } from './merged-record.ts';
import { countMoves, findMoving, type MergedReference, MOVED_AT_ONCE, type MoveCount, Moves } from './moves.ts';
import { shownRows } from './shown-rows.ts';
import { withoutRules } from './without-rules.ts';

/** Longer than any transaction takes: what it adds has an id that is no older. */
const STRAGGLERS_MS = 60_000;

export interface MergeOptions {
  readonly survivorId: string;
  readonly mergedId: string;
  /** Values that the survivor gets. What is not given stays; what it lacks comes from the merged record. */
  readonly input: RecordInput;
  /** Versions that the caller read. */
  readonly expectedVersions: { readonly survivor?: number | null; readonly merged?: number | null };
  /** Says what would happen, and writes nothing. */
  readonly dryRun: boolean;
}

/** What a merge does with one value of the two records. */
export interface MergedField {
  readonly field: string;
  readonly survivor: unknown;
  readonly merged: unknown;
  readonly surviving: unknown;
}

export interface MergeResult {
  readonly survivor: RecordRef;
  readonly merged: RecordRef;
  /** The record of the merge; null after a dry run. */
  readonly merge: RecordRef | null;
  readonly references: readonly MergedReference[];
  /** Values in which the two differ, as far as the actor may read them. */
  readonly fields: readonly MergedField[];
}

/**
 * Makes two records of one type one (B12). Everything that refers to the merged record moves to the survivor; the merged
 * one leaves all lists and tells by its id where it went. Nothing is lost: `unmergeRecords` takes it back.
 *
 * The two records themselves are locked last: until then others read and change them, and what they add moves in the end.
 */
export async function mergeRecords(work: UnitOfWork, type: RecordType, options: MergeOptions): Promise<MergeResult> {
  const log = logOf(work, type);
  requireWrite(work, log, 'create');
  requireWrite(work, type, 'update');
  const pair = readPair(type, options);
  await keepOtherMergesOut(work, pair);
  for (const side of sides) await assertMergeable(work, type, pair[side], options, side);
  const rows = await bothRows(work, type, pair);
  const given: Given = {
    input: { ...gaps(work, type, rows), ...options.input },
    kept: type.combine?.(rows.survivor, rows.merged).survivors ?? {},
  };
  const moves = work.context.catalogue
    .movedReferences(type)
    .map((moved) => new Moves(work, moved, { from: pair.merged, to: pair.survivor }));
  const result = {
    survivor: new RecordRef(type, pair.survivor),
    merged: new RecordRef(type, pair.merged),
    fields: compare(work, type, rows, { ...given.kept, ...given.input }),
  };
  const begin = async () => {
    const { survivorId, mergedId } = options;
    const merge = await work.create(log.class, {}, 'input', { survivorId, mergedId });
    return { merge, steps: new MergeSteps(work, merge.uuid) };
  };
  const [settled, plain] = [moves.filter(isSettled), moves.filter((each) => !isSettled(each))];
  if (options.dryRun) {
    const counts = await rehearse(work, async () => {
      const { steps } = await begin();
      await settle(work, settled, steps);
      await changeSurvivor(work, type, pair, given, options, steps);
      return { moves: await countMoves(work, moves), lists: await countLists(work, type, pair) };
    });
    return { ...result, merge: null, references: [...describeCounts(moves, counts.moves), ...counts.lists] };
  }
  const since = uuidBefore(STRAGGLERS_MS);
  const { merge, steps } = await begin();
  const moved = new Moved(work, steps);
  const staying = new Map(await countMoves(work, plain));
  await moved.add(await findMoving(work, plain));
  await settle(work, settled, steps);
  for (const [each, count] of await countMoves(work, settled)) staying.set(each, count);
  await moved.add(await findMoving(work, settled));
  await changeSurvivor(work, type, pair, given, options, steps);
  await holdOffNewReferences(work, type, pair.merged);
  await moved.add(await findMoving(work, moves, since));
  const lists = await followInLists(work, type, pair, steps);
  await retire(work, type, pair, steps);
  const counts = moves.map(
    (each) => [each, { moving: moved.count(each), staying: staying.get(each)?.staying ?? 0 }] as const,
  );
  return { ...result, merge, references: [...describeCounts(moves, new Map(counts)), ...lists] };
}

/** Whether rules say what becomes of records that cannot stand beside each other. */
const isSettled = ({ moved }: Moves): boolean => moved.source.combine !== undefined;

async function settle(work: UnitOfWork, moves: readonly Moves[], steps: MergeSteps): Promise<void> {
  for (const [each, { staying }] of await countMoves(work, moves)) if (staying > 0) await combine(work, each, steps);
}

/** Moves what was found and counts it. */
class Moved {
  private readonly work: UnitOfWork;
  private readonly steps: MergeSteps;
  private readonly counts = new Map<Moves, number>();

  constructor(work: UnitOfWork, steps: MergeSteps) {
    this.work = work;
    this.steps = steps;
  }

  /** The most numerous first, and of each its last ones at the end: what others may wait for is locked for a short time. */
  async add(found: ReadonlyMap<Moves, readonly string[]>): Promise<void> {
    const sorted = [...found].sort(([, a], [, b]) => b.length - a.length);
    await quietly(this.work.transaction, async () => {
      for (const [each, uuids] of sorted) await this.move(each, uuids.slice(MOVED_AT_ONCE));
    });
    for (const [each, uuids] of sorted) await this.move(each, uuids.slice(0, MOVED_AT_ONCE));
  }

  private async move(each: Moves, uuids: readonly string[]): Promise<void> {
    this.counts.set(each, this.count(each) + (await each.move(uuids, this.steps)));
  }

  count(each: Moves): number {
    return this.counts.get(each) ?? 0;
  }
}

/** What the work would give, refusals included; nothing of it stays. */
async function rehearse<Result>(work: UnitOfWork, act: () => Promise<Result>): Promise<Result> {
  const results: Result[] = [];
  const rehearsed = new Error('Nothing of this is to stay.');
  await work
    .nested(async () => {
      results.push(await act());
      throw rehearsed;
    })
    .catch((error: unknown) => {
      if (error !== rehearsed) throw error;
    });
  work.nothingWritten = true;
  return results[0] as Result;
}

const sides = ['survivor', 'merged'] as const;
type Side = (typeof sides)[number];

const argumentOf: Record<Side, 'survivorId' | 'mergedId'> = { survivor: 'survivorId', merged: 'mergedId' };

/** The record type of the merges of this type. */
export function logOf({ context }: UnitOfWork, type: RecordType): RecordType {
  const log = context.catalogue.mergeLogOf(type);
  if (!log) throw new Error(`${type.name} records cannot be merged.`);
  return log;
}

function readPair(type: RecordType, { survivorId, mergedId }: MergeOptions): Pair {
  const pair = {
    survivor: decodeId(type, survivorId, argumentOf.survivor),
    merged: decodeId(type, mergedId, argumentOf.merged),
  };
  if (pair.survivor === pair.merged) reject(argumentOf.merged, 'is the survivor itself.');
  return pair;
}

/** Merges that share a record wait for each other, and nobody else does. */
export async function keepOtherMergesOut(work: UnitOfWork, { survivor, merged }: Pair): Promise<void> {
  for (const uuid of [survivor, merged].sort()) {
    await work.run({
      text: 'select pg_advisory_xact_lock(hashtextextended($2, $1))',
      values: [work.context.tenant.id, uuid],
    });
  }
}

/** Refuses a side that is not in sight, outside what the actor may change, or no longer at the version that he read. */
async function assertMergeable(
  work: UnitOfWork,
  type: RecordType,
  uuid: string,
  { expectedVersions }: MergeOptions,
  side: Side,
): Promise<void> {
  const field = argumentOf[side];
  const statement = new StatementBuilder();
  const source = statement.rows(type);
  const visible = new PredicateSql(statement, work.context.access).visible(source);
  const scope = withinScope(work, type, 'update', statement, source.alias);
  const text = `select version, coalesce(${scope}, false) as within_scope from ${source.table} ${source.alias}
    where ${visible} and ${source.column('id')} = ${statement.parameter(uuid, 'uuid')}`;
  const [row] = await work.run<{ version: number; within_scope: boolean }>(statement.build(text, work.request));
  if (!row) {
    await assertNotMerged(work, type, uuid, field);
    throw new RapportError('NOT_FOUND', `${field}: there is no such ${type.name}.`, { field });
  }
  if (!row.within_scope) refuseOutOfScope(work, type, 'update');
  const expected = expectedVersions[side];
  if (expected == null || expected === row.version) return;
  throw new RapportError('VERSION_CONFLICT', `This ${type.name} is no longer at version ${expected}.`, {
    field: `expectedVersions.${side}`,
    currentVersion: row.version,
  });
}

/** What the survivor is given: by the caller with his rights, and by the rules of its type. */
interface Given {
  readonly input: RecordInput;
  readonly kept: RecordInput;
}

type BothRows = Readonly<Record<Side, FieldValues>>;

async function bothRows(work: UnitOfWork, type: RecordType, { survivor, merged }: Pair): Promise<BothRows> {
  const rows = await shownRows(work, type, [survivor, merged]);
  return { survivor: rows.get(survivor) ?? {}, merged: rows.get(merged) ?? {} };
}

const isMissing = (value: unknown): boolean => value == null || (Array.isArray(value) && value.length === 0);

/** What the survivor lacks and the merged record has, as far as the actor may write it. */
function gaps(work: UnitOfWork, type: RecordType, { survivor, merged }: BothRows): RecordInput {
  const taken = inputFields(type, 'update').filter(
    (field) =>
      field.nullable &&
      // What is shown of a secret is not the secret.
      field.kind !== secret &&
      isMissing(survivor[field.name]) &&
      !isMissing(merged[field.name]) &&
      merged[field.name] !== survivor.id &&
      work.context.access.canWrite(type, field),
  );
  return Object.fromEntries(taken.map(({ name }) => [name, merged[name]]));
}

function compare(
  work: UnitOfWork,
  type: RecordType,
  { survivor, merged }: BothRows,
  input: RecordInput,
): MergedField[] {
  const differs = (field: Field) =>
    !isSystemField(field) &&
    field !== mergedIntoField(type) &&
    work.context.access.canRead(type, field) &&
    !isDeepStrictEqual(survivor[field.name], merged[field.name]);
  return [...type.fields.values()].filter(differs).map(({ name }) => ({
    field: name,
    survivor: survivor[name],
    merged: merged[name],
    surviving: input[name] === undefined ? survivor[name] : input[name],
  }));
}

/** Lets the rules of the record type settle what cannot stand side by side. */
async function combine(work: UnitOfWork, moves: Moves, steps: MergeSteps): Promise<void> {
  const { source } = moves.moved;
  if (!source.combine) return;
  const pairs = await moves.pairs();
  const rows = new Map(
    await shownRows(
      work,
      source,
      pairs.flatMap(({ other, survivors }) => [other, survivors]),
    ),
  );
  for (const pair of pairs) {
    const combined = source.combine(rows.get(pair.survivors) ?? {}, rows.get(pair.other) ?? {});
    for (const side of ['survivors', 'other'] as const) {
      const values = combined[side];
      if (!values) continue;
      const uuid = pair[side];
      const row = rows.get(uuid) ?? {};
      await withoutRules(work).update(source.class, encodeId(source, uuid), {}, { kept: values });
      await steps.note(source, uuid, pick(row, Object.keys(values)), values);
      rows.set(uuid, { ...row, ...values });
    }
  }
}

/** Locks both sides, each against the version that was read, and gives the survivor its values. */
async function changeSurvivor(
  work: UnitOfWork,
  type: RecordType,
  pair: Pair,
  { input, kept }: Given,
  { survivorId, expectedVersions }: MergeOptions,
  steps: MergeSteps,
): Promise<void> {
  for (const side of [...sides].sort((a, b) => (pair[a] < pair[b] ? -1 : 1))) {
    const paths = { id: argumentOf[side], input: 'input', expectedVersion: `expectedVersions.${side}` };
    const id = encodeId(type, pair[side]);
    await work.update(type.class, id, {}, { expectedVersion: expectedVersions[side], paths });
  }
  const before = (await bothRows(work, type, pair)).survivor;
  await work.update(type.class, survivorId, input, { kept });
  const after = (await bothRows(work, type, pair)).survivor;
  const changed = [...type.fields.values()]
    .filter((field) => !isSystemField(field) && !isDeepStrictEqual(before[field.name], after[field.name]))
    .map(({ name }) => name);
  if (changed.length > 0) await steps.note(type, pair.survivor, pick(before, changed), pick(after, changed));
}

/** The merged record leaves all lists and says where it went. */
async function retire(work: UnitOfWork, type: RecordType, pair: Pair, steps: MergeSteps): Promise<void> {
  const { marks = {} } = type.merging ?? {};
  const { merged } = await bothRows(work, type, pair);
  if (Object.keys(marks).length > 0) await steps.note(type, pair.merged, pick(merged, Object.keys(marks)), marks);
  const into = mergedIntoField(type)?.name ?? '';
  const kept = { ...marks, [into]: encodeId(type, pair.survivor) };
  await work.unlimited.delete(type.class, encodeId(type, pair.merged), { kept });
}

/** Whoever is about to refer to the merged record waits from here on, and then learns that it has gone. */
async function holdOffNewReferences(work: UnitOfWork, { table }: RecordType, uuid: string): Promise<void> {
  await work.run({
    text: `select 1 from ${quoteIdentifier(table)} where tenant_id = $1 and id = $2 for update`,
    values: [work.context.tenant.id, uuid],
  });
}

function describeCounts(moves: readonly Moves[], counts: ReadonlyMap<Moves, MoveCount>): MergedReference[] {
  return moves.flatMap((each): MergedReference[] => {
    const { moving = 0, staying = 0 } = counts.get(each) ?? {};
    const { source, reference } = each.moved;
    return moving + staying > 0 ? [{ recordType: source.name, reference: reference.name, moving, staying }] : [];
  });
}

function pick(values: FieldValues, names: readonly string[]): FieldValues {
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
}
