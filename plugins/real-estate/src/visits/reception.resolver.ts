import { Arg, type CommandContext, Ctx, ID, Mutation, type RecordRef, Resolver } from '@rapport/sdk';
import { EstateRotationPlace } from './reception.record.ts';
import { skipTurn } from './reception.service.ts';

@Resolver()
export class ReceptionResolver {
  @Mutation(() => EstateRotationPlace, { description: 'The one whose turn it is does not take it.' })
  skipEstateTurn(
    @Arg('id', () => ID, { description: 'His place in the rotation.' }) id: string,
    @Arg('atFault', () => Boolean, {
      description:
        'True: it counts as if he had taken it. False: he stays the next, for instance while he serves somebody who came back.',
    })
    atFault: boolean,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return skipTurn(work, id, atFault);
  }
}
