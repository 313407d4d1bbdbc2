import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { FilledBlank, FilledBlankInput, FormField, FormFieldInput } from './form-fields.ts';

/** A paper that customers are to fill in, and what of it we know already (A22). */
@Record({
  prefix: 'fmt',
  description: 'A paper that customers are to fill in, and what of it we know already.',
  unique: [['name']],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'all' },
    service: { read: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class FormTemplate extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 100, order: true })
  name!: string;

  @field.text({
    description: 'Type of the records from which it is filled, for example `Customer` or `WorkOrder`.',
    maxLength: 60,
    writable: 'create',
  })
  recordType!: string;

  @field.longText({ description: 'Its text, with blanks in braces: `{name}`.', maxLength: 20_000 })
  body!: string;

  @field.embedded(
    { output: FormField, input: FormFieldInput, inputName: 'FormFieldInput', list: true },
    { description: 'Its blanks, at most 100.' },
  )
  fields!: FormField[];
}

/** A form that was filled for a customer. It stays as it was, whatever becomes of the form and of the record. */
@Record({
  prefix: 'ffm',
  description: 'A form that was filled for a customer. It stays as it was.',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['templateId', '-createdAt', '-id'],
  ],
  commands: [],
  grants: {
    manager: { read: 'all', create: 'all' },
    seller: { read: 'own', create: 'own' },
    service: { read: 'all', create: 'all' },
    automation: { read: 'all', create: 'all' },
    self: { read: 'self', only: { read: ['customer', 'template', 'text', 'blanks'], write: [] } },
  },
})
export class FilledForm extends RecordBase {
  @belongsTo(() => FormTemplate, {
    description: 'The form.',
    writable: 'never',
    inverse: { name: 'filledForms', description: 'What was made of it.' },
  })
  template!: Ref<FormTemplate>;

  @belongsTo(() => Customer, {
    description: 'For whom it was filled.',
    writable: 'never',
    inverse: { name: 'filledForms', description: 'Forms that were filled for the customer.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => User, { description: 'Who let it be filled.', nullable: true, writable: 'never' })
  user!: Ref<User> | null;

  @field.text({ description: 'Id of the record from which it was filled.', maxLength: 60, writable: 'never' })
  recordId!: string;

  @field.longText({ description: 'The text with what was filled in.', maxLength: 200_000, writable: 'never' })
  text!: string;

  @field.embedded(
    { output: FilledBlank, input: FilledBlankInput, inputName: 'FilledBlankInput', list: true },
    { description: 'Its blanks as they were filled.', writable: 'never' },
  )
  blanks!: FilledBlank[];

  @field.int({ description: 'Blanks that nobody had to fill, because we knew them.', writable: 'never' })
  prefilled!: number;

  @field.int({ description: 'Blanks that somebody filled.', writable: 'never' })
  given!: number;

  @field.int({ description: 'Blanks that are empty.', writable: 'never' })
  empty!: number;
}
