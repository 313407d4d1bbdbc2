import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { ContentType, MessageTemplate } from '../messages/index.ts';
import { planningGrants } from '../segments/index.ts';
import { Campaign, CampaignMedium } from './campaign.record.ts';

/** One of the ways that a campaign compares (L2). */
@Record({
  prefix: 'cma',
  description: 'One of the ways that a campaign compares: what some of its customers get.',
  indexes: [
    ['campaignId', 'name', 'id'],
    ['templateId', 'id'],
  ],
  unique: [['campaignId', 'name']],
  grants: planningGrants,
})
export class CampaignArm extends RecordBase {
  @belongsTo(() => Campaign, {
    description: 'The campaign.',
    writable: 'create',
    inverse: { name: 'arms', description: 'The ways that it compares.' },
  })
  campaign!: Ref<Campaign>;

  @field.text({ description: 'What it is called.', maxLength: 100 })
  name!: string;

  @field.int({
    description: 'Its share of those who are not held out, beside the weights of the others.',
    min: 1,
    max: 1_000,
    default: 1,
  })
  weight!: number;

  @belongsTo(() => MessageTemplate, {
    description: 'What they get; missing where it is nothing that is sent, such as calls or the radio.',
    nullable: true,
    inverse: { name: 'campaignArms', description: 'Where it is used.' },
  })
  template!: Ref<MessageTemplate> | null;
}

/** Something to be done for a campaign (L1). */
@Record({
  prefix: 'cms',
  description: 'Something to be done for a campaign, by whom and until when.',
  indexes: [
    ['campaignId', 'dueOn', 'id'],
    ['ownerId', 'dueOn', 'id'],
    ['doneOn', 'id'],
  ],
  grants: planningGrants,
})
export class CampaignStep extends RecordBase {
  @belongsTo(() => Campaign, {
    description: 'The campaign.',
    writable: 'create',
    inverse: { name: 'steps', description: 'What is to be done for it.' },
  })
  campaign!: Ref<Campaign>;

  @field.text({ description: 'What is to be done.', maxLength: 300 })
  title!: string;

  @field.enum(CampaignMedium, { description: 'The medium that it is about.', nullable: true })
  medium!: CampaignMedium | null;

  @field.enum(ContentType, {
    description: 'What sort of content it publishes there; with a medium, and not of what is sent as messages.',
    nullable: true,
  })
  contentType!: ContentType | null;

  @belongsTo(() => User, {
    description: 'Who does it.',
    nullable: true,
    orActor: true,
    inverse: { name: 'campaignSteps', description: 'What the user does for campaigns.' },
  })
  owner!: Ref<User> | null;

  @field.date({ description: 'Until when.', nullable: true, order: true })
  dueOn!: string | null;

  @field.date({ description: 'When it was done.', nullable: true })
  doneOn!: string | null;
}

export const CostState = enumeration('CostState', 'How far money is gone.', {
  COMMITTED: 'It was ordered.',
  SPENT: 'It was paid.',
});
export type CostState = EnumerationValue<typeof CostState>;

/** What a campaign costs (L4). */
@Record({
  prefix: 'cmc',
  description: 'What a campaign costs, item by item.',
  indexes: [['campaignId', '-createdAt', '-id']],
  grants: planningGrants,
})
export class CampaignCost extends RecordBase {
  @belongsTo(() => Campaign, {
    description: 'The campaign.',
    writable: 'create',
    inverse: { name: 'costs', description: 'What it costs.' },
  })
  campaign!: Ref<Campaign>;

  @field.text({ description: 'What for.', maxLength: 300 })
  title!: string;

  @field.enum(CostState, { description: 'How far the money is gone.' })
  state!: CostState;

  @field.money({ description: 'How much; in the currency of the budget.' })
  amount!: { amount: string; currency: string };
}
