import { type EnumerationValue, enumeration, Field, InputType, ObjectType } from '@rapport/sdk';

@ObjectType('FormField', { description: 'A blank of a form, and where its value comes from.', simpleResolvers: true })
export class FormField {
  @Field(() => String, { description: 'Its name in the text: `{name}`.' })
  key!: string;

  @Field(() => String, { description: 'What it asks for, as people read it.' })
  label!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Where the record knows it, for example `name` or `customer.phone`; missing where somebody says it.',
  })
  path!: string | null;

  @Field(() => Boolean, { description: 'Without it the form is not complete.' })
  required!: boolean;
}

@InputType('FormFieldInput', { description: 'A blank of a form, and where its value comes from.' })
export class FormFieldInput {
  @Field(() => String, { description: 'Its name in the text: `{name}`.' })
  key!: string;

  @Field(() => String, { description: 'What it asks for, as people read it.' })
  label!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Where the record knows it, for example `name` or `customer.phone`; missing where somebody says it.',
  })
  path?: string | null;

  @Field(() => Boolean, { defaultValue: true, description: 'Without it the form is not complete.' })
  required!: boolean;
}

export const BlankSource = enumeration('BlankSource', 'Who filled a blank.', {
  RECORD: 'We knew it.',
  GIVEN: 'Somebody said it.',
  NOBODY: 'It is empty.',
});
export type BlankSource = EnumerationValue<typeof BlankSource>;

@ObjectType('FilledBlank', { description: 'A blank as it was filled.', simpleResolvers: true })
export class FilledBlank {
  @Field(() => String, { description: 'Its name in the text.' })
  key!: string;

  @Field(() => String, { description: 'What it asks for.' })
  label!: string;

  @Field(() => String, { description: 'What was filled in; empty where nothing was.' })
  value!: string;

  @Field(() => BlankSource, { description: 'Who filled it.' })
  source!: BlankSource;
}

/** Nobody writes filled blanks: they follow from the form and from what is given. */
@InputType('FilledBlankInput', { description: 'A blank as it was filled.' })
export class FilledBlankInput {
  @Field(() => String, { description: 'Its name in the text.' })
  key!: string;
}
