import {
  Arg,
  type CommandContext,
  Ctx,
  definePermission,
  Field,
  ID,
  JsonScalar,
  Mutation,
  ObjectType,
  Resolver,
} from '@rapport/sdk';
import { SharedAttribute } from './partner.record.ts';
import { type SharedCustomer as Shared, shareWithPartner } from './share-with-partner.service.ts';
import { SharingRefusal } from './sharing-refusal.ts';

/** What leaves the house needs more than the sight of it. */
export const sharePermission = definePermission({
  name: 'partners.share',
  description: 'Tells partners of customers, as far as these agreed.',
  roles: ['manager', 'marketer'],
});

@ObjectType('SharedCustomer', { description: 'What a partner may be told of one customer.', simpleResolvers: true })
export class SharedCustomer {
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Values by attribute; null when he is told nothing.' })
  values!: Readonly<Record<string, unknown>> | null;

  @Field(() => SharingRefusal, { nullable: true, description: 'Why nothing; null when there are values.' })
  refusal!: SharingRefusal | null;
}

@Resolver()
export class ShareWithPartnerResolver {
  @Mutation(() => [SharedCustomer], {
    description:
      'What a partner may be told of customers who agreed to it, to be passed on at once. Each is noted with its consent. It needs the permission partners.share.',
  })
  shareWithPartner(
    @Arg('partnerId', () => ID, { description: 'The partner.' }) partnerId: string,
    @Arg('customerIds', () => [ID], { description: 'The customers, at most 200.' }) customerIds: string[],
    @Arg('attributes', () => [SharedAttribute], {
      description: 'What is asked for; no more than the partner may have.',
    })
    attributes: SharedAttribute[],
    @Ctx() { access, work }: CommandContext,
  ): Promise<Shared[]> {
    access.requirePermission(sharePermission);
    return shareWithPartner(work, partnerId, customerIds, attributes);
  }
}
