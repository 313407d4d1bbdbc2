import { fullTable } from '../records/extensions/extended-rows.ts';
import { refs } from '../records/kinds/index.ts';
import type { StatementTenant } from '../records/late-value.ts';
import type { Field, RecordType } from '../records/record-type.ts';
import type { StatementRunner } from '../tenancy/index.ts';

/** A change of a record, by the version that it led to. */
export interface ChangeOf {
  readonly uuid: string;
  readonly version: number;
}

type Row = Readonly<Record<string, unknown>>;

interface Found {
  readonly position: number;
  readonly row: Row;
  /** Values that the fields had before the change, as far as they changed by it or later. */
  readonly before: Readonly<Record<string, unknown>>;
}

/**
 * The row of each record as it was before a change: what it is now, with the values that the change and later ones
 * replaced put back from the journal. In the order of the changes; an empty row where the record is gone.
 */
export async function rowsBefore(
  type: RecordType,
  changes: readonly ChangeOf[],
  runner: StatementRunner,
  tenant: StatementTenant,
): Promise<Row[]> {
  const text = `
select c.position::int as position, to_jsonb(t) as row, coalesce(was.before, '{}') as before
from unnest($2::uuid[], $3::integer[]) with ordinality c(id, version, position)
join ${fullTable(type)} t on t.tenant_id = $1 and t.id = c.id
cross join lateral (
  select jsonb_object_agg(earliest.key, earliest.value) as before from (
    select distinct on (b.key) b.key, b.value from audit_entry a cross join lateral jsonb_each(a.before) b
    where a.tenant_id = $1 and a.record_type = $4 and a.record_id = c.id and a.version >= c.version
    order by b.key, a.version) earliest) was`;
  const values = [tenant.id, changes.map(({ uuid }) => uuid), changes.map(({ version }) => version), type.name];
  const found = await runner.run<Found>({ text, values });
  const byPosition = new Map(found.map((one) => [one.position, one]));
  return changes.map((_, index) => {
    const one = byPosition.get(index + 1);
    if (!one) return {};
    const columns = Object.entries(one.before).flatMap(([name, value]) => {
      const field = type.fields.get(name);
      return field ? columnsOf(field, value, tenant) : [];
    });
    // Only a living record is changed.
    return { ...one.row, ...Object.fromEntries(columns), deleted_at: null };
  });
}

/** Column values of a value in the form in which the API shows it. */
function columnsOf(field: Field, value: unknown, tenant: StatementTenant): [string, unknown][] {
  const stored = value === null ? [] : accepted(field, value, tenant);
  return field.columns.map((name, position) => [name, stored[position] ?? null]);
}

function accepted(field: Field, value: unknown, tenant: StatementTenant): readonly unknown[] {
  if (field.kind.operators.length === 0) return [];
  const columns = field.kind.comparable(value, field, field.name, tenant);
  // The row is a document, in which a list is no text.
  return field.kind === refs ? columns.map((column) => JSON.parse(String(column))) : columns;
}
