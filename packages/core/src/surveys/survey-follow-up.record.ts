import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer, careGrants } from '../customers/index.ts';
import { Interaction } from '../interactions/index.ts';
import { SurveyAnswer } from './survey-answer.record.ts';

export const FollowUpState = enumeration('SurveyFollowUpState', 'How far the loop is closed.', {
  OPEN: 'Something is to be done.',
  ACTED: 'Something was done; the customer does not know yet.',
  CLOSED: 'The customer was told and thanked.',
  DISMISSED: 'Nothing is to be done, for a reason.',
});
export type FollowUpState = EnumerationValue<typeof FollowUpState>;

/** What follows from an answer: an action, and word of it to the customer, with thanks (M2). */
@Record({
  prefix: 'sfu',
  description: 'What follows from an answer of a customer: something is done, and he is told of it and thanked.',
  ownership: { owner: 'assignee', through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['assigneeId', 'state', 'dueAt', 'id'],
    ['state', 'dueAt', 'id'],
    ['interactionId', '-createdAt', '-id'],
  ],
  unique: [['answerId']],
  commands: ['create', 'update'],
  lifeCycle: {
    field: 'state',
    transitions: {
      act: { description: 'Notes what was done.', from: ['OPEN'], to: 'ACTED', requires: ['action'] },
      thank: {
        description: 'Notes that the customer was told what was done, and thanked.',
        from: ['ACTED'],
        to: 'CLOSED',
        takes: ['interactionId'],
      },
      dismiss: { description: 'Leaves it, with a reason.', from: ['OPEN'], to: 'DISMISSED' },
      reopen: { description: 'Takes it up again.', from: ['ACTED', 'CLOSED', 'DISMISSED'], to: 'OPEN' },
    },
  },
  grants: careGrants,
})
export class SurveyFollowUp extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Who answered; taken from the answer.',
    writable: 'never',
    inverse: { name: 'surveyFollowUps', description: 'What follows from his answers.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => SurveyAnswer, {
    description: 'The answer that it follows from.',
    writable: 'create',
    inverse: { name: 'followUps', description: 'What follows from it.' },
  })
  answer!: Ref<SurveyAnswer>;

  @belongsTo(() => User, {
    description: 'Who sees to it: whoever is accountable for the customer, or opens it by hand.',
    nullable: true,
    inverse: { name: 'surveyFollowUps', description: 'Answers of customers to which the user sees.' },
  })
  assignee!: Ref<User> | null;

  @field.enum(FollowUpState, { description: 'How far it is.', default: 'OPEN', writable: 'never' })
  state!: FollowUpState;

  @field.instant({ description: 'By when something is to be done.', nullable: true, order: true })
  dueAt!: string | null;

  @field.longText({ description: 'What was done.', maxLength: 5_000, nullable: true, writable: 'never' })
  action!: string | null;

  @belongsTo(() => Interaction, {
    description: 'The interaction in which the customer was told.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'surveyFollowUps', description: 'What the customer was told in it.' },
  })
  interaction!: Ref<Interaction> | null;
}
