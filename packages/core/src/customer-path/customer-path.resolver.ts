import {
  Arg,
  Ctx,
  DateTimeScalar,
  definePermission,
  enumeration,
  Field,
  Float,
  ID,
  Int,
  ObjectType,
  Query,
  type RequestContext,
  Resolver,
} from '@rapport/sdk';
import { type CustomerPath, type PathGroup, pathMeasures, pathOf, type StageMeasure } from './customer-path.service.ts';
import { PathStage } from './path-stages.ts';

/** They are of all customers and leads, also those out of sight. */
export const readPath = definePermission({
  name: 'customerPath.measure',
  description: 'Sees how many people come from stage to stage, over all of them.',
  roles: ['manager', 'marketer', 'analyst'],
});

export const PathMeasureGroup = enumeration('PathMeasureGroup', 'What measures of the path are taken apart by.', {
  ALL: 'All together.',
  CHANNEL: 'How somebody first came: the channel of the first interaction, otherwise the source of the first lead.',
  MONTH: 'The month in which he came to the stage, in UTC.',
});

@ObjectType('CustomerPathStep', { description: 'A stage to which a customer came.', simpleResolvers: true })
export class CustomerPathStep {
  @Field(() => PathStage, { description: 'The stage.' })
  stage!: PathStage;

  @Field(() => DateTimeScalar, { description: 'When he came to it.' })
  reachedAt!: string;

  @Field(() => Float, { description: 'For how many seconds he was in it, or has been until now.' })
  seconds!: number;
}

@ObjectType('CustomerPath', { description: 'How a customer came to us, stage by stage.', simpleResolvers: true })
export class CustomerPathType {
  @Field(() => String, {
    nullable: true,
    description: 'How he first came: the channel of the first interaction, otherwise the source of the first lead.',
  })
  channel!: string | null;

  @Field(() => [CustomerPathStep], { description: 'The stages, the first one first. The last is where he is.' })
  steps!: readonly CustomerPathStep[];
}

@ObjectType('PathConversion', {
  description: 'The share of those who moved on, with the interval in which the truth lies 95 times of 100.',
  simpleResolvers: true,
})
export class PathConversion {
  @Field(() => Float, { description: 'The share, from 0 to 1.' })
  value!: number;

  @Field(() => Float, { description: 'Lower end of the interval.' })
  low!: number;

  @Field(() => Float, { description: 'Upper end of the interval.' })
  high!: number;

  @Field(() => Int, { description: 'How many were counted.' })
  sample!: number;
}

@ObjectType('PathStageMeasure', {
  description: 'What became of those who came to a stage in a time, until now.',
  simpleResolvers: true,
})
export class PathStageMeasure {
  @Field(() => String, { nullable: true, description: 'The channel, or the month as `2026-03`.' })
  group!: string | null;

  @Field(() => PathStage, { description: 'The stage.' })
  stage!: PathStage;

  @Field(() => Int, { description: 'How many came to it in the time.' })
  reached!: number;

  @Field(() => Int, { description: 'How many of them came to a later stage since, also where they left some out.' })
  movedOn!: number;

  @Field(() => Int, { description: 'How many of them were lost at it.' })
  lost!: number;

  @Field(() => Int, { description: 'How many of them are still there.' })
  staying!: number;

  @Field(() => PathConversion, {
    nullable: true,
    description: 'The share of those who moved on; missing where nobody came.',
  })
  conversion!: PathConversion | null;

  @Field(() => Float, { nullable: true, description: 'Median time until they moved on; missing where nobody did.' })
  medianSeconds!: number | null;
}

@Resolver()
export class CustomerPathResolver {
  @Query(() => CustomerPathType, {
    description:
      'How a customer came from stage to stage, as his interactions, leads, purchases and steps tell it. Stages that he left out are missing.',
  })
  customerPath(
    @Arg('customerId', () => ID, { description: 'The customer.' }) customerId: string,
    @Ctx() context: RequestContext,
  ): Promise<CustomerPath> {
    return pathOf(context, customerId);
  }

  @Query(() => [PathStageMeasure], {
    description:
      'Of those who came to each stage in a time, how many moved on, were lost or are still there, and how long it took. Leads that are no customers count too. It needs the permission customerPath.measure.',
  })
  pathMeasures(
    @Arg('from', () => DateTimeScalar, { description: 'From this instant on.' }) from: string,
    @Arg('to', () => DateTimeScalar, { description: 'Until before this one; at most 800 days.' }) to: string,
    @Arg('by', () => PathMeasureGroup, { description: 'What they are taken apart by.', defaultValue: 'ALL' })
    by: PathGroup,
    @Ctx() context: RequestContext,
  ): Promise<StageMeasure[]> {
    context.access.requirePermission(readPath);
    return pathMeasures(context, { from, to, by });
  }
}
