import { DateScalar, Field, field, InputType, ObjectType, Record, RecordBase } from '@rapport/sdk';
import { Weekday } from '../customers/index.ts';

@ObjectType('OpenWeekdayHours', { description: 'Hours of a day of the week.', simpleResolvers: true })
export class OpenWeekdayHours {
  @Field(() => Weekday, { description: 'The day.' })
  day!: Weekday;

  @Field(() => String, { description: 'Beginning, for example `09:00`.' })
  from!: string;

  @Field(() => String, { description: 'End, for example `18:00`; `24:00` is midnight.' })
  until!: string;
}

@InputType('OpenWeekdayHoursInput', { description: 'Hours of a day of the week.' })
export class OpenWeekdayHoursInput {
  @Field(() => Weekday, { description: 'The day.' })
  day!: Weekday;

  @Field(() => String, { description: 'Beginning, for example `09:00`.' })
  from!: string;

  @Field(() => String, { description: 'End, for example `18:00`; `24:00` is midnight.' })
  until!: string;
}

@ObjectType('OpenDayHours', { description: 'Hours of certain days.', simpleResolvers: true })
export class OpenDayHours {
  @Field(() => String, { description: 'Beginning, for example `09:00`.' })
  from!: string;

  @Field(() => String, { description: 'End, for example `18:00`; `24:00` is midnight.' })
  until!: string;
}

@InputType('OpenDayHoursInput', { description: 'Hours of certain days.' })
export class OpenDayHoursInput {
  @Field(() => String, { description: 'Beginning, for example `09:00`.' })
  from!: string;

  @Field(() => String, { description: 'End, for example `18:00`; `24:00` is midnight.' })
  until!: string;
}

@ObjectType('CalendarException', {
  description: 'Days on which other hours hold: a holiday without any, a working day in its place (补班) with some.',
  simpleResolvers: true,
})
export class CalendarException {
  @Field(() => String, { description: 'What it is.' })
  name!: string;

  @Field(() => DateScalar, { description: 'First day.' })
  firstOn!: string;

  @Field(() => DateScalar, { description: 'Last day.' })
  lastOn!: string;

  @Field(() => [OpenDayHours], { description: 'Hours of each of the days; none on a holiday.' })
  hours!: OpenDayHours[];
}

@InputType('CalendarExceptionInput', {
  description: 'Days on which other hours hold: a holiday without any, a working day in its place (补班) with some.',
})
export class CalendarExceptionInput {
  @Field(() => String, { description: 'What it is.' })
  name!: string;

  @Field(() => DateScalar, { description: 'First day.' })
  firstOn!: string;

  @Field(() => DateScalar, { description: 'Last day.' })
  lastOn!: string;

  @Field(() => [OpenDayHoursInput], { description: 'Hours of each of the days; none on a holiday.' })
  hours!: OpenDayHoursInput[];
}

/** When somebody works: the one idea of business time of the whole product (O6). */
@Record({
  prefix: 'bcl',
  description:
    'When somebody works: hours of the week in a time zone, holidays, and days that are worked in their place.',
  unique: [['name']],
  grants: {
    everyone: { read: 'all' },
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  },
})
export class BusinessCalendar extends RecordBase {
  @field.text({ description: 'Name; unique among the calendars of the tenant.', maxLength: 100, order: true })
  name!: string;

  @field.text({ description: 'Time zone, for example `Asia/Taipei` (IANA).', maxLength: 50 })
  timeZone!: string;

  @field.embedded(
    { output: OpenWeekdayHours, input: OpenWeekdayHoursInput, inputName: 'OpenWeekdayHoursInput', list: true },
    { description: 'Hours of the week; at most 50.' },
  )
  hours!: OpenWeekdayHours[];

  @field.embedded(
    { output: CalendarException, input: CalendarExceptionInput, inputName: 'CalendarExceptionInput', list: true },
    {
      description: 'Days on which other hours hold; of two that meet, the later in the list. At most 500.',
      default: [],
    },
  )
  exceptions!: CalendarException[];
}
