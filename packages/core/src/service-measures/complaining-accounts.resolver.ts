import {
  Arg,
  Ctx,
  DateTimeScalar,
  Field,
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
import { complainingAccounts, MOST_ACCOUNTS } from './complaining-accounts.service.ts';

@ObjectType('ComplainingAccount', {
  description: 'A large account that complained again and again.',
  simpleResolvers: true,
})
export class ComplainingAccount {
  @Field(() => Customer, { nullable: true, description: 'The customer.' })
  customer!: RecordRef;

  @Field(() => Int, { description: 'How many complaints he made.' })
  complaints!: number;

  @Field(() => Money, { description: 'What he bought in the same time, less what he gave back.' })
  revenue!: { readonly amount: string; readonly currency: string };

  @Field(() => Int, { description: 'His place by revenue in this currency, from 1.' })
  rank!: number;
}

@Resolver()
export class ComplainingAccountsResolver {
  @Query(() => [ComplainingAccount], {
    description:
      'Which of the largest accounts complained again and again, the largest first. For whoever has the permission `serviceMeasures.read`.',
  })
  async complainingAccounts(
    @Arg('from', () => DateTimeScalar, { description: 'From when on.' }) from: string,
    @Arg('to', () => DateTimeScalar, { description: 'Until when; at most 800 days later.' }) to: string,
    @Arg('moreThan', () => Int, { description: 'Only those with more complaints than this.' }) moreThan: number,
    @Arg('top', () => Int, {
      description: `Only the first so many by revenue in a currency: 1 to ${MOST_ACCOUNTS}.`,
      defaultValue: 100,
    })
    top: number,
    @Ctx() context: RequestContext,
  ): Promise<ComplainingAccount[]> {
    const found = await complainingAccounts(context, { from, to, moreThan, top });
    return found.map(({ customerId, ...account }) => ({ ...account, customer: ref(Customer, customerId) }));
  }
}
