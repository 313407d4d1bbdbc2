import {
  Arg,
  Ctx,
  DateTimeScalar,
  Field,
  Float,
  Int,
  ObjectType,
  Query,
  type RequestContext,
  Resolver,
} from '@rapport/sdk';
import { proactiveRatio } from './proactive.service.ts';

@ObjectType('ProactiveRatio', {
  description: 'How many of the contacts for service we opened ourselves, without waiting for a complaint.',
  simpleResolvers: true,
})
export class ProactiveRatioAnswer {
  @Field(() => Int, {
    description: 'Contacts about service or complaints; a conversation is one, by the interaction that began it.',
  })
  contacts!: number;

  @Field(() => Int, { description: 'Those that we began.' })
  opened!: number;

  @Field(() => Float, { nullable: true, description: '`opened` divided by `contacts`, from 0 to 1.' })
  ratio!: number | null;
}

@Resolver()
export class ProactiveResolver {
  @Query(() => ProactiveRatioAnswer, {
    description:
      'How many of the contacts for service between two instants we opened ourselves. For whoever has the permission `assets.readMeasures`.',
  })
  proactiveRatio(
    @Arg('from', () => DateTimeScalar, { description: 'From when on.' }) from: string,
    @Arg('to', () => DateTimeScalar, { description: 'Until when.' }) to: string,
    @Ctx() context: RequestContext,
  ): Promise<ProactiveRatioAnswer> {
    return proactiveRatio(context, from, to);
  }
}
