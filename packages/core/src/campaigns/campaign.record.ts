import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { MainstreamStrategy, planningGrants } from '../segments/index.ts';
import { TargetList } from './target-list.record.ts';

export const CampaignState = enumeration('CampaignState', 'How far a campaign is.', {
  DRAFT: 'It is being thought out.',
  PLANNED: 'Everything is there: insight, audience, content, budget.',
  APPROVED: 'It may begin. Who is held out is fixed from here on.',
  RUNNING: 'It reaches customers.',
  PAUSED: 'It reaches nobody for the time being.',
  FINISHED: 'It reaches nobody any more; what comes of it still counts.',
  ANALYSED: 'What came of it is written down.',
  CANCELED: 'It was called off.',
});
export type CampaignState = EnumerationValue<typeof CampaignState>;

export const InsightSource = enumeration('InsightSource', 'What tells something about customers.', {
  QUESTIONNAIRE: 'What they answered when they were asked.',
  DATA: 'What they bought and did, as the figures show it.',
  INTERACTIONS: 'What they said to us.',
  COMPLAINTS: 'What they complained of.',
  EXPERIMENT: 'What an earlier campaign proved.',
});
export type InsightSource = EnumerationValue<typeof InsightSource>;

export const CampaignMedium = enumeration('CampaignMedium', 'Through what a campaign reaches people.', {
  EMAIL: 'E-mail.',
  SMS: 'Text messages.',
  MESSENGER: 'Messengers such as LINE or WeChat.',
  PHONE: 'Calls.',
  LETTER: 'Letters.',
  FLYER: 'Flyers.',
  PRESS: 'Newspapers and magazines.',
  RADIO: 'Radio.',
  TELEVISION: 'Television.',
  SCREEN: 'Screens and posters in public places.',
  PORTAL: 'Portals on the web.',
  SEARCH: 'Search engines.',
  CLASSIFIED: 'Classified advertisements.',
  TRADE_SITE: 'Sites of a trade.',
  FORUM: 'Forums and social networks.',
  FAIR: 'Fairs.',
  EVENT: 'Events of our own.',
  REFERRAL: 'Customers who tell others.',
  OTHER: 'Something else.',
});
export type CampaignMedium = EnumerationValue<typeof CampaignMedium>;

const planning = ['DRAFT', 'PLANNED', 'APPROVED'] as const;

