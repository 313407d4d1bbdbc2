import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { RecordInputType } from '../graphql/record-input.ts';
import type { RecordRef } from '../work/record-ref.ts';
import type { CommandContext } from '../work/request-context.ts';
import { CustomField } from './custom-field.record.ts';

@RecordInputType('DefineFieldInput', CustomField, 'A field to be added to a record type.')
export class DefineFieldInput {}

@Resolver()
export class CustomFieldResolver {
  @Mutation(() => CustomField, {
    description:
      'Adds a field to a record type of the tenant. Within a second it stands under `custom`: in answers, inputs, filters, orders, aggregates and events.',
  })
  defineField(
    @Arg('input', () => DefineFieldInput, { description: 'What it is.' }) input: DefineFieldInput,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return work.create(CustomField, { ...input });
  }
}
