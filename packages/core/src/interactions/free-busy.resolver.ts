import {
  Arg,
  Ctx,
  DateTimeScalar,
  Field,
  ID,
  ObjectType,
  Query,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
  User,
} from '@rapport/sdk';
import { busyTimes } from './free-busy.service.ts';

@ObjectType('BusyTime', { description: 'A time at which a user is taken.', simpleResolvers: true })
export class BusyTime {
  @Field(() => DateTimeScalar, { description: 'From when on.' })
  startsAt!: string;

  @Field(() => DateTimeScalar, { description: 'Until when.' })
  endsAt!: string;
}

@ObjectType('UserBusyTimes', {
  description: 'When a user is taken, and nothing of what takes him.',
  simpleResolvers: true,
})
export class UserBusyTimes {
  @Field(() => User, { nullable: true, description: 'The user.' })
  user!: RecordRef;

  @Field(() => [BusyTime], { description: 'Times at which he is taken, in order; those that touch are one.' })
  busy!: BusyTime[];
}

@Resolver()
export class FreeBusyResolver {
  @Query(() => [UserBusyTimes], {
    description: 'When users are taken, by visits and by time set aside for tasks; between that they are free.',
  })
  freeBusy(
    @Arg('userIds', () => [ID], { description: 'Ids of users, at most 50.' }) userIds: string[],
    @Arg('from', () => DateTimeScalar, { description: 'From when on.' }) from: string,
    @Arg('to', () => DateTimeScalar, { description: 'Until when; at most 92 days later.' }) to: string,
    @Ctx() context: RequestContext,
  ): Promise<UserBusyTimes[]> {
    return busyTimes(context, userIds, from, to).then((found) =>
      found.map(({ userId, busy }) => ({ user: ref(User, userId), busy: [...busy] })),
    );
  }
}
