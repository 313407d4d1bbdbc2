import { field, Record, RecordBase } from '@rapport/sdk';
import { ContactChannel } from '../customers/index.ts';
import { planningGrants } from '../segments/index.ts';
import { QuietWeekday } from './quiet-times.ts';

/** When nobody is disturbed, by the clock of the customer (F3). */
@Record({
  prefix: 'qth',
  description: 'When nobody gets messages, by the clock of the customer. What comes due then waits.',
  plural: 'quietHours',
  indexes: [['channel', 'id']],
  grants: planningGrants,
})
export class QuietHour extends RecordBase {
  @field.text({ description: 'What it is called: `night`, `Sunday`.', maxLength: 100 })
  name!: string;

  @field.enum(ContactChannel, { description: 'The channel; all of them when missing.', nullable: true })
  channel!: ContactChannel | null;

  @field.enum(QuietWeekday, { description: 'The day on which it begins; every day when missing.', nullable: true })
  weekday!: QuietWeekday | null;

  @field.text({ description: 'Beginning, for example `21:00`.', maxLength: 5 })
  from!: string;

  @field.text({
    description:
      'End, for example `08:00`; one that is not later than the beginning is on the next day. `24:00` is midnight.',
    maxLength: 5,
  })
  until!: string;
}

/** A day on which nobody is disturbed: a holiday. */
@Record({
  prefix: 'qdy',
  description: 'A day on which nobody gets advertising, by the calendar of the customer: a holiday, a day of mourning.',
  indexes: [['day', 'id']],
  unique: [['day']],
  grants: planningGrants,
})
export class QuietDay extends RecordBase {
  @field.date({ description: 'The day.', order: true })
  day!: string;

  @field.text({ description: 'Why.', maxLength: 100 })
  name!: string;
}
