import { GraphQLID } from 'graphql';
import { ID } from 'type-graphql';
import type { FieldKind } from '../field-kind.ts';
import { decodeId, encodeId } from '../record-id.ts';
import type { Field, RecordType } from '../record-type.ts';
import { recordTypeOf } from '../registry.ts';

/** The record type that a field refers to. */
export function targetOf(field: Field): RecordType {
  if (!field.target) throw new Error(`Field ${field.name} refers to nothing.`);
  return recordTypeOf(field.target());
}

/** The id of a record: its own, or the one it refers to. */
export const id: FieldKind = {
  name: 'id',
  columns: [{ suffix: '', type: 'uuid' }],
  output: () => () => ID,
  inputType: () => GraphQLID.name,
  operators: ['eq', 'ne', 'in', 'isNull'],
  orderable: false,
  grouping: 'value',
  measures: ['countDistinct'],
  accept: (value, field, path) => [decodeId(targetOf(field), value, path)],
  comparable: (value, field, path) => [decodeId(targetOf(field), value, path)],
  show: ([value], field) => (value == null ? null : encodeId(targetOf(field), String(value))),
  json: { shape: 'scalar', sql: ([column], field) => `'"${targetOf(field).prefix}_'||${column}||'"'` },
};
