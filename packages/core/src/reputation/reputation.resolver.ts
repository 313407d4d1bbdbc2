import { Arg, Ctx, Field, Float, Int, ObjectType, Query, type RequestContext, Resolver, reject } from '@rapport/sdk';
import { type Reputation, reputationOf } from './reputation.service.ts';
import { ReputationLevel } from './reputation-level.ts';

@ObjectType('ReputationEstimate', {
  description: 'What ratings say of all customers, with the interval in which the truth lies 95 times of 100.',
  simpleResolvers: true,
})
export class ReputationEstimate {
  @Field(() => Float, { description: 'The value.' })
  value!: number;

  @Field(() => Float, { description: 'Lower end of the interval.' })
  low!: number;

  @Field(() => Float, { description: 'Upper end of the interval.' })
  high!: number;

  @Field(() => Int, { description: 'How many rated.' })
  sample!: number;
}

@ObjectType('ReputationScoreCount', { description: 'How often a score was given.', simpleResolvers: true })
export class ReputationScoreCount {
  @Field(() => Int, { description: 'The score, from 1 to 5.' })
  score!: number;

  @Field(() => Int, { description: 'How many customers gave it.' })
  count!: number;
}

@ObjectType('ReputationRatings', { description: 'How content customers said that they are.', simpleResolvers: true })
export class ReputationRatings {
  @Field(() => Int, { description: 'How many customers rated.' })
  count!: number;

  @Field(() => ReputationEstimate, {
    nullable: true,
    description: 'Share of those who are content, with 4 or 5; missing of fewer than five customers.',
  })
  content!: ReputationEstimate | null;

  @Field(() => [ReputationScoreCount], { description: 'The good and the bad; empty of fewer than five customers.' })
  byScore!: readonly ReputationScoreCount[];
}

@ObjectType('Reputation', { description: 'What customers say of us, or of a product.', simpleResolvers: true })
export class ReputationType {
  @Field(() => ReputationLevel, { description: 'What it comes to.' })
  level!: ReputationLevel;

  @Field(() => ReputationRatings, { description: 'How content they are.' })
  ratings!: ReputationRatings;

  @Field(() => Int, { description: 'How many customers said whether they recommend us.' })
  recommendations!: number;

  @Field(() => ReputationEstimate, {
    nullable: true,
    description: 'The net promoter score, from -1 to 1; missing of fewer than five customers.',
  })
  recommendation!: ReputationEstimate | null;

  @Field(() => Int, { description: 'How many of all who agreed bring others to us; 0 of fewer than five.' })
  advocates!: number;
}

@Resolver()
export class ReputationResolver {
  @Query(() => ReputationType, {
    description:
      'What customers say who agreed, by a consent for PUBLICATION, that it is shown to others; the last word of each. Every credential may ask, also that of a customer or of a form.',
  })
  reputation(
    @Arg('product', () => String, {
      nullable: true,
      description: 'Of this product, as its buyers were asked about the purchase; of us as a whole when missing.',
    })
    product: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<Reputation> {
    if (product && product.length > 300) reject('product', 'has 300 characters at most.');
    return reputationOf(context, product ?? null);
  }
}
