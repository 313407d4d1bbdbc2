import { quoteIdentifier, quoteLiteral } from '../tenancy/index.ts';
import type { Condition, Field, RecordType } from './record-type.ts';

export interface ExclusionConstraint {
  readonly name: string;
  /** What follows `exclude`. */
  readonly expression: string;
}

/** Constraints by which the database refuses records that hold at the same time and must not, also from two writers at once. */
export function exclusionsOf(type: Pick<RecordType, 'table' | 'fields' | 'windows'>): ExclusionConstraint[] {
  return type.windows.flatMap(({ from, until, exclusive }) => {
    if (!exclusive) return [];
    const key = ['tenant_id', ...exclusive.by.map(({ columns }) => columns[0] ?? '')]
      .map((column) => `${quoteIdentifier(column)}::text`)
      .join(" || '/' || ");
    const window = `exclusive_window(${key}, ${instantOf(from)}, ${instantOf(until)})`;
    const held = ['"deleted_at" is null', ...conditionsOf(type, exclusive.when)].join(' and ');
    return [{ name: exclusive.name, expression: `using gist (${window} with &&) where (${held})` }];
  });
}

export function conditionsOf({ fields }: Pick<RecordType, 'fields'>, when: Condition): string[] {
  return Object.entries(when).map(([name, values]) => {
    const column = fields.get(name)?.columns[0];
    if (column === undefined) throw new Error(`A condition names the unknown field ${name}.`);
    const literals = values.map((value) => (typeof value === 'boolean' ? String(value) : quoteLiteral(value)));
    return `${quoteIdentifier(column)} in (${literals.join(', ')})`;
  });
}

/** A day begins with its midnight in UTC: both ends are read alike, so nothing shifts. */
function instantOf({ kind, columns }: Field): string {
  const column = quoteIdentifier(columns[0] ?? '');
  return kind.columns[0]?.type === 'date' ? `${column}::timestamp at time zone 'UTC'` : column;
}
