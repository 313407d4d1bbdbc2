import { Arg, type CommandContext, Ctx, ID, Mutation, type RecordRef, Resolver } from '@rapport/sdk';
import { EstateRelease } from './release.record.ts';
import { drawRelease, publishRelease } from './release.service.ts';

@Resolver()
export class ReleaseResolver {
  @Mutation(() => EstateRelease, {
    description:
      'Announces a release. A lottery shows the SHA-256 of its seed from now on, so that nobody can choose another one.',
  })
  publishEstateRelease(
    @Arg('id', () => ID, { description: 'Which release.' }) id: string,
    @Ctx() context: CommandContext,
  ): Promise<RecordRef> {
    return publishRelease(context, id);
  }

  @Mutation(() => EstateRelease, {
    description:
      'Gives tickets their positions. A lottery shows its seed: tickets stand in the order of SHA-256(seed ":" number of the ticket).',
  })
  drawEstateRelease(
    @Arg('id', () => ID, { description: 'Which release.' }) id: string,
    @Ctx() context: CommandContext,
  ): Promise<RecordRef> {
    return drawRelease(context, id);
  }
}
