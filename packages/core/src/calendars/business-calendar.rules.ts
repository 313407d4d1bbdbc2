import { type BeforeHandler, reject } from '@rapport/sdk';
import { BusinessCalendar, type CalendarException, type OpenWeekdayHours } from './business-calendar.record.ts';
import type { DayHours } from './open-hours.ts';

const MAX_HOURS = 50;
const MAX_EXCEPTIONS = 500;
/** A holiday is no way to close a calendar. */
const MAX_DAYS = 366;
const MAX_HOURS_A_DAY = 10;
const MAX_NAME = 100;
const DAY_MS = 86_400_000;
const TIME = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** What a calendar must be for business time to exist: some hour of the week is open, and every time ends after it begins. */
const checkCalendar: BeforeHandler = {
  record: BusinessCalendar,
  on: ['created', 'updated'],
  run: async ({ record, path }) => {
    const { timeZone, hours, exceptions } = record as {
      timeZone: string;
      hours: readonly OpenWeekdayHours[];
      exceptions: readonly CalendarException[];
    };
    if (!isTimeZone(timeZone)) reject(`${path}.timeZone`, 'is not a time zone, such as Asia/Taipei.');
    if (hours.length === 0) reject(`${path}.hours`, 'must have an hour that is open, or nothing would ever be due.');
    if (hours.length > MAX_HOURS) reject(`${path}.hours`, `must be at most ${MAX_HOURS}.`);
    for (const [index, each] of hours.entries()) checkHours(each, `${path}.hours[${index}]`);
    if (exceptions.length > MAX_EXCEPTIONS) reject(`${path}.exceptions`, `must be at most ${MAX_EXCEPTIONS}.`);
    for (const [index, each] of exceptions.entries()) checkException(each, `${path}.exceptions[${index}]`);
    return undefined;
  },
};

function checkException({ name, firstOn, lastOn, hours }: CalendarException, at: string): void {
  if (name.trim() === '' || name.length > MAX_NAME) reject(`${at}.name`, `must have 1 to ${MAX_NAME} characters.`);
  if (lastOn < firstOn) reject(`${at}.lastOn`, 'must not be before firstOn.');
  if ((Date.parse(lastOn) - Date.parse(firstOn)) / DAY_MS >= MAX_DAYS)
    reject(`${at}.lastOn`, `must be less than ${MAX_DAYS} days after firstOn.`);
  if (hours.length > MAX_HOURS_A_DAY) reject(`${at}.hours`, `must be at most ${MAX_HOURS_A_DAY}.`);
  for (const [index, each] of hours.entries()) checkHours(each, `${at}.hours[${index}]`);
}

function checkHours({ from, until }: DayHours, at: string): void {
  for (const [name, text] of Object.entries({ from, until }))
    if (!TIME.test(text)) reject(`${at}.${name}`, 'must be a time such as 09:00, at most 24:00.');
  if (until <= from) reject(`${at}.until`, 'must be later than from; hours over midnight are two.');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const businessCalendarRules: readonly BeforeHandler[] = [checkCalendar];
