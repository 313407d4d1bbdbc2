import {
  Arg,
  type CommandContext,
  Ctx,
  Field,
  Float,
  findRecords,
  formatMinor,
  ID,
  Int,
  Money,
  Mutation,
  ObjectType,
  Query,
  RapportError,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
  reject,
  uuidOf,
} from '@rapport/sdk';
import { Campaign } from './campaign.record.ts';
import { CampaignBudget, CampaignProgress, CampaignResultsType } from './campaign.types.ts';
import { progressOf } from './campaign-progress.ts';
import { type CampaignResults, type Counted, type Lift, resultsOf } from './campaign-results.ts';
import { againstBeliefs } from './order-beliefs.ts';
import { EntryOrigin, TargetList } from './target-list.record.ts';
import { addCustomers, addList, addSegment, freezeList } from './target-list.service.ts';

const MAX_ADDED = 10_000;

/** Campaigns that are over, by what they followed. */
@ObjectType('StrategyUse', {
  description: 'A strategy as a campaign followed it, and what came of it.',
  simpleResolvers: true,
})
export class StrategyUse {
  @Field(() => String, { description: 'The strategy.' })
  strategy!: string;

  @Field(() => Campaign, { description: 'The campaign.' })
  campaign!: RecordRef;

  @Field(() => TargetList, { nullable: true, description: 'Whom it reached.' })
  targetList!: RecordRef | null;

  @Field(() => String, { description: 'The arm.' })
  arm!: string;

  @Field(() => Float, {
    nullable: true,
    description: 'What it added to the share that bought; null where nothing could be claimed.',
  })
  lift!: number | null;

  @Field(() => Float, { nullable: true, description: 'Lower end of its interval.' })
  low!: number | null;

  @Field(() => Float, { nullable: true, description: 'Upper end of its interval.' })
  high!: number | null;
}

