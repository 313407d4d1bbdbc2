import { field } from '../records/field.decorators.ts';
import { enumeration } from '../records/kinds/index.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';

export const CustomFieldKind = enumeration('CustomFieldKind', 'What a field that a tenant added holds.', {
  TEXT: 'One line of text, of at most 500 characters.',
  INT: 'A whole number of 32 bits.',
  DECIMAL: 'An exact number with up to four decimals.',
  BOOLEAN: 'True or false.',
  DATE: 'A calendar day.',
  INSTANT: 'A moment in time.',
  CHOICE: 'One of a list of texts.',
});

/** A field that a tenant added to a record type while everything runs. */
@Record({
  prefix: 'cfd',
  description: 'A field that the tenant added to a record type. It stands in the API under `custom`, within a second.',
  unique: [['recordType', 'name']],
  commands: ['update', 'delete'],
  grants: { everyone: { read: 'all' } },
})
export class CustomField extends RecordBase {
  @field.text({ description: 'Name of the record type, such as `Customer`.', maxLength: 60, writable: 'create' })
  recordType!: string;

  @field.text({
    description: 'Its name in the API, in camel case; it never changes.',
    maxLength: 40,
    writable: 'create',
  })
  name!: string;

  @field.enum(CustomFieldKind, { description: 'What it holds; it never changes.', writable: 'create' })
  kind!: keyof typeof CustomFieldKind;

  @field.text({ description: 'What it means, for those who use the API.', maxLength: 500 })
  description!: string;

  @field.texts({
    description: 'What can be chosen; for CHOICE only. Some may be added later.',
    nullable: true,
    maxLength: 100,
  })
  choices!: string[] | null;
}
