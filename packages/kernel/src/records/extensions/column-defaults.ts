import type { Field } from '../record-type.ts';
import { columnType } from '../sql/column-type.ts';

export interface ColumnDefault {
  readonly name: string;
  readonly type: string;
  readonly value: unknown;
}

/** What the columns of fields hold where nobody gave a value. */
export function columnDefaults(fields: Iterable<Field>): ColumnDefault[] {
  return [...fields].flatMap((field) => {
    if (field.default === undefined) return [];
    const values = field.kind.accept(field.default, field, field.name, { defaultCountry: undefined });
    return field.columns.map((name, position) => ({
      name,
      type: columnType(field, position),
      value: values[position],
    }));
  });
}
