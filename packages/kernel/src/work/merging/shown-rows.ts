import { fullTable } from '../../records/extensions/extended-rows.ts';
import type { RecordType } from '../../records/record-type.ts';
import type { FieldValues } from '../change.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

/** Whole records by uuid, in the form in which the API shows their values, whoever may see them. */
export async function shownRows(
  work: UnitOfWork,
  type: RecordType,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, FieldValues>> {
  const rows = await work.run<{ id: string; [column: string]: unknown }>({
    text: `select * from ${fullTable(type)} shown where tenant_id = $1 and id = any($2::uuid[])`,
    values: [work.context.tenant.id, [...new Set(uuids)]],
  });
  return new Map(rows.map((row) => [row.id, shown(type, row)]));
}

function shown(type: RecordType, row: Readonly<Record<string, unknown>>): FieldValues {
  const values = [...type.fields.values()].map((field) => [
    field.name,
    field.kind.show(
      field.columns.map((name) => row[name]),
      field,
    ) ?? null,
  ]);
  return Object.fromEntries(values) as FieldValues;
}
