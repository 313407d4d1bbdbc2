import { Arg, type CommandContext, Ctx, Field, ID, InputType, Mutation, type RecordRef, Resolver } from '@rapport/sdk';
import { FilledForm } from './form.record.ts';
import { fillForm } from './forms.service.ts';

@InputType('FormValueInput', { description: 'What somebody says for a blank.' })
export class FormValueInput {
  @Field(() => String, { description: 'The blank.' })
  key!: string;

  @Field(() => String, { description: 'What to fill in; it counts more than what we know.' })
  value!: string;
}

@Resolver()
export class FormsResolver {
  @Mutation(() => FilledForm, {
    description:
      'Fills a form from a record: what we know of it, as far as whoever asks may see it, and what is given. FORM_INCOMPLETE names all that is missing.',
  })
  fillForm(
    @Arg('templateId', () => ID, { description: 'The form (fmt_...).' }) templateId: string,
    @Arg('recordId', () => ID, { description: 'The record, of the type that the form is for.' }) recordId: string,
    @Arg('values', () => [FormValueInput], { defaultValue: [], description: 'What somebody says.' })
    values: FormValueInput[],
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return fillForm(work, templateId, recordId, values);
  }
}
