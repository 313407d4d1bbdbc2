import { encodeId, newUuid } from '../records/record-id.ts';
import type { Field, RecordType } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import { columnType } from '../records/sql/column-type.ts';
import { conjunction } from '../records/sql/conjunction.ts';
import { inputRows } from '../records/sql/input-rows.ts';
import { RowSource } from '../records/sql/row-source.ts';
import { StatementBuilder } from '../records/sql/statement-builder.ts';
import { isSystemField } from '../records/system-fields.ts';
import {
  assertComplete,
  type ColumnValues,
  checkWindows,
  inputFields,
  type RecordInput,
  readInput,
  readKeptValues,
  withDefaults,
} from '../records/write/input.ts';
import { translateConstraint } from '../records/write/write-errors.ts';
import { quoteIdentifier, type Statement } from '../tenancy/index.ts';
import type { FieldValues, RecordChange } from './change.ts';
import { extensionWrites, writtenRows } from './extension-writes.ts';
import { journalSql } from './journal.ts';
import { refuseOutOfScope, requireWrite, withCreator, withinScope, withOwnersTeam } from './ownership.ts';
import { RecordRef } from './record-ref.ts';
import { inputContext } from './record-secrets.ts';
import { assertReferencesVisible, referencesVisible } from './references.ts';
import { searchIndexSql } from './search-index.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** A record to be made. */
export interface NewRecord {
  readonly input: RecordInput;
  /** Where the input stands in the request, for errors. */
  readonly path: string;
  /** Values that only code may give. */
  readonly kept?: RecordInput;
}

interface NewRow {
  readonly uuid: string;
  readonly path: string;
  values: ColumnValues;
}

/** Creates records of one type in one statement, with their audit entries and outbox rows: all or none. */
export async function createRecords(
  work: UnitOfWork,
  type: RecordType,
  inputs: readonly NewRecord[],
): Promise<RecordRef[]> {
  requireWrite(work, type, 'create');
  const given = readInputs(work, type, inputs);
  // Nobody waits for the check: it fails before the insertion does, and then nothing of either stays.
  const checked = assertReferencesVisible(work, type, given);
  checked.catch(() => undefined);
  const rows = await newRows(work, type, given);
  // Nor do handlers; but what they find wrong is told only where everything that is referred to is in sight.
  await announce(work, type, rows).catch(async (error: unknown) => {
    await checked;
    throw error;
  });
  const written = insert(work, type, rows);
  await allInOrder([checked, written, work.runFollowers()]);
  return rows.map(({ uuid }) => new RecordRef(type, uuid));
}

/** Asks the handlers about each row, and takes up the values that they add. */
async function announce(work: UnitOfWork, type: RecordType, rows: readonly NewRow[]): Promise<void> {
  const earlier: RecordChange[] = [];
  for (const row of rows) {
    await work.announceBefore({ ...creation(type, row), earlier }, (values) => {
      row.values = new Map([
        ...row.values,
        ...readKeptValues(type, values, inputContext(work.context, type), row.path),
      ]);
      return { ...creation(type, row), earlier };
    });
    earlier.push(creation(type, row));
    assertSound(type, row);
  }
}

/** Waits until all have ended, which are sent one behind the other, and throws the first error: the others follow from it. */
async function allInOrder(parts: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(parts)) if (result.status === 'rejected') throw result.reason;
}

/** What the creation of a record needs to know and to ask. */
export type Creator = Pick<UnitOfWork, 'context' | 'cause' | 'request' | 'run'>;

/**
 * The creation of one record that no handler looks at, as a single statement, which is a transaction by itself.
 * It yields what `answer` makes of the row. It writes and yields nothing when a record that is referred to is not in
 * sight, or the row lies outside of the actor's row scope: who wants to know what was wrong calls `createRecords`.
 */
