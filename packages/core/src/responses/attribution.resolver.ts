import {
  Arg,
  Ctx,
  DateTimeScalar,
  definePermission,
  Field,
  Float,
  Int,
  Money,
  ObjectType,
  Query,
  type RecordRef,
  type RequestContext,
  Resolver,
} from '@rapport/sdk';
import { Campaign, CampaignMedium } from '../campaigns/index.ts';
import { AttributionModel, attribute, type Attribution as Row } from './attribution.service.ts';

/** It adds up purchases of all customers, so it needs more than the sight of some of them. */
export const seeAttribution = definePermission({
  name: 'responses.seeAttribution',
  description: 'Sees to which campaigns and media purchases are put down, over all customers.',
  roles: ['manager', 'marketer', 'analyst'],
});

@ObjectType('Attribution', {
  description:
    'What is put down to a campaign and a medium. It says what came after what, and not that one caused the other.',
  simpleResolvers: true,
})
export class Attribution {
  @Field(() => Campaign, {
    nullable: true,
    description: 'The campaign; null where none is known, or nobody responded.',
  })
  campaign!: RecordRef | null;

  @Field(() => CampaignMedium, { nullable: true, description: 'The medium; null where nobody responded to anything.' })
  medium!: CampaignMedium | null;

  @Field(() => Float, { description: 'Purchases; those that are shared by their parts, in ten-thousandths.' })
  purchases!: number;

  @Field(() => Money, { description: 'What was paid for them.' })
  revenue!: { readonly amount: string; readonly currency: string };
}

@Resolver()
export class AttributionResolver {
  @Query(() => [Attribution], {
    description:
      'To which campaigns and media the purchases of a time are put down. The rows add up to all purchases, in each currency. It needs the permission responses.seeAttribution.',
  })
  attribution(
    @Arg('from', () => DateTimeScalar, { description: 'First moment of the purchases.' }) from: string,
    @Arg('to', () => DateTimeScalar, { description: 'First moment after them; at most 400 days later.' }) to: string,
    @Arg('model', () => AttributionModel, { description: 'How purchases are put down.' }) model: AttributionModel,
    @Arg('windowDays', () => Int, {
      defaultValue: 90,
      description: 'Days before a purchase within which a response counts: 1 to 365.',
    })
    windowDays: number,
    @Ctx() context: RequestContext,
  ): Promise<Row[]> {
    context.access.requirePermission(seeAttribution);
    return attribute(context, { from, to, model, windowDays });
  }
}
