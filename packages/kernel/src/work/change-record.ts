import { isDeepStrictEqual } from 'node:util';
import { RapportError } from '../errors/index.ts';
import type { Operation } from '../events/outbox.ts';
import { extensionParts } from '../records/extensions/extended-rows.ts';
import { refs, reject, secret, storedRefs } from '../records/kinds/index.ts';
import { decodeId } from '../records/record-id.ts';
import type { Action, Field, RecordType } from '../records/record-type.ts';
import { columnType } from '../records/sql/column-type.ts';
import { type DeletedRows, PredicateSql } from '../records/sql/predicate-sql.ts';
import { StatementBuilder } from '../records/sql/statement-builder.ts';
import {
  type ColumnValues,
  checkWindows,
  inputFields,
  type RecordInput,
  readInput,
  readKeptValues,
} from '../records/write/input.ts';
import { translateConstraint } from '../records/write/write-errors.ts';
import { quoteIdentifier } from '../tenancy/index.ts';
import type { FieldValues, RecordChange, TakenTransition } from './change.ts';
import { extensionWrites } from './extension-writes.ts';
import { journalSql } from './journal.ts';
import { assertNotMerged, mergedIntoField } from './merging/merged-record.ts';
import { refuseOutOfScope, requireWrite, withinScope, withOwnersTeam } from './ownership.ts';
import { RecordRef } from './record-ref.ts';
import { inputContext } from './record-secrets.ts';
import { assertReferencesVisible } from './references.ts';
import { searchIndexSql } from './search-index.ts';
import type { UnitOfWork } from './unit-of-work.ts';

export interface ChangeOptions {
  /** The version that the caller read; another one refuses the change. */
  readonly expectedVersion?: number | null | undefined;
  /** Values that only code may give. */
  readonly kept?: RecordInput;
  /** Where id, input and expected version stand in the request, for errors. */
  readonly paths?: ChangePaths;
}

export interface ChangePaths {
  readonly id: string;
  readonly input: string;
  readonly expectedVersion: string;
}

const ARGUMENT_PATHS: ChangePaths = { id: 'id', input: 'input', expectedVersion: 'expectedVersion' };

/** A step of a life cycle with the values that go with it. */
export interface TransitionStep {
  readonly transition: string;
  readonly reason?: string | null | undefined;
  readonly input?: RecordInput;
}

type Change =
  | ({ readonly operation: 'updated' } & (
      | TransitionStep
      | { readonly input: RecordInput; readonly kept?: RecordInput }
    ))
  | { readonly operation: 'deleted' | 'restored'; readonly kept: RecordInput };

const actionOf: Record<Exclude<Operation, 'created'>, Action> = {
  updated: 'update',
  deleted: 'delete',
  restored: 'delete',
};

/** The row as it stands, locked until the transaction ends. */
interface LockedRow {
  readonly version: number;
  readonly within_scope: boolean;
  readonly [column: string]: unknown;
}

/** Changes one record that the actor may change, with its audit entry and outbox row. Changing nothing writes nothing. */
export async function changeRecord(
  work: UnitOfWork,
  type: RecordType,
  id: string,
  change: Change,
  { expectedVersion, paths = ARGUMENT_PATHS }: ChangeOptions,
): Promise<RecordRef> {
  const action = actionOf[change.operation];
  const { uuid, row } = await lock(work, type, id, change.operation, paths);
  if (change.operation === 'restored' && change.kept[mergedIntoField(type)?.name ?? ''] === undefined)
    await assertNotMerged(work, type, uuid, paths.id);
  if (expectedVersion != null && expectedVersion !== row.version)
    refuseVersion(type, expectedVersion, row.version, paths);

  const step = 'transition' in change ? takeTransition(work, type, row, change, paths) : undefined;
  let values = await changedValues(work, type, row, change, step, paths.input);
  if (change.operation === 'updated' && values.size === 0) return new RecordRef(type, uuid);
  const announced = (): RecordChange => ({
    type,
    operation: change.operation,
    uuid,
    before: shownOf(values.keys(), (field) => shown(field, row)),
    after: shownOf(values.keys(), (field) => field.kind.show(values.get(field) ?? [], field)),
    get record() {
      return shownOf(type.fields.values(), (field) =>
        values.has(field) ? field.kind.show(values.get(field) ?? [], field) : shown(field, row),
      );
    },
    ...(step && { transition: step.taken }),
    path: paths.input,
  });
  await work.announceBefore(announced(), (kept) => {
    const read = readKeptValues(type, kept, inputContext(work.context, type), paths.input);
    values = new Map([...values, ...[...read].filter(([field, columns]) => differs(field, columns, row))]);
    return announced();
  });
  if (values.size > 0) {
    const held = (field: Field) => values.get(field)?.[0] ?? (values.has(field) ? null : row[field.columns[0] ?? '']);
    checkWindows(type, held, paths.input);
  }
  await write(work, type, row.version, values, announced(), action, paths);
  await work.runFollowers();
  return new RecordRef(type, uuid);
}

