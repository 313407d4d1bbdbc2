import { Arg, Ctx, DateTimeScalar, Float, ID, Query, type RequestContext, Resolver, reject } from '@rapport/sdk';
import { readOpenHours } from './business-calendar.service.ts';

const MAX_SECONDS = 100 * 366 * 86_400;

@Resolver()
export class BusinessCalendarResolver {
  @Query(() => Float, {
    description: 'Business time between two instants, in seconds; negative when `until` comes first.',
  })
  async businessTimeBetween(
    @Arg('calendarId', () => ID, { description: 'Whose hours count.' }) calendarId: string,
    @Arg('from', () => DateTimeScalar, { description: 'From when on.' }) from: string,
    @Arg('until', () => DateTimeScalar, { description: 'Until when.' }) until: string,
    @Ctx() context: RequestContext,
  ): Promise<number> {
    const openHours = await readOpenHours(context, calendarId);
    return openHours.elapsed(Date.parse(from), Date.parse(until)) / 1_000;
  }

  @Query(() => DateTimeScalar, {
    description: 'The first instant at which so much business time has passed.',
  })
  async afterBusinessTime(
    @Arg('calendarId', () => ID, { description: 'Whose hours count.' }) calendarId: string,
    @Arg('from', () => DateTimeScalar, { description: 'From when on.' }) from: string,
    @Arg('seconds', () => Float, { description: 'How much business time; 0 is `from`.' }) seconds: number,
    @Ctx() context: RequestContext,
  ): Promise<string> {
    if (!(seconds >= 0 && seconds <= MAX_SECONDS)) reject('seconds', `must be from 0 to ${MAX_SECONDS}.`);
    const openHours = await readOpenHours(context, calendarId);
    const due = openHours.add(Date.parse(from), seconds * 1_000);
    if (due === undefined) reject('seconds', 'is more than this calendar ever has open.');
    return new Date(due).toISOString();
  }
}
