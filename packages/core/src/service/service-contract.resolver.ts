import {
  Arg,
  type CommandContext,
  Ctx,
  DateScalar,
  ID,
  MoneyInput,
  Mutation,
  type RecordRef,
  Resolver,
} from '@rapport/sdk';
import { ServiceContract } from './service-contract.record.ts';
import { renewContract } from './service-contract.service.ts';

@Resolver()
export class ServiceContractResolver {
  @Mutation(() => ServiceContract, {
    description:
      'Makes the contract that follows on one that ends, with the same entitlements, unused. The old one covers requests until its end and is RENEWED then.',
  })
  renewServiceContract(
    @Arg('id', () => ID, { description: 'The contract that ends (sct_...).' }) id: string,
    @Arg('endsOn', () => DateScalar, { description: 'First day on which the new one no longer holds.' }) endsOn: string,
    @Arg('price', () => MoneyInput, {
      nullable: true,
      description: 'What the customer pays; as before when it is missing.',
    })
    price: MoneyInput | null,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return renewContract(work, id, { endsOn, ...(price && { price }) });
  }
}