interface Step {
  readonly taken: TakenTransition;
  /** Fields that its input may name. */
  readonly takes: readonly Field[];
  /** The new state. */
  readonly kept: RecordInput;
}

/** Refuses a step that does not lead on from the record's state, or that lacks what it requires. */
function takeTransition(
  work: UnitOfWork,
  type: RecordType,
  row: LockedRow,
  { transition: name, reason = null, input = {} }: TransitionStep,
  paths: ChangePaths,
): Step {
  const transition = type.lifeCycle?.transitions.get(name);
  if (!type.lifeCycle || !transition) throw new Error(`${type.name} has no transition ${name}.`);
  const { field, transitions } = type.lifeCycle;
  if (!work.context.access.canWrite(type, field)) refuseOutOfScope(work, type, 'update');
  const from = String(shown(field, row));
  if (!transition.from.includes(from)) {
    const allowed = [...transitions.values()]
      .filter((each) => !each.byCode && each.from.includes(from))
      .map((each) => each.name);
    throw new RapportError('TRANSITION_REFUSED', `${name}: this ${type.name} is ${from}.`, {
      field: paths.id,
      state: from,
      allowed,
    });
  }
  const missing = transition.requires.find((required) => input[required.name] == null && shown(required, row) == null);
  if (missing) reject(`${paths.input}.${missing.name}`, `is required to ${name} a ${type.name}.`);
  return {
    taken: { name, from, to: transition.to, reason },
    takes: [...transition.takes, ...transition.requires],
    kept: { [field.name]: transition.to },
  };
}

/** All values of a record that the actor may change, as the API shows them. It stays locked until the transaction ends. */
export async function lockRecord(work: UnitOfWork, type: RecordType, id: string, path: string): Promise<FieldValues> {
  const { row } = await lock(work, type, id, 'updated', { ...ARGUMENT_PATHS, id: path });
  return shownOf(type.fields.values(), (field) => shown(field, row));
}

async function lock(
  work: UnitOfWork,
  type: RecordType,
  id: string,
  operation: Exclude<Operation, 'created'>,
  paths: ChangePaths,
): Promise<{ readonly uuid: string; readonly row: LockedRow }> {
  const action = actionOf[operation];
  requireWrite(work, type, action);
  const uuid = decodeId(type, id, paths.id);
  const row = await lockRow(work, type, uuid, action, operation === 'restored' ? 'only' : 'excluded');
  if (!row) {
    await assertNotMerged(work, type, uuid, paths.id);
    refuseUnknown(type, operation, paths);
  }
  if (!row.within_scope) refuseOutOfScope(work, type, action);
  return { uuid, row };
}

async function lockRow(
  work: UnitOfWork,
  type: RecordType,
  uuid: string,
  action: Action,
  deleted: DeletedRows,
): Promise<LockedRow | undefined> {
  const statement = new StatementBuilder();
  const source = statement.rows(type);
  const key = `${source.column('id')} = ${statement.parameter(uuid, 'uuid')}`;
  const visible = new PredicateSql(statement, work.context.access).visible(source, deleted);
  const scope = withinScope(work, type, action, statement, source.alias);
  // Whoever refers to the record holds off its deletion, and nothing else: its key never changes.
  const strength = action === 'delete' ? 'update' : 'no key update';
  const { columns, joins } = extensionParts(type, source.alias);
  const rows = `${source.ownTable} ${source.alias}${joins}`;
  const text = `select ${source.alias}.*${columns}, coalesce(${scope}, false) as within_scope from ${rows} where ${visible} and ${key} for ${strength} of ${source.alias}`;
  const [row] = await work.run<LockedRow>(statement.build(text, work.request));
  return row;
}

