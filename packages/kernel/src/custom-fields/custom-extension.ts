import { CUSTOM } from '../records/extensions/extend-record-type.ts';
import type { FieldKind } from '../records/field-kind.ts';
import { boolean, choice, date, decimal, instant, int, text } from '../records/kinds/index.ts';
import { constantCase } from '../records/naming.ts';
import type { Extension, Field, RecordType } from '../records/record-type.ts';
import type { CustomField } from './custom-field.record.ts';

/** A field that a tenant added, as it is read with the tenant. */
export type CustomFieldDefinition = Pick<
  CustomField,
  'id' | 'recordType' | 'name' | 'kind' | 'description' | 'choices'
>;

const TEXT_LENGTH = 500;
const DECIMALS = 4;

/** Columns of `custom_value`, by kind. A row has a value in one of them. */
const kinds: Readonly<Record<CustomField['kind'], { readonly kind: FieldKind; readonly column: string }>> = {
  TEXT: { kind: text, column: 'text' },
  INT: { kind: int, column: 'whole' },
  DECIMAL: { kind: decimal, column: 'units' },
  BOOLEAN: { kind: boolean, column: 'flag' },
  DATE: { kind: date, column: 'day' },
  INSTANT: { kind: instant, column: 'moment' },
  CHOICE: { kind: choice, column: 'text' },
};

/** What a tenant added to a record type. */
export function customExtension(
  { name: typeName, class: declaring }: RecordType,
  definitions: readonly CustomFieldDefinition[],
): Extension {
  const places = new Map(definitions.map(({ id, name, kind }) => [name, { fieldId: id, column: kinds[kind].column }]));
  return {
    key: CUSTOM,
    plugin: CUSTOM,
    class: declaring,
    name: `${typeName}Custom`,
    table: 'custom_value',
    description: `Fields that the tenant added to ${typeName}.`,
    fields: new Map(definitions.map((each) => [each.name, fieldOf(each)])),
    references: new Map(),
    referenceLists: new Map(),
    indexes: definitions.flatMap(({ name, kind }) =>
      kinds[kind].kind === boolean
        ? []
        : [
            {
              name: `custom_value_${kinds[kind].column}_idx`,
              columns: [name, 'id'].map((column) => ({ column, descending: false })),
              unique: false,
              of: 'living',
              fields: [name],
            },
          ],
    ),
    deny: {},
    places,
  };
}

function fieldOf({ name, kind, description, choices }: CustomFieldDefinition): Field {
  const { kind: fieldKind } = kinds[kind];
  return {
    name,
    columns: [name],
    kind: fieldKind,
    description,
    nullable: true,
    writable: 'always',
    filterable: true,
    orders: fieldKind.orderable ? [{ name: constantCase(name) }] : [],
    ...(kind === 'TEXT' && { maxLength: TEXT_LENGTH }),
    ...(kind === 'DECIMAL' && { scale: DECIMALS }),
    ...(choices && { choices }),
  };
}
