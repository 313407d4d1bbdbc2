import {
  Arg,
  Ctx,
  definePermission,
  Field,
  Float,
  ID,
  Int,
  Money,
  ObjectType,
  Query,
  type RequestContext,
  Resolver,
} from '@rapport/sdk';
import { type MemberProgress, progressOf } from './member-progress.service.ts';

/** They count all members, also those out of sight. */
export const readProgress = definePermission({
  name: 'memberTargets.read',
  description: 'Sees what was reached of targets for members, over all of them.',
  roles: ['manager', 'marketer', 'analyst'],
});

@ObjectType('MemberTargetProgress', {
  description: 'What was reached of a target for members, all of it together.',
  simpleResolvers: true,
})
export class MemberTargetProgress {
  @Field(() => Int, { description: 'How many members there are, or were at the end of the time.' })
  members!: number;

  @Field(() => Int, { description: 'How many of them bought something or came to us in the time.' })
  active!: number;

  @Field(() => Float, { nullable: true, description: 'That of a hundred; missing where there are no members.' })
  activePercent!: number | null;

  @Field(() => Money, {
    nullable: true,
    description: 'What a member bought for on average, in the currency of the target; missing where it sets none.',
  })
  valuePerMember!: Money | null;

  @Field(() => Int, { description: 'How many of them complained in the time.' })
  complaining!: number;

  @Field(() => Float, { nullable: true, description: 'That of a hundred; missing where there are no members.' })
  complaintPercent!: number | null;

  @Field(() => [String], { description: 'Which of the targets are not reached, by the names of their fields.' })
  missed!: readonly string[];

  @Field(() => Boolean, { description: 'All of them are reached.' })
  reached!: boolean;
}

@Resolver()
export class MemberProgressResolver {
  @Query(() => MemberTargetProgress, {
    description: 'What was reached of a target for members so far. It needs the permission memberTargets.read.',
  })
  memberTargetProgress(
    @Arg('id', () => ID, { description: 'The target.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<MemberProgress> {
    context.access.requirePermission(readProgress);
    return progressOf(context, id);
  }
}
