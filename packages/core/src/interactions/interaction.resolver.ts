import { Arg, type CommandContext, Ctx, ID, Mutation, RecordInputType, type RecordRef, Resolver } from '@rapport/sdk';
import { Interaction } from './interaction.record.ts';
import { correctInteraction } from './interaction.service.ts';

@RecordInputType(
  'CorrectInteractionInput',
  Interaction,
  'What was logged wrongly, as it was. What is not given is taken over; null empties a field that may be missing.',
)
export class CorrectInteractionInput {}

@Resolver()
export class InteractionResolver {
  @Mutation(() => Interaction, {
    description:
      'Corrects an interaction: logs a new one that refers to the first one and takes the place of this one. SUPERSEDED when it was corrected before.',
  })
  correctInteraction(
    @Arg('id', () => ID, { description: 'Id of the newest interaction (int_...).' }) id: string,
    @Arg('input', () => CorrectInteractionInput, { description: 'What was logged wrongly.' })
    input: CorrectInteractionInput,
    @Arg('reason', () => String, { description: 'Why, in a line.' }) reason: string,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return correctInteraction(work, id, { ...input }, reason);
  }
}
