import {
  Arg,
  type CommandContext,
  Ctx,
  DateTimeScalar,
  Field,
  ID,
  Mutation,
  makeSelfServiceKey,
  ObjectType,
  Resolver,
  ref,
} from '@rapport/sdk';
import { Customer } from './customer.record.ts';

@ObjectType('CreateSelfServiceKeyPayload', {
  description: 'A key with which a customer serves himself.',
  simpleResolvers: true,
})
export class CreateSelfServiceKeyPayload {
  @Field(() => String, {
    nullable: true,
    description: 'The key, shown this once; a repetition of the command gets null.',
  })
  secret!: string | null;

  @Field(() => DateTimeScalar, { description: 'From this instant on it is refused.' })
  expiresAt!: string;
}

/** Self-service: a customer reads and changes his own profile, and nothing else (B10). */
@Resolver()
export class SelfServiceResolver {
  @Mutation(() => CreateSelfServiceKeyPayload, {
    description:
      'Makes a key with which this customer reads and changes his own profile, consents and preferences, and nothing else. For whoever may change the customer.',
  })
  async createSelfServiceKey(
    @Arg('customerId', () => ID, { description: 'The customer.' }) customerId: string,
    @Arg('expiresAt', () => DateTimeScalar, { description: 'From this instant on the key is refused.' })
    expiresAt: string,
    @Ctx() { work }: CommandContext,
  ): Promise<CreateSelfServiceKeyPayload> {
    // Refused to whoever may not change the customer.
    await work.lock(Customer, customerId, 'customerId');
    const { secret } = await makeSelfServiceKey(work, ref(Customer, customerId), expiresAt);
    return { secret: work.showOnce(secret), expiresAt };
  }
}
