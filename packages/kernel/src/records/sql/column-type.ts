import type { Field } from '../record-type.ts';

/** Type to which a parameter for this column is cast. */
export function columnType(field: Field, position = 0): string {
  const type = field.kind.columns[position]?.type ?? 'text';
  return type === 'timestamptz(3)' ? 'timestamptz' : type;
}