/** An undertaking to move customers to something, and the proof of what came of it (L1, L2, L4, L9). */
@Record({
  prefix: 'cmp',
  description:
    'An undertaking to move customers to something: the insight that caused it, what it is to prove, whom it reaches, what it may cost.',
  extensible: true,
  indexes: [
    ['ownerId', '-createdAt', '-id'],
    ['state', '-createdAt', '-id'],
    ['startsOn', 'id'],
    ['conductAt', 'id'],
    ['targetListId', '-createdAt', '-id'],
    ['strategy', '-createdAt', '-id'],
    ['mainstreamStrategyId', '-createdAt', '-id'],
  ],
  search: { fields: { name: 'name' } },
  grants: planningGrants,
  lifeCycle: {
    field: 'state',
    transitions: {
      plan: { description: 'Says that everything is there.', from: ['DRAFT'], to: 'PLANNED' },
      revise: { description: 'Goes back to thinking.', from: ['PLANNED', 'APPROVED'], to: 'DRAFT' },
      approve: { description: 'Allows it to begin.', from: ['PLANNED'], to: 'APPROVED' },
      start: { description: 'Lets it begin.', from: ['APPROVED'], to: 'RUNNING' },
      pause: { description: 'Lets it reach nobody for the time being.', from: ['RUNNING'], to: 'PAUSED' },
      resume: { description: 'Lets it go on.', from: ['PAUSED'], to: 'RUNNING' },
      finish: { description: 'Lets it reach nobody any more.', from: ['RUNNING', 'PAUSED'], to: 'FINISHED' },
      analyse: {
        description: 'Writes down what came of it.',
        from: ['FINISHED'],
        to: 'ANALYSED',
        requires: ['conclusion'],
      },
      cancel: { description: 'Calls it off.', from: [...planning, 'RUNNING', 'PAUSED'], to: 'CANCELED' },
    },
  },
})
export class Campaign extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 200, order: true })
  name!: string;

  @field.longText({
    description: 'What we learned of customers that caused it. That others do it is no reason.',
    maxLength: 4_000,
  })
  insight!: string;

  @field.enum(InsightSource, { description: 'What told us so.' })
  insightSource!: InsightSource;

  @field.longText({
    description: 'What is expected to happen, to whom, and why.',
    maxLength: 4_000,
    nullable: true,
  })
  hypothesis!: string | null;

  @field.enums(CampaignMedium, { description: 'Through what it reaches people.' })
  media!: CampaignMedium[];

  @field.enum(CampaignState, { description: 'How far it is.', default: 'DRAFT', writable: 'never' })
  state!: CampaignState;

  @field.decimal({
    description:
      'How many of a hundred are held out: they get nothing, and what they do is what it is measured against. Fixed by the approval.',
    scale: 2,
    min: 0,
    max: 90,
    default: '10',
  })
  holdOutPercent!: string;

  @belongsTo(() => TargetList, {
    description: 'Whom it reaches. It is frozen before the campaign is approved.',
    nullable: true,
    inverse: { name: 'campaigns', description: 'Campaigns that reach its customers.' },
  })
  targetList!: Ref<TargetList> | null;

  @field.text({
    description: 'The strategy that it follows, by a name that other campaigns share: `bundle instead of discount`.',
    maxLength: 200,
    nullable: true,
  })
  strategy!: string | null;

  @belongsTo(() => MainstreamStrategy, {
    description: 'The strategy for a segment of the mainstream that it carries out.',
    nullable: true,
    inverse: { name: 'campaigns', description: 'Campaigns that carry it out; their results are its results.' },
  })
  mainstreamStrategy!: Ref<MainstreamStrategy> | null;

  @field.int({
    description: 'For so many days from its start, what customers buy counts.',
    min: 1,
    max: 366,
    default: 30,
  })
  responseDays!: number;

  @field.int({ description: 'The brake looks once so many messages were sent.', min: 1, max: 1_000_000, default: 100 })
  brakeFrom!: number;

  @field.decimal({
    description:
      'The brake: more customers offended for one who orders pause it. Offended is who complains or unsubscribes.',
    scale: 2,
    min: 0,
    max: 1_000,
    default: '10',
  })
  offendedPerOrderLimit!: string;

  @field.decimal({
    description: 'The brake: more complaints for a hundred messages pause it.',
    scale: 2,
    min: 0,
    max: 100,
    default: '0.3',
  })
  complaintPercentLimit!: string;

  @field.decimal({
    description: 'The brake: more who unsubscribe for a hundred messages pause it.',
    scale: 2,
    min: 0,
    max: 100,
    default: '2',
  })
  unsubscribePercentLimit!: string;

  @field.int({
    description:
      'The brake: so many messages without one that is opened, followed or ordered upon pause it; none when missing.',
    min: 1,
    max: 1_000_000,
    nullable: true,
  })
  noResponseLimit!: number | null;

  @field.money({ description: 'What it may cost.', nullable: true })
  budget!: { amount: string; currency: string } | null;

  @field.money({ description: 'What it is expected to cost in the end.', nullable: true })
  costForecast!: { amount: string; currency: string } | null;

  @field.date({ description: 'When it begins.', nullable: true })
  startsOn!: string | null;

  @field.date({ description: 'The last day on which it reaches somebody.', nullable: true })
  endsOn!: string | null;

  @field.instant({ description: 'When it began.', nullable: true, writable: 'never' })
  startedAt!: string | null;

  @field.instant({ description: 'When it ended.', nullable: true, writable: 'never' })
  finishedAt!: string | null;

  @field.instant({
    description: 'When it is looked at next, while it runs and there is something to see to.',
    nullable: true,
    writable: 'never',
  })
  conductAt!: string | null;

  @field.json({
    description: 'What came of it when it was analysed, as `campaignResults` said then.',
    nullable: true,
    writable: 'never',
  })
  results!: unknown;

  @field.text({ description: 'Why it was paused.', maxLength: 500, nullable: true, writable: 'never' })
  pauseReason!: string | null;

  @field.longText({
    description: 'What was learned: whether it was worth it, where, and what to do better.',
    maxLength: 8_000,
    nullable: true,
    writable: 'never',
  })
  conclusion!: string | null;

  @belongsTo(() => User, {
    description: 'Who is accountable for it.',
    nullable: true,
    orActor: true,
    inverse: { name: 'campaigns', description: 'Campaigns for which the user is accountable.' },
  })
  owner!: Ref<User> | null;
}
