import { Field, Float, Int, Money, ObjectType } from '@rapport/sdk';
import { SendRule } from '../messages/index.ts';
import { BeliefVerdict } from './order-beliefs.ts';

@ObjectType('MeasuredDifference', {
  description: 'What some did more than others, with the interval in which the truth lies 95 times of 100.',
  simpleResolvers: true,
})
export class MeasuredDifference {
  @Field(() => Float, { description: 'The difference that was found.' })
  value!: number;

  @Field(() => Float, { description: 'Lower end of the interval.' })
  low!: number;

  @Field(() => Float, { description: 'Upper end of the interval.' })
  high!: number;
}

@ObjectType('MeasuredShare', {
  description: 'A share, with the interval in which the truth lies 95 times of 100.',
  simpleResolvers: true,
})
export class MeasuredShare {
  @Field(() => Float, { description: 'The share that was found, from 0 to 1.' })
  value!: number;

  @Field(() => Float, { description: 'Lower end of the interval.' })
  low!: number;

  @Field(() => Float, { description: 'Upper end of the interval.' })
  high!: number;
}

@ObjectType('OrderBelief', {
  description: 'What is believed of how many order who are only contacted.',
  simpleResolvers: true,
})
export class OrderBelief {
  @Field(() => Float, { description: 'The share that is believed in: 0.01 or 0.005.' })
  believed!: number;

  @Field(() => BeliefVerdict, { description: 'What the figures say of it.' })
  verdict!: BeliefVerdict;
}

@ObjectType('CampaignGroupResult', {
  description: 'What customers did who were dealt the same part.',
  simpleResolvers: true,
})
export class CampaignGroupResult {
  @Field(() => Int, { description: 'How many there are.' })
  size!: number;

  @Field(() => Int, { description: 'How many opened, followed a link, or bought.' })
  responders!: number;

  @Field(() => Int, { description: 'How many bought.' })
  buyers!: number;

  @Field(() => Int, { description: 'How many purchases they made.' })
  orders!: number;

  @Field(() => Money, { nullable: true, description: 'What they paid; null where nothing tells the currency.' })
  revenue!: Money | null;
}

@ObjectType('CampaignLift', {
  description: 'What an arm did more than those who were held out, per customer.',
  simpleResolvers: true,
})
export class CampaignLift {
  @Field(() => MeasuredDifference, { description: 'In the share that bought.' })
  buyers!: MeasuredDifference;

  @Field(() => MeasuredDifference, { description: 'In the share that responded.' })
  responders!: MeasuredDifference;

  @Field(() => MeasuredDifference, { description: 'In what a customer spent, in units of the currency.' })
  spend!: MeasuredDifference;

  @Field(() => Float, { description: 'Buyers who would not have bought without it.' })
  incrementalBuyers!: number;

  @Field(() => Money, { nullable: true, description: 'Revenue that would not have been without it.' })
  incrementalRevenue!: Money | null;
}

@ObjectType('CampaignArmResult', {
  description: 'What came of an arm, against those who were held out.',
  simpleResolvers: true,
})
export class CampaignArmResult {
  @Field(() => String, { description: 'Its name.' })
  arm!: string;

  @Field(() => CampaignGroupResult, { description: 'What its customers did.' })
  group!: CampaignGroupResult;

  @Field(() => Int, { description: 'How many of them got something.' })
  contacted!: number;

  @Field(() => Int, { description: 'How many complained or unsubscribed.' })
  offended!: number;

  @Field(() => CampaignLift, { nullable: true, description: 'What it did more; null where nothing can be claimed.' })
  lift!: CampaignLift | null;

  @Field(() => String, { nullable: true, description: 'Why nothing can be claimed.' })
  reason!: string | null;
}

@ObjectType('CampaignResults', {
  description:
    'What came of a campaign. Everybody who was dealt a part counts, also whoever got nothing because a rule refused it.',
  simpleResolvers: true,
})
export class CampaignResultsType {
  @Field(() => [CampaignArmResult], { description: 'Each arm, against those who were held out.' })
  arms!: CampaignArmResult[];

  @Field(() => CampaignGroupResult, { description: 'Those who were held out.' })
  heldOut!: CampaignGroupResult;

  @Field(() => Money, { nullable: true, description: 'What it cost, spent and committed.' })
  cost!: Money | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Incremental revenue for one of cost; null where either is unknown.',
  })
  returnOnCost!: number | null;

  @Field(() => Float, { nullable: true, description: 'Customers offended for one who bought; null where nobody did.' })
  offendedPerOrder!: number | null;

  @Field(() => Int, { description: 'Customers on the list.' })
  listed!: number;

  @Field(() => Int, { description: 'Those of them who got something.' })
  contacted!: number;

  @Field(() => Int, { description: 'Those of them who bought.' })
  ordered!: number;

  @Field(() => MeasuredShare, {
    nullable: true,
    description: 'Share of those who got something that bought; missing where nobody got anything.',
  })
  orderShare!: MeasuredShare | null;

  @Field(() => [OrderBelief], {
    description: 'That share against the one of a hundred, or of two hundred, that is believed in.',
  })
  beliefs!: readonly OrderBelief[];
}

@ObjectType('RefusalCount', { description: 'How many messages a rule refused.', simpleResolvers: true })
export class RefusalCount {
  @Field(() => SendRule, { description: 'The rule.' })
  rule!: SendRule;

  @Field(() => Int, { description: 'How many.' })
  count!: number;
}

@ObjectType('CampaignProgress', { description: 'Where a campaign stands.', simpleResolvers: true })
export class CampaignProgress {
  @Field(() => Int, { description: 'Customers on its list who were not left out.' })
  targeted!: number;

  @Field(() => Int, { description: 'Those who were dealt a part.' })
  dealt!: number;

  @Field(() => Int, { description: 'Those who are held out.' })
  heldOut!: number;

  @Field(() => Int, { description: 'Those about whose message is still to be decided.' })
  undecided!: number;

  @Field(() => Int, { description: 'Messages that wait.' })
  queued!: number;

  @Field(() => Int, { description: 'Messages that were sent.' })
  sent!: number;

  @Field(() => Int, { description: 'Messages that could not be sent, or were called off.' })
  failed!: number;

  @Field(() => [RefusalCount], { description: 'Messages that were refused, rule by rule.' })
  refused!: RefusalCount[];

  @Field(() => Int, { description: 'Messages that were opened, as far as their readers let us look.' })
  opened!: number;

  @Field(() => Int, { description: 'Messages whose links were followed, as far as their readers let us look.' })
  clicked!: number;

  @Field(() => Int, { description: 'Customers who complained or unsubscribed.' })
  offended!: number;
}

@ObjectType('CampaignBudget', { description: 'What a campaign may cost, and costs.', simpleResolvers: true })
export class CampaignBudget {
  @Field(() => Money, { nullable: true, description: 'What it may cost.' })
  planned!: Money | null;

  @Field(() => Money, { nullable: true, description: 'What was ordered and not paid yet.' })
  committed!: Money | null;

  @Field(() => Money, { nullable: true, description: 'What was paid.' })
  spent!: Money | null;

  @Field(() => Money, { nullable: true, description: 'What it is expected to cost in the end.' })
  forecast!: Money | null;
}
