import type { InputContext } from '../records/field-kind.ts';
import { encodeId, newUuid } from '../records/record-id.ts';
import type { Field, RecordType } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import { columnType } from '../records/sql/column-type.ts';
import { inputRows } from '../records/sql/input-rows.ts';
import { StatementBuilder } from '../records/sql/statement-builder.ts';
import { isSystemField } from '../records/system-fields.ts';
import { type ColumnValues, completeValues, type RecordInput, readInput } from '../records/write/input.ts';
import { translateConstraint } from '../records/write/write-errors.ts';
import { quoteIdentifier } from '../tenancy/index.ts';
import type { FieldValues, RecordChange } from './change.ts';
import { journalSql } from './journal.ts';
import { refuseOutOfScope, requireWrite, withDefaultOwner, withinScope, withOwnersTeam } from './ownership.ts';
import { RecordRef } from './record-ref.ts';
import { assertReferencesVisible } from './references.ts';
import type { UnitOfWork } from './unit-of-work.ts';

interface NewRow {
  readonly uuid: string;
  readonly values: ColumnValues;
}

/** Creates records of one type in one statement, with their audit entries and outbox rows: all or none. */
export async function createRecords(
  work: UnitOfWork,
  type: RecordType,
  inputs: readonly { readonly input: RecordInput; readonly path: string }[],
): Promise<RecordRef[]> {
  const { access, tenant } = work.context;
  requireWrite(work, type, 'create');
  const context: InputContext = { defaultCountry: tenant.defaultCountry };
  const given = inputs.map(({ input, path }) => ({
    values: readInput(type, input, 'create', access, context, path),
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
  const rows = owned.map(
    (values, index): NewRow => ({
      uuid: newUuid(),
      values: completeValues(type, values, context, inputs[index]?.path ?? 'input'),
    }),
  );
  const changes = rows.map((row, index) => creation(type, row, inputs[index]?.path ?? 'input'));
  if (work.isObserved(type, 'created')) await checked;
  for (const change of changes) await work.announceBefore(change);
  const written = insert(work, type, rows, changes, inputs[0]?.path ?? 'input');
  written.catch(() => undefined);
  await checked;
  await written;
  return rows.map(({ uuid }) => new RecordRef(type, uuid));
}

function creation(type: RecordType, { uuid, values }: NewRow, path: string): RecordChange {
  const after: Record<string, unknown> = { id: encodeId(type, uuid) };
  for (const [field, columns] of values) {
    const shown = field.kind.show(columns, field);
    if (shown !== null) after[field.name] = shown;
  }
  return { type, operation: 'created', uuid, before: {}, after: after as FieldValues, path };
}

async function insert(
  work: UnitOfWork,
  type: RecordType,
  rows: readonly NewRow[],
  changes: readonly RecordChange[],
  path: string,
): Promise<void> {
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
  const journal = journalSql(statement, type, 'created', changes, work.cause);
  const scope = withinScope(work, type, 'create', statement, 'written');
  const text = `
with written as (
  insert into ${quoteIdentifier(type.table)} (tenant_id, ${names})
  select ${statement.tenant}, ${names} from ${input}
  returning *),${journal}
select bool_and(coalesce(${scope}, false)) as within_scope from written`;
  const [result] = await work
    .run<{ within_scope: boolean }>(statement.build(text, work.request))
    .catch((error: unknown) => {
      throw translateConstraint(error, type, work.context.access, path);
    });
  if (!result?.within_scope) refuseOutOfScope(work, type, 'create');
}

function columnValue({ uuid, values }: NewRow, field: Field, position: number): unknown {
  return field.name === 'id' ? uuid : (values.get(field)?.[position] ?? null);
}
