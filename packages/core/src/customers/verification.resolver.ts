import { Arg, type CommandContext, Ctx, Int, Mutation, Resolver } from '@rapport/sdk';
import { expireVerifications } from './verification.service.ts';

@Resolver()
export class VerificationResolver {
  @Mutation(() => Int, {
    description:
      'Marks verified contact points and profile values stale whose day has come, at most 1,000 at once; returns how many. To be run daily until it returns 0.',
  })
  expireVerifications(
    @Arg('limit', () => Int, { defaultValue: 1000, description: 'How many at most.' }) limit: number,
    @Ctx() { work }: CommandContext,
  ): Promise<number> {
    return expireVerifications(work, limit);
  }
}
