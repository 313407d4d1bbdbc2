import { BuyingParty, Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { saleGrants, stockGrants } from '../common/grants.ts';
import { EstateProject } from '../stock/project.record.ts';
import { EstateUnit } from '../stock/unit.record.ts';
import { EstateChannel } from './channel.record.ts';

export const EstateVisitKind = enumeration('EstateVisitKind', 'Whether somebody was there before.', {
  FIRST: 'He was not (首訪).',
  RETURN: 'He was (複訪).',
});
export type EstateVisitKind = EnumerationValue<typeof EstateVisitKind>;

export const EstateAssignment = enumeration('EstateAssignment', 'How a visitor came to his consultant.', {
  OWN: 'It is the consultant who cares for him.',
  ROTATION: 'The consultant was next in turn.',
  ASKED: 'Somebody was asked for by name.',
});
export type EstateAssignment = EnumerationValue<typeof EstateAssignment>;

/** Somebody comes to the sales office (接待). */
@Record({
  prefix: 'revi',
  description: 'Somebody comes to the sales office of a project (接待).',
  ownership: { owner: 'consultant', through: 'customer' },
  timelines: [{ of: 'customer', at: 'arrivedAt' }],
  indexes: [
    ['projectId', '-arrivedAt', '-id'],
    ['customerId', '-arrivedAt', '-id'],
    ['consultantId', '-arrivedAt', '-id'],
    ['channelId', '-arrivedAt', '-id'],
    ['partyId', '-createdAt', '-id'],
  ],
  commands: ['create', 'update'],
  grants: saleGrants,
})
export class EstateVisit extends RecordBase {
  @belongsTo(() => EstateProject, {
    description: 'The project.',
    writable: 'create',
    inverse: { name: 'visits', description: 'Who came.' },
  })
  project!: Ref<EstateProject>;

  @belongsTo(() => Customer, {
    description: 'Who came.',
    writable: 'create',
    inverse: { name: 'estateVisits', description: 'When the customer came to see homes.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => BuyingParty, { description: 'Those who came along and decide with him.', nullable: true })
  party!: Ref<BuyingParty> | null;

  @field.int({ description: 'How many came.', min: 1, max: 50, default: 1 })
  people!: number;

  @field.enum(EstateVisitKind, { description: 'Whether he was there before.', writable: 'never' })
  kind!: EstateVisitKind;

  @belongsTo(() => EstateChannel, { description: 'By what he came; with a first visit.', nullable: true })
  channel!: Ref<EstateChannel> | null;

  @belongsTo(() => User, { description: 'Whom he asks for by name.', nullable: true, writable: 'create' })
  askedFor!: Ref<User> | null;

  @belongsTo(() => User, {
    description: 'Who received him: whom he asked for, his own consultant, or the next in turn.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'estateVisits', description: 'Visitors whom he received.' },
  })
  consultant!: Ref<User> | null;

  @field.enum(EstateAssignment, { description: 'How he came to his consultant.', writable: 'never' })
  assignment!: EstateAssignment;

  @field.instant({ description: 'When he came.', order: true, writable: 'create' })
  arrivedAt!: string;

  @field.int({ description: 'Questions that he asked.', min: 0, max: 1_000, nullable: true })
  questionsAsked!: number | null;

  @field.longText({ description: 'What came of it.', maxLength: 5_000, nullable: true })
  report!: string | null;
}

export const EstateDuty = enumeration('EstateDuty', 'Whether a consultant takes visitors.', {
  ON: 'He does.',
  OFF: 'He does not.',
});
export type EstateDuty = EnumerationValue<typeof EstateDuty>;

/** The place of a consultant in the rotation of a project. */
@Record({
  prefix: 'rero',
  description:
    'The place of a consultant in the rotation of a project (輪排). The one with the fewest turns comes next.',
  ownership: { owner: 'consultant' },
  indexes: [
    ['projectId', 'turns', 'id'],
    ['consultantId', '-createdAt', '-id'],
  ],
  unique: [['projectId', 'consultantId']],
  grants: { ...stockGrants, seller: { read: 'all', update: 'own', deny: { write: ['project', 'consultant'] } } },
})
export class EstateRotationPlace extends RecordBase {
  @belongsTo(() => EstateProject, {
    description: 'The project.',
    writable: 'create',
    inverse: { name: 'rotation', description: 'Consultants in their turn.' },
  })
  project!: Ref<EstateProject>;

  @belongsTo(() => User, { description: 'The consultant.', writable: 'create' })
  consultant!: Ref<User>;

  @field.enum(EstateDuty, { description: 'Whether he takes visitors.', default: 'ON' })
  duty!: EstateDuty;

  @field.int({
    description: 'First visitors whom he was given in turn, and turns that he skipped by his own fault.',
    default: 0,
    min: 0,
    writable: 'never',
    order: true,
  })
  turns!: number;

  @field.int({ description: 'Turns that he skipped.', default: 0, min: 0, writable: 'never' })
  skips!: number;

  @field.instant({ description: 'When he last had a turn.', nullable: true, writable: 'never' })
  lastTurnAt!: string | null;
}

export const EstateShowingState = enumeration('EstateShowingState', 'RESO ShowingAppointment status.', {
  PENDING: 'Asked for.',
  CONFIRMED: 'Agreed; consultant and unit are taken at this time.',
  DENIED: 'Refused.',
  CANCELED: 'Called off.',
  HELD: 'It took place.',
});
export type EstateShowingState = EnumerationValue<typeof EstateShowingState>;

/** A unit is shown to somebody (RESO Showing, ShowingAppointment). */
@Record({
  prefix: 'resh',
  description: 'A unit or a show flat is shown to somebody (帶看; RESO Showing and ShowingAppointment).',
  ownership: { owner: 'consultant', through: 'customer' },
  timelines: [{ of: 'customer', at: 'startsAt' }],
  indexes: [
    ['unitId', '-startsAt', '-id'],
    ['customerId', '-startsAt', '-id'],
    ['consultantId', '-startsAt', '-id'],
  ],
  windows: [
    { from: 'startsAt', until: 'endsAt', exclusive: { by: ['consultantId'], when: { state: ['CONFIRMED', 'HELD'] } } },
    { from: 'startsAt', until: 'endsAt', exclusive: { by: ['unitId'], when: { state: ['CONFIRMED', 'HELD'] } } },
  ],
  lifeCycle: {
    field: 'state',
    transitions: {
      confirm: { description: 'Agrees to it.', from: ['PENDING'], to: 'CONFIRMED' },
      deny: { description: 'Refuses it, with a reason.', from: ['PENDING'], to: 'DENIED' },
      cancel: { description: 'Calls it off.', from: ['PENDING', 'CONFIRMED'], to: 'CANCELED' },
      hold: { description: 'Notes that it took place.', from: ['CONFIRMED'], to: 'HELD', takes: ['feedback'] },
    },
  },
  grants: saleGrants,
})
export class EstateShowing extends RecordBase {
  @belongsTo(() => EstateUnit, {
    description: 'What is shown (RESO ListingKey).',
    writable: 'create',
    inverse: { name: 'showings', description: 'To whom it was shown.' },
  })
  unit!: Ref<EstateUnit>;

  @belongsTo(() => Customer, {
    description: 'To whom.',
    writable: 'create',
    inverse: { name: 'estateShowings', description: 'Homes that the customer was shown.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => User, {
    description: 'Who shows it; whoever creates it unless somebody is given (RESO ShowingAgentKey).',
    nullable: true,
    orActor: true,
    inverse: { name: 'estateShowings', description: 'What he shows.' },
  })
  consultant!: Ref<User> | null;

  @field.instant({ description: 'When it begins (RESO ShowingStartTimestamp).', order: true })
  startsAt!: string;

  @field.instant({ description: 'When it ends (RESO ShowingEndTimestamp).' })
  endsAt!: string;

  @field.enum(EstateShowingState, {
    description: 'How far it is (RESO ShowingAppointmentStatus).',
    default: 'PENDING',
    writable: 'never',
  })
  state!: EstateShowingState;

  @field.text({ description: 'What he said of it.', maxLength: 1_000, nullable: true, writable: 'never' })
  feedback!: string | null;

  @field.boolean({
    description: 'Whether its price lay within his budget when it was planned; missing where one of them is not known.',
    nullable: true,
    writable: 'never',
  })
  withinBudget!: boolean | null;
}
