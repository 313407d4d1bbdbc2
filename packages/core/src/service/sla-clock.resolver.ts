import { Computed, Ctx, Float, type RequestContext, Resolver, Root, uuidOf } from '@rapport/sdk';
import { BusinessCalendar, openHoursOf } from '../calendars/index.ts';
import { SlaClock } from './sla-clock.record.ts';

const NEEDS = ['state', 'countedSeconds', 'countedAt', 'targetSeconds', 'calendarId'] as const;

/** Business time of a clock as it is now, in seconds. */
async function elapsedSeconds(
  clock: SlaClock & { calendarId: string },
  { reader, tenant }: RequestContext,
): Promise<number> {
  const counted = Number(clock.countedSeconds);
  if (clock.state !== 'RUNNING') return counted;
  const openHours = await openHoursOf(reader, tenant.id, uuidOf(BusinessCalendar, clock.calendarId));
  return counted + openHours.elapsed(Date.parse(clock.countedAt), Date.now()) / 1_000;
}

@Resolver(() => SlaClock)
export class SlaClockResolver {
  @Computed(() => Float, { description: 'Business time that has passed by now, in seconds.', needs: NEEDS })
  elapsedSeconds(@Root() clock: SlaClock & { calendarId: string }, @Ctx() context: RequestContext): Promise<number> {
    return elapsedSeconds(clock, context);
  }

  @Computed(() => Float, {
    description: 'Business time that is left, in seconds; negative when it is over.',
    needs: NEEDS,
  })
  async remainingSeconds(
    @Root() clock: SlaClock & { calendarId: string },
    @Ctx() context: RequestContext,
  ): Promise<number> {
    return Number(clock.targetSeconds) - (await elapsedSeconds(clock, context));
  }
}
