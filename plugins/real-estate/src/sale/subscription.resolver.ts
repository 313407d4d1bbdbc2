import {
  Arg,
  type CommandContext,
  Ctx,
  ID,
  idOf,
  Mutation,
  type RecordRef,
  Resolver,
  recordTypeOf,
  refuse,
  uuidOf,
} from '@rapport/sdk';
import { rowOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateClaim } from '../stock/unit.record.ts';
import { EstateSubscription } from './subscription.record.ts';

@Resolver()
export class SubscriptionResolver {
  @Mutation(() => EstateSubscription, {
    description:
      'The customer takes another unit, which is held for him: another subscription, a draft with the same discount and deposit, takes the place of this one, and its unit is free.',
  })
  async changeEstateSubscriptionUnit(
    @Arg('id', () => ID, { description: 'The subscription.' }) id: string,
    @Arg('toClaimId', () => ID, { description: 'The hold of the same customer on the other unit.' }) toClaimId: string,
    @Ctx() { work, access }: CommandContext,
  ): Promise<RecordRef> {
    access.require(recordTypeOf(EstateSubscription), 'update');
    const before = await work.lock(EstateSubscription, id);
    const held = await rowOf<{ mine: boolean }>(
      work,
      `select c.customer_id = s.customer_id as mine from estate_claim c, estate_subscription s
       where c.tenant_id = $1 and c.id = $2 and s.tenant_id = $1 and s.id = $3`,
      [uuidOf(EstateClaim, toClaimId, 'toClaimId'), uuidOf(EstateSubscription, id)],
    );
    if (!held?.mine) refuse(rules.CLAIM_OF_ANOTHER, 'toClaimId');
    const { discountPercent, deposit } = before;
    const successor = await work.create(EstateSubscription, {
      claimId: toClaimId,
      discountPercent,
      ...(deposit !== null && { deposit }),
    });
    const input = { successorId: idOf(EstateSubscription, successor.uuid) };
    await work.unlimited.transition(EstateSubscription, id, { transition: 'changeUnit', input });
    await work.unlimited.transition(EstateClaim, String(before.claimId), { transition: 'cancel' });
    return successor;
  }
}
