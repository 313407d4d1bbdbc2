import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer, Purchase } from '../customers/index.ts';
import { Interaction } from '../interactions/index.ts';
import { Survey } from './survey.record.ts';

export const InvitationState = enumeration('SurveyInvitationState', 'How far an invitation is.', {
  PLANNED: 'The customer does not know of it yet.',
  SENT: 'He was asked.',
  PARTIAL: 'He has answered some questions.',
  COMPLETED: 'He has answered.',
  EXPIRED: 'Its time is over, and nothing was answered.',
  REFUSED: 'He does not want to answer.',
});
export type InvitationState = EnumerationValue<typeof InvitationState>;

export const SurveyOccasion = enumeration('SurveyOccasion', 'What a customer is asked about.', {
  RELATIONSHIP: 'Us as a whole.',
  CONTACT: 'One interaction.',
  PURCHASE: 'One purchase: why he bought, and what he valued.',
  ACTIVITY: 'An activity, such as a fair or an open day.',
  ADVERTISEMENT: 'An advertisement.',
  COMMUNITY: 'Our community, club or forum.',
});
export type SurveyOccasion = EnumerationValue<typeof SurveyOccasion>;

/** That one customer is asked, about one thing, in one wave (M1, domain model 3.6). */
@Record({
  prefix: 'svi',
  description: 'That one customer is asked: about what, when, and how far he has come with his answers.',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['surveyId', 'state', '-createdAt', '-id'],
    ['interactionId', '-createdAt', '-id'],
    ['expiresAt', 'id'],
  ],
  unique: [['surveyId', 'customerId', 'matter']],
  commands: ['create', 'delete'],
  lifeCycle: {
    field: 'state',
    transitions: {
      send: { description: 'Notes that the customer was asked. His time begins.', from: ['PLANNED'], to: 'SENT' },
      begin: { description: 'Notes that something was answered.', from: ['SENT'], to: 'PARTIAL', byCode: true },
      complete: {
        description: 'Ends it. Required questions must be answered, or their answers known.',
        from: ['SENT', 'PARTIAL'],
        to: 'COMPLETED',
      },
      expire: { description: 'Notes that the time is over.', from: ['SENT'], to: 'EXPIRED', byCode: true },
      refuse: { description: 'Notes that the customer does not want to answer.', from: ['SENT'], to: 'REFUSED' },
    },
  },
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    marketer: { read: 'all', create: 'all', update: 'all' },
    service: { read: 'all', create: 'all', update: 'all' },
    seller: { read: 'own', create: 'own', update: 'own' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: {
      read: 'self',
      update: 'self',
      only: { read: ['customer', 'survey', 'state', 'occasion', 'occasionName', 'expiresAt'], write: [] },
    },
  },
})
export class SurveyInvitation extends RecordBase {
  @belongsTo(() => Survey, {
    description: 'The survey.',
    writable: 'create',
    inverse: { name: 'invitations', description: 'Who is asked.' },
  })
  survey!: Ref<Survey>;

  @belongsTo(() => Customer, {
    description: 'Who is asked.',
    writable: 'create',
    inverse: { name: 'surveyInvitations', description: 'Surveys to which the customer was invited.' },
  })
  customer!: Ref<Customer>;

  @field.enum(SurveyOccasion, { description: 'About what.', default: 'RELATIONSHIP', writable: 'create' })
  occasion!: SurveyOccasion;

  @field.text({
    description: 'Which activity, advertisement or community; with those occasions only.',
    maxLength: 200,
    nullable: true,
    writable: 'create',
  })
  occasionName!: string | null;

  @belongsTo(() => Interaction, {
    description: 'The interaction that he is asked about; with the occasion CONTACT only.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'surveyInvitations', description: 'Surveys about it.' },
  })
  interaction!: Ref<Interaction> | null;

  @belongsTo(() => Purchase, {
    description: 'The purchase that he is asked about; with the occasion PURCHASE only.',
    nullable: true,
    writable: 'create',
  })
  purchase!: Ref<Purchase> | null;

  @field.text({
    description: 'Which time of several the same is asked, for example `before` and `after` a change.',
    maxLength: 50,
    nullable: true,
    writable: 'create',
  })
  wave!: string | null;

  @field.text({
    description: 'Occasion and wave in one: a customer is asked once for each.',
    maxLength: 400,
    writable: 'never',
  })
  matter!: string;

  @field.enum(InvitationState, { description: 'How far it is.', default: 'PLANNED', writable: 'never' })
  state!: InvitationState;

  @field.instant({ description: 'When the customer was asked.', nullable: true, writable: 'never' })
  sentAt!: string | null;

  @field.instant({
    description: 'Until when he can answer; missing when he was not asked yet, and when he no longer can.',
    nullable: true,
    writable: 'never',
  })
  expiresAt!: string | null;

  @field.instant({ description: 'When he had answered.', nullable: true, writable: 'never' })
  completedAt!: string | null;
}
