import {
  Arg,
  type CommandContext,
  Ctx,
  Field,
  InputType,
  Mutation,
  Query,
  type RecordRef,
  type RequestContext,
  Resolver,
} from '@rapport/sdk';
import { ContactChannel } from './contact-channel.ts';
import { findSuppression, suppressAddress } from './suppression.service.ts';
import { SuppressionEntry, SuppressionReason } from './suppression-entry.record.ts';

@InputType('ContactAddressInput', { description: 'A number, an address or an account.' })
export class ContactAddressInput {
  @Field(() => ContactChannel, { description: 'The way.' })
  channel!: ContactChannel;

  @Field(() => String, { nullable: true, description: 'Name of another way; only with the channel OTHER.' })
  channelName?: string | null;

  @Field(() => String, { description: 'The number, address or account.' })
  value!: string;
}

/** Suppression outlives customers: it is asked by address. */
@Resolver()
export class SuppressionResolver {
  @Query(() => SuppressionEntry, {
    nullable: true,
    description: 'What forbids to send to this address; null when nothing does.',
  })
  async suppression(
    @Arg('address', () => ContactAddressInput, { description: 'The address.' }) address: ContactAddressInput,
    @Ctx() context: RequestContext,
  ): Promise<RecordRef | null> {
    return (await findSuppression(context, address)) ?? null;
  }

  @Mutation(() => SuppressionEntry, {
    description:
      'Sees to it that nothing is sent to an address, whoever has it now or later. Contact points with it are blocked.',
  })
  suppressAddress(
    @Arg('input', () => ContactAddressInput, { description: 'The address.' }) input: ContactAddressInput,
    @Arg('reason', () => SuppressionReason, { description: 'Why.' }) reason: SuppressionReason,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return suppressAddress(work, input, reason);
  }
}
