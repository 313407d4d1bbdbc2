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
  User,
} from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Interaction } from './interaction.record.ts';

export const VisitState = enumeration('VisitState', 'How far a visit is.', {
  PLANNED: 'We would like to come.',
  CONFIRMED: 'Both sides agreed. The user and the resource are taken at this time.',
  CHECKED_IN: 'We are there.',
  DONE: 'Over, with a report.',
  CANCELED: 'Called off.',
  MISSED: 'One side did not come.',
});
export type VisitState = EnumerationValue<typeof VisitState>;

@ObjectType('AgendaItem', { description: 'Something to be settled at a visit.', simpleResolvers: true })
export class AgendaItem {
  @Field(() => String, { description: 'The question.' })
  question!: string;

  @Field(() => String, { nullable: true, description: 'What was found out or agreed; open as long as it is missing.' })
  answer!: string | null;
}

@InputType('AgendaItemInput', { description: 'Something to be settled at a visit.' })
export class AgendaItemInput {
  @Field(() => String, { description: 'The question.' })
  question!: string;

  @Field(() => String, { nullable: true, description: 'What was found out or agreed; open as long as it is missing.' })
  answer?: string | null;
}

const taken = { state: ['CONFIRMED', 'CHECKED_IN'] };

/** An appointment with a customer: agenda, who goes, what came of it (domain model 3.3, iI2, iI3). */
@Record({
  prefix: 'vis',
  description: 'An appointment with a customer: when and where, who goes, what is to be settled, what came of it.',
  extensible: true,
  ownership: { owner: 'user', through: 'customer' },
  timelines: [{ of: 'customer', at: 'startsAt' }],
  indexes: [
    ['customerId', '-startsAt', '-id'],
    ['userId', '-startsAt', '-id'],
  ],
  windows: [
    { from: 'startsAt', until: 'endsAt', exclusive: { by: ['userId'], when: taken } },
    { from: 'startsAt', until: 'endsAt', exclusive: { by: ['resource'], when: taken } },
  ],
  lifeCycle: {
    field: 'state',
    transitions: {
      confirm: { description: 'Both sides agreed.', from: ['PLANNED'], to: 'CONFIRMED' },
      checkIn: {
        description: 'Notes that we are there.',
        from: ['CONFIRMED'],
        to: 'CHECKED_IN',
        takes: ['checkedInAt', 'checkInPlace'],
      },
      finish: {
        description:
          'Ends it with a report. Items of the agenda that stay open need a reason. It logs the interaction that the visit was.',
        from: ['CHECKED_IN'],
        to: 'DONE',
        takes: ['agenda'],
        requires: ['report'],
      },
      cancel: { description: 'Calls it off.', from: ['PLANNED', 'CONFIRMED'], to: 'CANCELED' },
      miss: { description: 'Notes that one side did not come.', from: ['PLANNED', 'CONFIRMED'], to: 'MISSED' },
    },
  },
  grants: {
    manager: { read: 'all', create: 'all', update: 'all' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all', deny: { read: ['report', 'agenda', 'unansweredReason'] } },
    analyst: { read: 'all', deny: { read: ['report', 'agenda', 'unansweredReason'] } },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: { read: 'self', only: { read: ['customer', 'startsAt', 'endsAt', 'place', 'state'], write: [] } },
  },
})
export class Visit extends RecordBase {
  @field.text({ description: 'What it is for, in a line.', maxLength: 300 })
  title!: string;

  @field.instant({ description: 'When it begins.', order: true })
  startsAt!: string;

  @field.instant({ description: 'When it ends; at most 31 days later.' })
  endsAt!: string;

  @field.text({ description: 'Where.', maxLength: 300, nullable: true })
  place!: string | null;

  @field.text({
    description: 'What else is taken, by its name: a car, a show room. A confirmed visit has it for itself.',
    maxLength: 100,
    nullable: true,
  })
  resource!: string | null;

  @field.enum(VisitState, { description: 'How far it is.', default: 'PLANNED', writable: 'never' })
  state!: VisitState;

  @field.embedded(
    { output: AgendaItem, input: AgendaItemInput, inputName: 'AgendaItemInput', list: true },
    { description: 'What is to be settled; at most 100 items.', default: [] },
  )
  agenda!: AgendaItem[];

  @field.instant({
    description: 'When we came; the moment of the check-in unless it is given.',
    nullable: true,
    writable: 'never',
  })
  checkedInAt!: string | null;

  @field.text({ description: 'Where we checked in.', maxLength: 300, nullable: true, writable: 'never' })
  checkInPlace!: string | null;

  @field.longText({ description: 'What came of it.', maxLength: 20_000, nullable: true, writable: 'never' })
  report!: string | null;

  @field.text({
    description: 'Why items of the agenda stayed open.',
    maxLength: 500,
    nullable: true,
    writable: 'never',
  })
  unansweredReason!: string | null;

  @belongsTo(() => Customer, {
    description: 'Whom we visit.',
    writable: 'create',
    inverse: { name: 'visits', description: 'Appointments with the customer.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => User, {
    description: 'Who goes; whoever plans it unless somebody is given. He has one confirmed visit at a time.',
    nullable: true,
    inverse: { name: 'visits', description: 'Appointments to which the user goes.' },
  })
  user!: Ref<User> | null;

  @belongsTo(() => Interaction, { description: 'What it was, once it is done.', nullable: true, writable: 'never' })
  interaction!: Ref<Interaction> | null;
}