@Resolver()
export class CampaignResolver {
  @Query(() => CampaignProgress, {
    description: 'Where a campaign stands now. The event `campaigns.progressed` tells when to ask again.',
  })
  async campaignProgress(
    @Arg('id', () => ID, { description: 'The campaign.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<CampaignProgress> {
    await assertSeen(context, id);
    return progressOf(context.reader, context.tenant.id, uuidOf(Campaign, id), id);
  }

  @Query(() => CampaignResultsType, {
    description:
      'What came of a campaign so far: each arm against those who were held out, or why nothing can be claimed.',
  })
  async campaignResults(
    @Arg('id', () => ID, { description: 'The campaign.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<CampaignResultsType> {
    await assertSeen(context, id);
    return shown(await resultsOf(context.reader, context.tenant.id, uuidOf(Campaign, id)));
  }

  @Query(() => CampaignBudget, { description: 'What a campaign may cost, and what of it is gone.' })
  async campaignBudget(
    @Arg('id', () => ID, { description: 'The campaign.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<CampaignBudget> {
    await assertSeen(context, id);
    const [row] = await context.reader.run<
      Record<'planned' | 'committed' | 'spent' | 'forecast', string | null> & { currency: string | null }
    >({
      text: `
select coalesce(c.budget_currency, c.cost_forecast_currency, min(k.amount_currency)) as currency, c.budget_amount as planned,
  c.cost_forecast_amount as forecast, sum(k.amount_amount) filter (where k.state = 'COMMITTED') as committed,
  sum(k.amount_amount) filter (where k.state = 'SPENT') as spent
from campaign c left join campaign_cost k on k.tenant_id = $1 and k.campaign_id = c.id and k.deleted_at is null
where c.tenant_id = $1 and c.id = $2 group by c.tenant_id, c.id`,
      values: [context.tenant.id, uuidOf(Campaign, id)],
    });
    const money = (minor: string | null | undefined, otherwise: string | null = null) =>
      moneyOf(minor ?? otherwise, row?.currency ?? null);
    return {
      planned: money(row?.planned),
      committed: money(row?.committed, '0'),
      spent: money(row?.spent, '0'),
      forecast: money(row?.forecast),
    };
  }

  @Query(() => [StrategyUse], {
    description: 'Which strategy, tried on whom, had which result: all campaigns that were analysed, the newest first.',
  })
  async strategyHistory(
    @Arg('strategy', () => String, { nullable: true, description: 'Only this one.' }) strategy: string | null,
    @Arg('first', () => Int, { description: 'Campaigns at most: 1 to 200.', defaultValue: 50 }) first: number,
    @Ctx() context: RequestContext,
  ): Promise<StrategyUse[]> {
    if (first < 1 || first > 200)
      throw new RapportError('PAGE_INVALID', 'first must be from 1 to 200.', { field: 'first' });
    const found = await findRecords(context, Campaign, {
      filter: { state: { eq: 'ANALYSED' }, strategy: strategy === null ? { isNull: false } : { eq: strategy } },
      fields: ['id', 'strategy', 'targetListId', 'results'],
      first,
    });
    return found.flatMap((campaign) =>
      ((campaign.results as CampaignResults | null)?.arms ?? []).map(({ arm, lift }) => ({
        strategy: String(campaign.strategy),
        campaign: ref(Campaign, String(campaign.id)),
        targetList: campaign.targetListId == null ? null : ref(TargetList, String(campaign.targetListId)),
        arm,
        lift: lift?.buyers.value ?? null,
        low: lift?.buyers.low ?? null,
        high: lift?.buyers.high ?? null,
      })),
    );
  }

  @Mutation(() => Int, {
    description: 'Puts those who belong to a segment now on a list. Returns how many are new on it.',
  })
  addSegmentToTargetList(
    @Arg('id', () => ID, { description: 'The list.' }) id: string,
    @Arg('segmentId', () => ID, { description: 'The segment.' }) segmentId: string,
    @Ctx() { work }: CommandContext,
  ): Promise<number> {
    return addSegment(work, id, segmentId);
  }

  @Mutation(() => Int, {
    description:
      'Puts those on another list on this one, but for seeds and bought addresses. Returns how many are new.',
  })
  addTargetListToTargetList(
    @Arg('id', () => ID, { description: 'The list.' }) id: string,
    @Arg('otherId', () => ID, { description: 'The other one.' }) otherId: string,
    @Ctx() { work }: CommandContext,
  ): Promise<number> {
    return addList(work, id, otherId);
  }

  @Mutation(() => Int, { description: 'Puts customers on a list one by one. Returns how many are new on it.' })
  addCustomersToTargetList(
    @Arg('id', () => ID, { description: 'The list.' }) id: string,
    @Arg('customerIds', () => [ID], { description: `At most ${MAX_ADDED} customers.` }) customerIds: string[],
    @Arg('origin', () => EntryOrigin, { description: 'IMPORT, PURCHASED or SEED.', defaultValue: 'IMPORT' })
    origin: EntryOrigin,
    @Ctx() { work }: CommandContext,
  ): Promise<number> {
    if (customerIds.length > MAX_ADDED) reject('customerIds', `names more than ${MAX_ADDED} customers.`);
    if (origin !== 'IMPORT' && origin !== 'PURCHASED' && origin !== 'SEED')
      return reject('origin', 'must be IMPORT, PURCHASED or SEED.');
    return addCustomers(work, id, customerIds, origin);
  }

  @Mutation(() => TargetList, {
    description:
      'Leaves out doubles and what is suppressed, and freezes the list. Entries say who was left out, and why.',
  })
  freezeTargetList(
    @Arg('id', () => ID, { description: 'The list.' }) id: string,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return freezeList(work, id);
  }
}

async function assertSeen(context: RequestContext, id: string): Promise<void> {
  const found = await findRecords(context, Campaign, { filter: { id: { eq: id } }, fields: ['id'] });
  if (found.length === 0) throw new RapportError('NOT_FOUND', 'id: there is no such Campaign.', { field: 'id' });
}

function moneyOf(minor: string | number | null, currency: string | null): Money | null {
  if (minor === null || currency === null) return null;
  return { amount: formatMinor(BigInt(Math.round(Number(minor))), currency), currency };
}

function shown({
  arms,
  heldOut,
  currency,
  cost,
  returnOnCost,
  offendedPerOrder,
  funnel,
}: CampaignResults): CampaignResultsType {
  const group = ({ size, responders, buyers, orders, revenue }: Counted) => ({
    size,
    responders,
    buyers,
    orders,
    revenue: moneyOf(revenue, currency),
  });
  return {
    arms: arms.map(({ arm, contacted, offended, lift, reason, ...counted }) => ({
      arm,
      contacted,
      offended,
      reason,
      group: group(counted),
      lift: lift && shownLift(lift, currency),
    })),
    heldOut: group(heldOut),
    cost: moneyOf(cost, currency),
    returnOnCost,
    offendedPerOrder,
    ...funnel,
    ...againstBeliefs(funnel),
  };
}

function shownLift(
  { buyers, responders, spend, incrementalBuyers, incrementalRevenue }: Lift,
  currency: string | null,
) {
  const unit = currency === null ? 1 : 10 ** decimalsOf(currency);
  const { value, low, high } = spend;
  return {
    buyers,
    responders,
    spend: { value: value / unit, low: low / unit, high: high / unit },
    incrementalBuyers,
    incrementalRevenue: moneyOf(incrementalRevenue, currency),
  };
}

const decimalsOf = (currency: string): number => formatMinor(0n, currency).split('.')[1]?.length ?? 0;
