import {
  Arg,
  Ctx,
  DateTimeScalar,
  enumeration,
  Field,
  Float,
  Int,
  Money,
  ObjectType,
  Query,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
} from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { costToServe, spendAfterService } from './customer-measures.service.ts';
import { type MeasureGroup, requestMeasures } from './request-measures.service.ts';

export const ServiceMeasureGroup = enumeration('ServiceMeasureGroup', 'What measures of requests are taken apart by.', {
  ALL: 'All together.',
  KIND: 'The kind of the request.',
  CHANNEL: 'How it came.',
  LIFECYCLE: 'How far the relationship with the customer has come.',
  QUEUE: 'The queue.',
  OWNER: 'Who answers for it.',
  CONTRACT: 'The contract that covered it.',
  SEGMENT: 'Segments to which the customer belongs now; he may belong to several.',
});

@ObjectType('ServiceEstimate', {
  description: 'A mean or a share, and the interval that holds the true one in 95 of 100 cases.',
  simpleResolvers: true,
})
export class ServiceEstimate {
  @Field(() => Int, { description: 'Of how many.' })
  count!: number;

  @Field(() => Float, { description: 'The mean; of a share from 0 to 1.' })
  mean!: number;

  @Field(() => Float, { description: 'It is hardly less.' })
  low!: number;

  @Field(() => Float, { description: 'It is hardly more.' })
  high!: number;
}

@ObjectType('ServiceMeasures', {
  description: 'How service was: speed in business time, accuracy, and what customers say.',
  simpleResolvers: true,
})
export class ServiceMeasures {
  @Field(() => String, { nullable: true, description: 'Id or value of the group; null for requests that have none.' })
  key!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the group.' })
  name!: string | null;

  @Field(() => Int, { description: 'Requests that were opened, without rejected ones.' })
  opened!: number;

  @Field(() => Int, { description: 'Of these, how many are open still: the backlog.' })
  open!: number;

  @Field(() => Float, { nullable: true, description: 'Mean age of those, in days.' })
  openForDays!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Business time until our first word, in seconds: half are faster.',
  })
  responseSeconds!: number | null;

  @Field(() => Float, { nullable: true, description: 'The same: nine of ten are faster.' })
  responseSeconds90!: number | null;

  @Field(() => Float, { nullable: true, description: 'Business time until the solution, in seconds: half are faster.' })
  resolutionSeconds!: number | null;

  @Field(() => Float, { nullable: true, description: 'The same: nine of ten are faster.' })
  resolutionSeconds90!: number | null;

  @Field(() => ServiceEstimate, { nullable: true, description: 'Share of clocks that ran out.' })
  breached!: ServiceEstimate | null;

  @Field(() => ServiceEstimate, { nullable: true, description: 'Share of solved requests that were opened again.' })
  reopened!: ServiceEstimate | null;

  @Field(() => ServiceEstimate, {
    nullable: true,
    description: 'Share of solved requests that took one word of ours at most, and stayed solved.',
  })
  solvedAtOnce!: ServiceEstimate | null;

  @Field(() => ServiceEstimate, { nullable: true, description: 'How content customers are, from 1 to 5.' })
  satisfaction!: ServiceEstimate | null;

  @Field(() => ServiceEstimate, { nullable: true, description: 'How easy it was for them, from 1 to 7.' })
  effort!: ServiceEstimate | null;
}

@ObjectType('CostToServe', {
  description: 'What serving a customer cost, beside what he bought.',
  simpleResolvers: true,
})
export class CostToServe {
  @Field(() => Customer, { nullable: true, description: 'The customer.' })
  customer!: RecordRef;

  @Field(() => Money, { description: 'Interactions, requests, and what he got as compensation.' })
  cost!: Money;

  @Field(() => Money, { description: 'What he bought, in the same currency.' })
  revenue!: Money;

  @Field(() => Int, { description: 'How many requests he opened.' })
  requests!: number;

  @Field(() => Int, { description: 'How many of these were complaints.' })
  complaints!: number;
}

@ObjectType('SpendAfterService', {
  description: 'What customers bought before and after requests that ended in one way.',
  simpleResolvers: true,
})
export class SpendAfterService {
  @Field(() => String, {
    description: 'How content they were: CONTENT (4, 5), NEITHER (3), NOT_CONTENT (1, 2), UNKNOWN.',
  })
  outcome!: string;

  @Field(() => Int, { description: 'How many requests.' })
  requests!: number;

  @Field(() => Money, { description: 'Bought before each of them, on average.' })
  before!: Money;

  @Field(() => Money, { description: 'Bought after each of them, on average.' })
  after!: Money;
}

const FROM = 'From when on.';
const UNTIL = 'Until when; at most 800 days later.';

/** Measures of service (O10, O12, A8, A10, A20, M1). */
@Resolver()
export class ServiceMeasuresResolver {
  @Query(() => [ServiceMeasures], {
    description: 'How service was for requests that were opened in a time, of each group; the largest groups first.',
  })
  serviceMeasures(
    @Arg('from', () => DateTimeScalar, { description: FROM }) from: string,
    @Arg('until', () => DateTimeScalar, { description: UNTIL }) until: string,
    @Arg('groupBy', () => ServiceMeasureGroup, { defaultValue: 'ALL', description: 'What to take apart by.' })
    group: MeasureGroup,
    @Ctx() context: RequestContext,
  ): Promise<ServiceMeasures[]> {
    return requestMeasures(context, { from, until, group });
  }

  @Query(() => [CostToServe], { description: 'Customers who cost most to serve in a time, one row for each currency.' })
  async costToServe(
    @Arg('from', () => DateTimeScalar, { description: FROM }) from: string,
    @Arg('until', () => DateTimeScalar, { description: UNTIL }) until: string,
    @Arg('complaints', () => Int, { defaultValue: 0, description: 'Only those with at least so many complaints.' })
    complaints: number,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, at most 200.' }) first: number,
    @Ctx() context: RequestContext,
  ): Promise<CostToServe[]> {
    const found = await costToServe(context, { from, until, complaints, first });
    return found.map(({ customerId, currency, cost, revenue, ...row }) => ({
      ...row,
      customer: ref(Customer, customerId),
      cost: { amount: cost, currency },
      revenue: { amount: revenue, currency },
    }));
  }

  @Query(() => [SpendAfterService], {
    description:
      'What customers bought before requests and after them, by how content they were. It shows what goes together, not why.',
  })
  async spendAfterService(
    @Arg('from', () => DateTimeScalar, { description: FROM }) from: string,
    @Arg('until', () => DateTimeScalar, { description: UNTIL }) until: string,
    @Arg('days', () => Int, { defaultValue: 90, description: 'How many days before and after count, at most 366.' })
    days: number,
    @Ctx() context: RequestContext,
  ): Promise<SpendAfterService[]> {
    const found = await spendAfterService(context, { from, until, days });
    return found.map(({ outcome, requests, currency, before, after }) => ({
      outcome,
      requests,
      before: { amount: before, currency },
      after: { amount: after, currency },
    }));
  }
}