export async function creationStatement(
  work: Creator,
  type: RecordType,
  input: RecordInput,
  answer: (statement: StatementBuilder, row: RowSource) => string,
): Promise<Statement> {
  requireWrite(work, type, 'create');
  const given = readInputs(work, type, [{ input, path: 'input' }]);
  const rows = await newRows(work, type, given);
  for (const row of rows) assertSound(type, row);
  const statement = new StatementBuilder();
  const conditions = conjunction(
    withinScope(work, type, 'create', statement, INPUT),
    ...given.flatMap(({ values }) => referencesVisible(statement, work.context.access, type, values)),
  );
  const inserted = insertSql(work, statement, type, rows, conditions);
  const shown = answer(statement, new RowSource(type, WRITTEN));
  const text = `${inserted} select ${shown} as json from ${writtenRows(type, rows, WRITTEN)}`;
  return statement.build(text, work.request);
}

interface GivenRow {
  readonly values: ColumnValues;
  readonly path: string;
}

function readInputs(work: Creator, type: RecordType, inputs: readonly NewRecord[]): GivenRow[] {
  const { access } = work.context;
  const context = inputContext(work.context, type);
  const fields = inputFields(type, 'create');
  return inputs.map(({ input, path, kept = {} }) => ({
    values: new Map([
      ...readInput(type, input, fields, access, context, path),
      ...readKeptValues(type, kept, context, path),
    ]),
    path,
  }));
}

async function newRows(work: Creator, type: RecordType, given: readonly GivenRow[]): Promise<NewRow[]> {
  const owned = await withOwnersTeam(
    work,
    type,
    given.map(({ values }) => withCreator(work, type, values)),
  );
  return owned.map((values, index) => ({
    uuid: newUuid(),
    values: withDefaults(type, values, work.context.tenant),
    path: given[index]?.path ?? 'input',
  }));
}

function assertSound(type: RecordType, { values, path }: NewRow): void {
  assertComplete(type, values, path);
  checkWindows(type, (field) => values.get(field)?.[0], path);
}

function creation(type: RecordType, { uuid, values, path }: NewRow): RecordChange {
  const after: Record<string, unknown> = { id: encodeId(type, uuid) };
  for (const [field, columns] of values) {
    const shown = field.kind.show(columns, field);
    if (shown !== null) after[field.name] = shown;
  }
  return { type, operation: 'created', uuid, before: {}, after: after as FieldValues, record: after, path };
}

async function insert(work: UnitOfWork, type: RecordType, rows: readonly NewRow[]): Promise<void> {
  const statement = new StatementBuilder();
  const inserted = insertSql(work, statement, type, rows);
  const scope = withinScope(work, type, 'create', statement, WRITTEN);
  const text = `${inserted} select bool_and(coalesce(${scope}, false)) as within_scope from ${WRITTEN}`;
  const [result] = await work
    .run<{ within_scope: boolean }>(statement.build(text, work.request))
    .catch((error: unknown) => {
      throw translateConstraint(error, type, work.context.access, rows[0]?.path ?? 'input');
    });
  if (!result?.within_scope) refuseOutOfScope(work, type, 'create');
}

/** Aliases of the rows that are to be inserted, and of those that were. */
const INPUT = 'input';
const WRITTEN = 'written';

/** The beginning of a statement that inserts rows with their journal, those that meet the condition. */
function insertSql(
  work: Creator,
  statement: StatementBuilder,
  type: RecordType,
  rows: readonly NewRow[],
  condition = 'true',
): string {
  const own = [...type.fields.values()].filter((field) => !isSystemField(field) && !field.extension);
  const fields = [fieldOf(type, 'id'), ...own];
  const columns = fields.flatMap((field) =>
    field.columns.map((name, position) => ({
      name,
      type: columnType(field, position),
      values: rows.map((row) => columnValue(row, field, position)),
    })),
  );
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const input = inputRows(statement, INPUT, columns);
  const changes = rows.map((row) => creation(type, row));
  const journal = journalSql(statement, type, 'created', changes, work.cause);
  return `
with ${WRITTEN} as (
  insert into ${quoteIdentifier(type.table)} (tenant_id, ${names})
  select ${statement.tenant}, ${names} from ${input} where ${condition}
  returning *)${extensionWrites(statement, type, rows, WRITTEN)},${journal}${searchIndexSql(statement, type, changes)}`;
}

function columnValue({ uuid, values }: NewRow, field: Field, position: number): unknown {
  return field.name === 'id' ? uuid : (values.get(field)?.[position] ?? null);
}
