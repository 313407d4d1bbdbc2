import { Arg, type CommandContext, Ctx, ID, Mutation, type RecordRef, Resolver } from '@rapport/sdk';
import { claimNext } from './assignment.service.ts';
import { ServiceRequest } from './service-request.record.ts';

@Resolver()
export class QueueResolver {
  @Mutation(() => ServiceRequest, {
    nullable: true,
    description:
      'Gives the most pressing new request of a queue to the user who asks, a member of it who has the skill and room for it; null when there is none. USED_UP when he has no room.',
  })
  claimServiceRequest(
    @Arg('queueId', () => ID, { description: 'The queue.' }) queueId: string,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef | null> {
    return claimNext(work, queueId);
  }
}
