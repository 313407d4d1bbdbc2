import { Customer } from '@rapport/core';
import { Arg, type CommandContext, Ctx, definePermission, ID, Mutation, type RecordRef, Resolver } from '@rapport/sdk';
import { ClubLevel } from './customer-fields.ts';

/** A right that is not about records of a type. */
export const giveLevel = definePermission({
  name: 'wineClub.giveLevel',
  description: 'Gives a member a level, whatever the points say.',
  roles: ['manager'],
});

@Resolver()
export class LevelResolver {
  @Mutation(() => Customer, { description: 'Gives a member a level until points are counted again.' })
  giveWineClubLevel(
    @Arg('customerId', () => ID, { description: 'Whom.' }) customerId: string,
    @Arg('level', () => ClubLevel, { description: 'Which.' }) level: ClubLevel,
    @Ctx() { access, work }: CommandContext,
  ): Promise<RecordRef> {
    access.requirePermission(giveLevel);
    return work.update(Customer, customerId, {}, { kept: { wineClub: { level } } });
  }
}
