import {
  belongsTo,
  type EnumerationValue,
  enumeration,
  Field,
  field,
  InputType,
  ObjectType,
  Record,
  RecordBase,
  type Ref,
} from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { careGrants } from './grants.ts';
import { statedPreference } from './merge.ts';
import { ValueSource } from './value-source.ts';

export const PreferredChannel = enumeration('PreferredChannel', 'A way of contact that a preference is about.', {
  ANY: 'All ways for which nothing else is said.',
  FACE_TO_FACE: 'In person.',
  PHONE: 'By telephone.',
  MOBILE: 'By text message.',
  EMAIL: 'By e-mail.',
  POSTAL: 'By letter.',
  LINE: 'By LINE.',
  WECHAT: 'By WeChat.',
  QQ: 'By QQ.',
});
export type PreferredChannel = EnumerationValue<typeof PreferredChannel>;

export const PreferenceBasis = enumeration('PreferenceBasis', 'How a preference is known.', {
  STATED: 'The customer said so. It wins.',
  LEARNED: 'It was worked out from what he did.',
});
export type PreferenceBasis = EnumerationValue<typeof PreferenceBasis>;

export const Weekday = enumeration('Weekday', 'A day of the week.', {
  MONDAY: 'Monday.',
  TUESDAY: 'Tuesday.',
  WEDNESDAY: 'Wednesday.',
  THURSDAY: 'Thursday.',
  FRIDAY: 'Friday.',
  SATURDAY: 'Saturday.',
  SUNDAY: 'Sunday.',
});
export type Weekday = EnumerationValue<typeof Weekday>;

@ObjectType('ContactHours', {
  description: 'Hours of a day of the week, in the time zone of the customer.',
  simpleResolvers: true,
})
export class ContactHours {
  @Field(() => Weekday, { description: 'The day.' })
  day!: Weekday;

  @Field(() => String, { description: 'Beginning, for example `09:00`.' })
  from!: string;

  @Field(() => String, { description: 'End, for example `18:00`; `24:00` is midnight.' })
  until!: string;
}

@InputType('ContactHoursInput', { description: 'Hours of a day of the week, in the time zone of the customer.' })
export class ContactHoursInput {
  @Field(() => Weekday, { description: 'The day.' })
  day!: Weekday;

  @Field(() => String, { description: 'Beginning, for example `09:00`.' })
  from!: string;

  @Field(() => String, { description: 'End, for example `18:00`; `24:00` is midnight.' })
  until!: string;
}

/** How a customer wants to be contacted: stated by him, or learned (A24). What he stated wins. */
@Record({
  prefix: 'cpr',
  description:
    'How a customer wants to be contacted. What he stated wins over what was learned: `effective` says which holds.',
  ownership: { through: 'customer' },
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['channel', 'everyDays', 'customerId'],
  ],
  unique: [['customerId', 'channel', 'basis'], { fields: ['customerId', 'channel'], when: { effective: [true] } }],
  combine: statedPreference,
  grants: {
    ...careGrants,
    self: {
      read: 'self',
      create: 'self',
      update: 'self',
      delete: 'self',
      only: {
        read: ['customer', 'channel', 'basis', 'wanted', 'hours', 'atMostEveryDays', 'topics', 'effective'],
        write: ['customer', 'channel', 'wanted', 'hours', 'atMostEveryDays', 'topics'],
      },
    },
  },
})
export class ContactPreference extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Whose preference it is.',
    writable: 'create',
    inverse: { name: 'contactPreferences', description: 'How the customer wants to be contacted.' },
  })
  customer!: Ref<Customer>;

  @field.enum(PreferredChannel, { description: 'The way of contact.', default: 'ANY', writable: 'create' })
  channel!: PreferredChannel;

  @field.enum(PreferenceBasis, { description: 'How it is known.', default: 'STATED', writable: 'create' })
  basis!: PreferenceBasis;

  @field.boolean({ description: 'Contact of this sort is welcome.', default: true })
  wanted!: boolean;

  @field.embedded(
    { output: ContactHours, input: ContactHoursInput, inputName: 'ContactHoursInput', list: true },
    { description: 'Hours at which it is; any when there are none.', default: [] },
  )
  hours!: ContactHours[];

  @field.int({ description: 'At most one contact in so many days.', min: 1, max: 3650, nullable: true })
  atMostEveryDays!: number | null;

  @field.int({
    description: 'At least one contact in so many days: the rhythm after which the customer counts as forgotten.',
    min: 1,
    max: 3650,
    nullable: true,
  })
  everyDays!: number | null;

  @field.text({ description: 'What he wants to hear of.', maxLength: 500, nullable: true })
  topics!: string | null;

  @field.boolean({ description: 'It holds: nothing stated stands against it.', default: true, writable: 'never' })
  effective!: boolean;

  @field.enum(ValueSource, { description: 'Who said so.', default: 'TOLD' })
  source!: ValueSource;
}
