import {
  Arg,
  type CommandContext,
  Ctx,
  DateScalar,
  Field,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
  reject,
} from '@rapport/sdk';
import { CatalogueItem } from './catalogue-item.record.ts';
import { SegmentGroup } from './segment-group.record.ts';
import { handToTeam, operationOf } from './segment-group.service.ts';

const MAX_HANDED = 1_000;

@ObjectType('CustomerCatalogueItem', {
  description: 'What a customer can have, and on which terms.',
  simpleResolvers: true,
})
export class CustomerCatalogueItem {
  @Field(() => CatalogueItem, { description: 'The item.' })
  item!: RecordRef;

  @Field(() => String, { description: 'The terms that hold: its own, or those of the group.' })
  terms!: string;
}

@ObjectType('CustomerOperation', {
  description: 'Under which brand, from which catalogue and on which terms a customer is served.',
  simpleResolvers: true,
})
export class CustomerOperationType {
  @Field(() => SegmentGroup, { description: 'The group of segments that serves him.' })
  group!: RecordRef;

  @Field(() => String, { description: 'Its brand.' })
  brand!: string;

  @Field(() => [CustomerCatalogueItem], { description: 'What he can have on that day, 200 at most, by name.' })
  catalogue!: CustomerCatalogueItem[];
}

@Resolver()
export class SegmentGroupResolver {
  @Query(() => CustomerOperationType, {
    nullable: true,
    description:
      'How a customer is served: by the first of the groups to whose segments he belongs. Null where there is none, and where the customer or the group is out of sight.',
  })
  async customerOperation(
    @Arg('customerId', () => ID, { description: 'The customer.' }) customerId: string,
    @Arg('on', () => DateScalar, { description: 'On this day.' }) on: string,
    @Ctx() context: RequestContext,
  ): Promise<CustomerOperationType | null> {
    const operation = await operationOf(context, customerId, on);
    return (
      operation && {
        group: ref(SegmentGroup, operation.groupId),
        brand: operation.brand,
        catalogue: operation.catalogue.map(({ itemId, terms }) => ({ item: ref(CatalogueItem, itemId), terms })),
      }
    );
  }

  @Mutation(() => Int, {
    description:
      'Gives customers whom a group serves, and for whom no team is accountable, to its team. Returns how many; again until it is 0. It needs the permission segments.handToTeam.',
  })
  handSegmentGroupToTeam(
    @Arg('id', () => ID, { description: 'The group.' }) id: string,
    @Arg('most', () => Int, { description: `So many at once: 1 to ${MAX_HANDED}.`, defaultValue: MAX_HANDED })
    most: number,
    @Ctx() { work }: CommandContext,
  ): Promise<number> {
    if (most < 1 || most > MAX_HANDED) reject('most', `must be from 1 to ${MAX_HANDED}.`);
    return handToTeam(work, id, most);
  }
}