/** Values of the input that differ from the row. */
async function changedValues(
  work: UnitOfWork,
  type: RecordType,
  row: LockedRow,
  { input = {}, kept = {} }: { readonly input?: RecordInput; readonly kept?: RecordInput },
  step: Step | undefined,
  path: string,
): Promise<ColumnValues> {
  const { access } = work.context;
  const context = inputContext(work.context, type);
  const given = new Map([
    ...readInput(type, input, step?.takes ?? inputFields(type, 'update'), access, context, path),
    ...readKeptValues(type, step?.kept ?? kept, context, path),
  ]);
  const [owned = given] = await withOwnersTeam(work, type, [given]);
  const changed = new Map([...owned].filter(([field, columns]) => differs(field, columns, row)));
  // A record may keep a reference that has gone out of sight since; only a new one is checked.
  const referring = new Map(
    [...given].filter(([field]) => changed.has(field)).map(([field, columns]) => [field, added(field, columns, row)]),
  );
  await assertReferencesVisible(work, type, [{ values: referring, path }]);
  return changed;
}

/** Of a list of references those that were not in it before; of any other field its value. */
function added(field: Field, columns: readonly unknown[], row: LockedRow): readonly unknown[] {
  if (field.kind !== refs) return columns;
  const before = storedRefs(row[field.columns[0] ?? '']);
  return [JSON.stringify(storedRefs(columns[0]).filter((uuid) => !before.includes(uuid)))];
}

function differs(field: Field, columns: readonly unknown[], row: LockedRow): boolean {
  // Nobody knows whether a secret is the same as before.
  if (field.kind === secret && columns[0] !== null) return true;
  return !isDeepStrictEqual(field.kind.show(columns, field), shown(field, row));
}

function shown(field: Field, row: LockedRow): unknown {
  return (
    field.kind.show(
      field.columns.map((name) => row[name]),
      field,
    ) ?? null
  );
}

function shownOf(fields: Iterable<Field>, value: (field: Field) => unknown): FieldValues {
  return Object.fromEntries([...fields].map((field) => [field.name, value(field) ?? null]));
}

async function write(
  work: UnitOfWork,
  type: RecordType,
  version: number,
  values: ColumnValues,
  change: RecordChange,
  action: Action,
  paths: ChangePaths,
): Promise<void> {
  const statement = new StatementBuilder();
  const assignments = [...values]
    .filter(([field]) => !field.extension)
    .flatMap(([field, columns]) =>
      field.columns.map(
        (name, position) =>
          `${quoteIdentifier(name)} = ${statement.parameter(columns[position], columnType(field, position))}`,
      ),
    );
  if (change.operation === 'deleted') assignments.push('deleted_at = now()');
  if (change.operation === 'restored') assignments.push('deleted_at = null');
  const key = `tenant_id = ${statement.tenant} and id = ${statement.parameter(change.uuid, 'uuid')} and version = ${statement.parameter(version, 'integer')}`;
  const journal = journalSql(statement, type, change.operation, [change], work.cause);
  const scope = withinScope(work, type, action, statement, 'written');
  const text = `
with written as (
  update ${quoteIdentifier(type.table)} set ${[...assignments, 'version = version + 1', 'updated_at = now()'].join(', ')}
  where ${key}
  returning *)${extensionWrites(statement, type, [{ uuid: change.uuid, values }], 'written')},${journal}${searchIndexSql(statement, type, [change])}
select coalesce(${scope}, false) as within_scope from written`;
  const [result] = await work
    .run<{ within_scope: boolean }>(statement.build(text, work.request))
    .catch((error: unknown) => {
      throw translateConstraint(error, type, work.context.access, paths.input);
    });
  if (!result) refuseVersion(type, version, undefined, paths);
  if (!result.within_scope) refuseOutOfScope(work, type, action);
}

function refuseUnknown(type: RecordType, operation: Operation, { id: field }: ChangePaths): never {
  if (operation !== 'restored')
    throw new RapportError('NOT_FOUND', `${field}: there is no such ${type.name}.`, { field });
  throw new RapportError('NOT_FOUND', `${field}: among the deleted ${type.name} records is none with this id.`, {
    field,
    hint: 'Only a deleted record can be restored; a living one needs nothing.',
  });
}

function refuseVersion(type: RecordType, expected: number, current: number | undefined, paths: ChangePaths): never {
  throw new RapportError('VERSION_CONFLICT', `This ${type.name} is no longer at version ${expected}.`, {
    field: paths.expectedVersion,
    currentVersion: current,
  });
}
