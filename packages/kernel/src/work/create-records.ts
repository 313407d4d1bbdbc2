import type { InputContext } from '../records/field-kind.ts';
import { encodeId, newUuid } from '../records/record-id.ts';
import type { Field, RecordType } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import { columnType } from '../records/sql/column-type.ts';
import { inputRows } from '../records/sql/input-rows.ts';
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
import { quoteIdentifier } from '../tenancy/index.ts';
import type { FieldValues, RecordChange } from './change.ts';
import { journalSql } from './journal.ts';
import { refuseOutOfScope, requireWrite, withDefaultOwner, withinScope, withOwnersTeam } from './ownership.ts';
import { RecordRef } from './record-ref.ts';
import { assertReferencesVisible } from './references.ts';
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
  const { access, tenant } = work.context;
  requireWrite(work, type, 'create');
  const context: InputContext = { defaultCountry: tenant.defaultCountry };
  const fields = inputFields(type, 'create');
  const given = inputs.map(({ input, path, kept = {} }) => ({
    values: new Map([
      ...readInput(type, input, fields, access, context, path),
      ...readKeptValues(type, kept, context, path),
    ]),
    path,
  }));
  // Nobody waits for the check: it fails before the insertion does, and then nothing of either stays.
  const checked = assertReferencesVisible(work, type, given);
  checked.catch(() => undefined);
  const owned = await withOwnersTeam(
    work,
    type,
    given.map(({ values }) => withDefaultOwner(work, type, values)),
  );
  const rows = owned.map((values, index): NewRow => {
    const path = inputs[index]?.path ?? 'input';
    return { uuid: newUuid(), values: withDefaults(type, values, context), path };
  });
  if (work.isObserved(type, 'created')) await checked;
  const earlier: RecordChange[] = [];
  for (const row of rows) {
    await work.announceBefore({ ...creation(type, row), earlier }, (values) => {
      row.values = new Map([...row.values, ...readKeptValues(type, values, context, row.path)]);
      return { ...creation(type, row), earlier };
    });
    earlier.push(creation(type, row));
    assertComplete(type, row.values, row.path);
    checkWindows(type, (field) => row.values.get(field)?.[0], row.path);
  }
  const written = insert(work, type, rows);
  written.catch(() => undefined);
  await checked;
  await written;
  await work.runFollowers();
  return rows.map(({ uuid }) => new RecordRef(type, uuid));
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
  const fields = [fieldOf(type, 'id'), ...[...type.fields.values()].filter((field) => !isSystemField(field))];
  const columns = fields.flatMap((field) =>
    field.columns.map((name, position) => ({
      name,
      type: columnType(field, position),
      values: rows.map((row) => columnValue(row, field, position)),
    })),
  );
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const input = inputRows(statement, 'input', columns);
  const changes = rows.map((row) => creation(type, row));
  const journal = journalSql(statement, type, 'created', changes, work.cause);
  const scope = withinScope(work, type, 'create', statement, 'written');
  const text = `
with written as (
  insert into ${quoteIdentifier(type.table)} (tenant_id, ${names})
  select ${statement.tenant}, ${names} from ${input}
  returning *),${journal}${searchIndexSql(statement, type, changes)}
select bool_and(coalesce(${scope}, false)) as within_scope from written`;
  const [result] = await work
    .run<{ within_scope: boolean }>(statement.build(text, work.request))
    .catch((error: unknown) => {
      throw translateConstraint(error, type, work.context.access, rows[0]?.path ?? 'input');
    });
  if (!result?.within_scope) refuseOutOfScope(work, type, 'create');
}

function columnValue({ uuid, values }: NewRow, field: Field, position: number): unknown {
  return field.name === 'id' ? uuid : (values.get(field)?.[position] ?? null);
}
